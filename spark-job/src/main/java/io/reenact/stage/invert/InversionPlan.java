package io.reenact.stage.invert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.encoder.EncoderBundle;
import io.reenact.evaluation.Trial;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.Strategy;
import io.reenact.latent.FittedDirections;
import io.reenact.nn.Precision;
import io.reenact.plan.Cohorts;
import io.reenact.plan.TrackedClip;
import io.reenact.runner.StageContext;
import io.reenact.settings.JobSettings;
import io.reenact.settings.Settings;
import io.reenact.stage.NetworkSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** What the two inverting stages plan from: the people with usable frames, and the settings. */
public final class InversionPlan {
  /** Raise it when the same encoder and settings give another head. */
  private static final int LIFTING = 3;

  private InversionPlan() {}

  /** Settings of the section that are no constants of the method. */
  record Planner(
      Cohorts.Planner planner,
      String hub,
      int hubFrames,
      boolean lightPerceptual,
      Precision precision,
      String directions,
      Strategy strategy,
      String encoder)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  static Planner planner(Settings settings) {
    return settings.part("inversion", Planner.class);
  }

  /** Networks of the losses. */
  public static NetworkSettings networks(Settings settings) {
    return settings.section("networks", NetworkSettings.class);
  }

  private static ObjectNode constants(Settings settings) {
    JobSettings job = settings.job();
    ObjectNode s = settings.deciding("inversion");
    s.remove(
        List.of(
            "planner",
            "hub",
            "hub_frames",
            "light_perceptual",
            "precision",
            "directions",
            "encoder"));
    s.put("threads", job.threads());
    s.put("seed", job.seed());
    return s;
  }

  /** The encoder of a run's generator; null if it has none. */
  static EncoderBundle encoder(Planner planner, GeneratorBundle bundle, Configuration hadoop) {
    boolean there = !planner.encoder().isEmpty() || EncoderBundle.ships(bundle);
    return there ? EncoderBundle.of(bundle, planner.encoder(), hadoop) : null;
  }

  /** What a person's manifest asks for, else the setting. */
  static Strategy asked(Planner planner, Cohorts.Person person) {
    return person.strategy() == null ? planner.strategy() : person.strategy();
  }

  /**
   * What decides the inversion of some people, but for a hub's own result.
   *
   * @param people who are asked to become latents alike
   * @param asked strategy
   * @param encoder null where the strategy does not encode
   */
  static Map<String, Object> decides(
      StageContext context,
      List<Cohorts.Person> people,
      Strategy asked,
      String generator,
      EncoderBundle encoder) {
    Map<String, Object> decides = new TreeMap<>();
    List<Object> members = new ArrayList<>();
    for (Cohorts.Person p : people) {
      for (TrackedClip c : p.clips()) {
        members.add(List.of(p.identity(), c.clip().clip(), c.unit()));
      }
    }
    decides.put("people", members);
    Trial trial = Trial.of(context.settings());
    // Left out where all is given, likewise.
    if (trial.holds()) {
      decides.put("protocol", trial.protocol().text());
      decides.put(
          "held",
          people.stream()
              .flatMap(p -> p.held().stream())
              .map(c -> List.of(c.clip().label(), c.unit()))
              .toList());
    }
    ObjectNode constants = constants(context.settings());
    // How often state is saved does not change the result.
    constants.remove("checkpoint_seconds");
    // As if it were the setting; left out where it is the default, as that is.
    constants.remove("strategy");
    if (asked != Strategy.OPTIMISE) {
      constants.put("strategy", asked.toString());
    }
    decides.put("settings", constants);
    Planner planner = planner(context.settings());
    decides.put("light_perceptual", planner.lightPerceptual());
    // Left out where it is the default, so that older results stay found.
    if (planner.precision() != Precision.FLOAT32) {
      decides.put("precision", planner.precision().toString());
    }
    if (!planner.directions().isEmpty()) {
      decides.put("directions", FittedDirections.hash(planner.directions(), context.hadoop()));
    }
    if (encoder != null) {
      decides.put("encoder", encoder.id());
      decides.put("lifting", LIFTING);
    }
    decides.put("networks", networks(context.settings()).decides());
    decides.put("generator", generator);
    return decides;
  }
}
