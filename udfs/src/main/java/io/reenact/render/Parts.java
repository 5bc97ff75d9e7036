package io.reenact.render;

import io.reenact.error.BadSetting;
import io.reenact.error.Suggestions;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.latent.Boundaries;
import io.reenact.latent.PartTransfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Names of the parts of an expression that a transfer keeps. */
public final class Parts {
  /** The beginnings of the names of a part's directions (ARKit's blendshapes). */
  private static final Map<String, List<String>> PREFIXES =
      Map.of(
          "mouth", List.of("jaw", "mouth"),
          "eyes", List.of("eye", "gaze"),
          "gaze", List.of("gaze", "eyeLook"),
          "brows", List.of("brow"),
          "cheeks", List.of("cheek"),
          "nose", List.of("nose"));

  private Parts() {}

  private static Set<String> names(Boundaries known) {
    Set<String> names = new TreeSet<>(PREFIXES.keySet());
    names.addAll(known.stepNames());
    return names;
  }

  /**
   * The transfer of some parts.
   *
   * @param parts mouth, eyes, gaze, brows, cheeks, nose, or names of the bundle's directions or of
   *     boundaries, with their strengths
   * @throws UserError if the bundle has no directions, or none of that name
   */
  public static PartTransfer of(Boundaries known, Map<String, Double> parts) {
    GeneratorBundle bundle = known.bundle();
    GeneratorManifest m = bundle.manifest();
    if (m.directions() == null) {
      throw new BadSetting(
          "bundle "
              + bundle.where()
              + " has no directions, so parts of an expression can't be told apart: leave"
              + " reenact.parts empty");
    }
    List<String> names = m.directions().names();
    Map<Integer, Double> kept = new HashMap<>();
    List<String> boundaries = new ArrayList<>();
    parts.forEach(
        (part, strength) -> {
          int before = kept.size();
          List<String> prefixes = PREFIXES.get(part);
          for (int k = 0; k < names.size(); k++) {
            String name = names.get(k);
            if (prefixes == null
                ? name.equals(part)
                : prefixes.stream().anyMatch(name::startsWith)) {
              kept.put(k, strength);
            }
          }
          if (kept.size() == before && prefixes == null) {
            boundaries.add(part);
          }
        });
    PartTransfer transfer = new PartTransfer(bundle.directions(), kept);
    for (String name : boundaries) {
      if (!known.has(name)) {
        throw new BadSetting(
            "bundle "
                + bundle.where()
                + " has no part, direction or boundary '"
                + name
                + "'"
                + Suggestions.of(name, names(known))
                + "; parts are mouth, eyes, gaze, brows, cheeks, nose");
      }
      transfer.keepAlong(known.find(name).normal(), parts.get(name));
    }
    return transfer;
  }
}
