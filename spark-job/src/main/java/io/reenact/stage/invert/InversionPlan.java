package io.reenact.stage.invert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.nn.Precision;
import io.reenact.plan.Clip;
import io.reenact.plan.Cohorts;
import io.reenact.runner.StageContext;
import io.reenact.settings.JobSettings;
import io.reenact.settings.Settings;
import io.reenact.stage.NetworkSettings;
import io.reenact.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** What the two inverting stages plan from: the people with usable frames, and the settings. */
public final class InversionPlan {
  private InversionPlan() {}

  /** Settings of the section that are no constants of the method. */
  record Planner(
      Cohorts.Planner planner,
      String hub,
      int hubFrames,
      boolean lightPerceptual,
      Precision precision) {}

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
    s.remove(List.of("planner", "hub", "hub_frames", "light_perceptual", "precision"));
    s.put("threads", job.threads());
    s.put("seed", job.seed());
    return s;
  }

  /** Everyone with usable frames, in name order. */
  static List<Cohorts.Person> people(StageContext context) {
    context.table(Table.TRACKS).createOrReplaceTempView("reenact_tracks");
    context.table(Table.CLIPS).createOrReplaceTempView("reenact_clips");
    List<Row> rows =
        context
            .spark()
            .sql(
                "SELECT c.identity, c.clip, c.uri, c.start_s, c.end_s, t.usable, t.unit FROM"
                    + " reenact_clips c JOIN (SELECT identity, clip, unit, CAST(SUM(IF(usable, 1,"
                    + " 0)) AS INT) AS usable FROM reenact_tracks GROUP BY identity, clip, unit) t"
                    + " ON c.identity = t.identity AND c.clip = t.clip WHERE c.status = 'ok' AND"
                    + " t.usable > 0 ORDER BY c.identity, c.clip")
            .collectAsList();
    Map<String, List<Cohorts.TrackedClip>> byIdentity = new TreeMap<>();
    for (Row r : rows) {
      Clip clip =
          new Clip(
              r.getString(0),
              r.getString(1),
              r.getString(2),
              r.isNullAt(3) ? null : (Double) r.getDouble(3),
              r.isNullAt(4) ? null : (Double) r.getDouble(4));
      byIdentity
          .computeIfAbsent(clip.identity(), i -> new ArrayList<>())
          .add(new Cohorts.TrackedClip(clip, r.getInt(5), r.getString(6)));
    }
    List<Cohorts.Person> people = new ArrayList<>();
    byIdentity.forEach(
        (identity, clips) -> people.add(new Cohorts.Person(identity, List.copyOf(clips))));
    return people;
  }

  /** What decides the inversion of some people, but for a hub's own result. */
  static Map<String, Object> decides(
      StageContext context, List<Cohorts.Person> people, String generator) {
    Map<String, Object> decides = new TreeMap<>();
    List<Object> members = new ArrayList<>();
    for (Cohorts.Person p : people) {
      for (Cohorts.TrackedClip c : p.clips()) {
        members.add(List.of(p.identity(), c.clip().clip(), c.content()));
      }
    }
    decides.put("people", members);
    ObjectNode constants = constants(context.settings());
    // How often state is saved does not change the result.
    constants.remove("checkpoint_seconds");
    decides.put("settings", constants);
    Planner planner = planner(context.settings());
    decides.put("light_perceptual", planner.lightPerceptual());
    // Left out where it is the default, so that older results stay found.
    if (planner.precision() != Precision.FLOAT32) {
      decides.put("precision", planner.precision().toString());
    }
    decides.put("networks", networks(context.settings()).decides());
    decides.put("generator", generator);
    return decides;
  }
}
