package io.reenact.stage.evaluate;

import io.reenact.error.UserError;
import io.reenact.face.FaceAlignment;
import io.reenact.inversion.CohortInverter;
import io.reenact.plan.Clip;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitEngine;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
import io.reenact.stage.TrackedClip;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** Measures renders against the original clips: one unit a render. */
public final class EvaluateStage implements Stage<EvaluateStage.Spec> {
  /** The stage's name. */
  public static final String NAME = "evaluate";

  /**
   * One render and the clips that it is measured against.
   *
   * @param render its id
   * @param uri of the result, relative to the workspace
   * @param camera of the result
   * @param plain whether it shows the driver's expression as it is, unedited
   * @param driver the driver's clip
   * @param driverTrack the unit of the stage track that holds its track
   * @param source a clip of the source
   * @param sourceTrack its unit
   * @param self the driver's clip reenacted by its own person, relative to the workspace; null if
   *     there is none
   * @param frames of the result
   */
  public record Spec(
      String render,
      String uri,
      String camera,
      boolean plain,
      Clip driver,
      String driverTrack,
      Clip source,
      String sourceTrack,
      String self,
      int frames)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether source and driver are one person. */
    boolean isSelf() {
      return source.identity().equals(driver.identity());
    }
  }

  /**
   * Settings of the section {@code evaluate}.
   *
   * @param samples the most frames a render on which pictures and networks are compared
   */
  public record Settings(int samples) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean usesGpu() {
    return true;
  }

  @Override
  public int version() {
    return 4;
  }

  @Override
  public Object settings(StageContext context) {
    return context.settings().section(NAME);
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    Map<String, TrackedClip> clips = new LinkedHashMap<>();
    Map<String, TrackedClip> first = new LinkedHashMap<>();
    TrackedClip.all(context).values().stream()
        .flatMap(List::stream)
        .forEach(
            c -> {
              clips.put(c.clip().label(), c);
              first.putIfAbsent(c.clip().identity(), c);
            });
    List<Row> renders =
        context
            .table(Table.RENDERS)
            .selectExpr(
                "render_id",
                "source",
                "driver",
                "driver_clip",
                "uri",
                "sha256",
                "cameras",
                "frames",
                "coalesce(strength, 1) = 1 AND coalesce(smoothing, 0) = 0 AND coalesce(parts, '') ="
                    + " '' AND coalesce(expression, '') = '' AND coalesce(cardinality(edits), 0) <="
                    + " 0")
            .where("cameras NOT IN ('quilt', 'grid') AND driver IS NOT NULL")
            .orderBy("source", "driver", "driver_clip", "render_id")
            .collectAsList();
    Map<String, Row> selves = new LinkedHashMap<>();
    for (Row r : renders) {
      if (r.getString(1).equals(r.getString(2)) && r.getBoolean(8)) {
        selves.putIfAbsent(r.getString(2) + "/" + r.getString(3), r);
      }
    }
    List<Unit<Spec>> units = new ArrayList<>();
    for (Row r : renders) {
      TrackedClip driver = clips.get(r.getString(2) + "/" + r.getString(3));
      boolean self = r.getString(1).equals(r.getString(2));
      TrackedClip source = self ? driver : first.get(r.getString(1));
      // A still picture held for some time has no original to compare with.
      if (driver != null && source != null && driver.frames() == r.getInt(7)) {
        units.add(unit(context, r, driver, source, selves.get(driver.clip().label())));
      }
    }
    if (units.isEmpty()) {
      throw new UserError("there is no render whose clips are still known; run reenact first");
    }
    return units;
  }

  private Unit<Spec> unit(
      StageContext context, Row r, TrackedClip driver, TrackedClip source, Row self) {
    Map<String, Object> decides = new TreeMap<>();
    boolean isSelf = r.getString(1).equals(r.getString(2));
    Settings settings = context.settings().section(NAME, Settings.class);
    decides.put("render", r.getString(0));
    decides.put("content", r.getString(5));
    decides.put("driver", driver.unit());
    decides.put("source", source.unit());
    decides.put("self", self == null ? "" : self.getString(5));
    decides.put("settings", settings(context));
    decides.put("networks", JudgeSettings.of(context.settings()).decides());
    int frames = r.getInt(7);
    return new Unit<>(
        UnitKey.of(name(), version(), decides),
        r.getString(1) + " by " + driver.clip().label(),
        EvaluateEngine.cost(frames, settings.samples(), r.getBoolean(8) && isSelf),
        driver.clip().label(),
        new Spec(
            r.getString(0),
            r.getString(4),
            r.getString(6),
            r.getBoolean(8),
            driver.clip(),
            driver.unit(),
            source.clip(),
            source.unit(),
            self == null ? null : self.getString(4),
            frames));
  }

  /** Where faces are in the generator's world, for boxes of faces. */
  private static FaceAlignment alignment(StageContext context) {
    return CohortInverter.alignment(
        context.settings().section("generator", GeneratorSettings.class).load(context.hadoop()));
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    NetworkSettings judges = JudgeSettings.of(context.settings());
    judges.check(JudgeSettings.SECTION, context.hadoop());
    int samples = context.settings().section(NAME, Settings.class).samples();
    EvaluateEngine engine = new EvaluateEngine(judges, alignment(context), samples);
    return engine::evaluate;
  }
}
