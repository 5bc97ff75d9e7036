package io.reenact.stage.reenact;

import io.reenact.error.BadSetting;
import io.reenact.error.Suggestions;
import io.reenact.error.UserError;
import io.reenact.plan.TrackedClip;
import io.reenact.stage.reenact.ReenactStage.Driver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Finds the clips that settings name beside a driver, or says why they can't take part. */
final class Mixes {
  private final Map<String, List<TrackedClip>> tracked;
  private final Function<String, String> inverted;
  private final Map<String, Checked<TrackedClip>> found = new HashMap<>();
  private final Map<String, Driver> drivers = new HashMap<>();

  /**
   * @param tracked all clips that can be used, by identity
   * @param inverted the unit that holds the offsets of a clip in a cohort, by {@link
   *     RenderUnits#key}; null for none
   */
  Mixes(Map<String, List<TrackedClip>> tracked, Function<String, String> inverted) {
    this.tracked = tracked;
    this.inverted = inverted;
  }

  /**
   * Refuses names of clips that no render can use, whoever is rendered.
   *
   * @throws UserError naming the setting and the clip
   */
  void require(ReenactSettings how) {
    pose(how);
    sound(how);
    if (!how.blend().isEmpty()) {
      clip("reenact.blend", how.blend());
    }
  }

  /**
   * The clips that take part in a render.
   *
   * @param driver who moves; null: nobody
   * @param cohort of the driver's offsets
   * @throws UserError if one can't
   */
  Mix of(ReenactSettings how, String driver, String cohort) {
    TrackedClip pose = pose(how);
    TrackedClip sound = sound(how);
    if (how.blend().isEmpty() && pose == null && sound == null) {
      return Mix.NONE;
    }
    return new Mix(driver(pose, cohort), blend(how, driver, cohort), driver(sound, cohort));
  }

  private TrackedClip pose(ReenactSettings how) {
    String label = how.viewpoint().clip();
    if (label == null) {
      return null;
    }
    String setting = how.camera().choice().manyViews() ? "reenact.views_camera" : "reenact.camera";
    TrackedClip c = clip(setting, label);
    if (c.usable() == 0) {
      throw new BadSetting(setting + ": " + label + " has no usable frame; name another clip");
    }
    return c;
  }

  private TrackedClip sound(ReenactSettings how) {
    String label = how.soundClip();
    if (label == null) {
      return null;
    }
    TrackedClip c = clip("reenact.audio", label);
    if (Boolean.FALSE.equals(c.audio())) {
      throw new BadSetting("reenact.audio: " + label + " has no sound; name another clip");
    }
    return c;
  }

  private Driver blend(ReenactSettings how, String driver, String cohort) {
    if (how.blend().isEmpty()) {
      return null;
    }
    TrackedClip c = clip("reenact.blend", how.blend());
    if (driver == null) {
      throw new BadSetting("reenact.blend needs a driver to mix with");
    }
    Driver blend = driver(c, cohort);
    if (blend.unit() == null) {
      throw new BadSetting(
          "reenact.blend: "
              + how.blend()
              + " has no latents in cohort "
              + cohort
              + " of driver "
              + driver
              + "; only drivers of one cohort can be mixed: invert them in one");
    }
    return blend;
  }

  private TrackedClip clip(String setting, String label) {
    return found
        .computeIfAbsent(
            setting + "=" + label,
            k ->
                Checked.of(
                    () -> {
                      TrackedClip c = find(label);
                      if (c == null) {
                        throw new BadSetting(
                            setting
                                + ": there is no tracked clip "
                                + label
                                + Suggestions.of(label, labels())
                                + "; see table clips");
                      }
                      return c;
                    }))
        .get();
  }

  private TrackedClip find(String label) {
    for (int slash = label.indexOf('/'); slash >= 0; slash = label.indexOf('/', slash + 1)) {
      for (TrackedClip c : tracked.getOrDefault(label.substring(0, slash), List.of())) {
        if (c.clip().label().equals(label)) {
          return c;
        }
      }
    }
    return null;
  }

  private List<String> labels() {
    return tracked.values().stream().flatMap(List::stream).map(c -> c.clip().label()).toList();
  }

  private Driver driver(TrackedClip c, String cohort) {
    if (c == null) {
      return null;
    }
    String key = RenderUnits.key(cohort, c.clip().identity(), c.clip().clip());
    return drivers.computeIfAbsent(
        key, k -> new Driver(c.clip(), c.checksum(), inverted.apply(k), c.unit(), c.frames()));
  }
}
