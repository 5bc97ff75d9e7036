package io.reenact.stage.evaluate;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;
import static org.apache.spark.sql.functions.not;

import io.reenact.error.UserError;
import io.reenact.evaluation.Trial;
import io.reenact.face.FaceAlignment;
import io.reenact.inversion.CohortInverter;
import io.reenact.plan.Clip;
import io.reenact.plan.TrackedClip;
import io.reenact.row.MetricRow;
import io.reenact.row.RenderRow;
import io.reenact.row.RowCodec;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitEngine;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
import io.reenact.stage.TrackedClips;
import io.reenact.stage.reenact.RenderFiles;
import io.reenact.stage.synth.SynthSettings;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measures renders against the original clips: one unit a render. */
public final class EvaluateStage implements Stage<EvaluateStage.Spec> {
  /** The stage's name. */
  public static final String NAME = MetricRow.STAGE;

  /** Cameras whose pictures hold many views, which no original shows. */
  private static final String[] OF_VIEWS = {"quilt", "grid"};

  private CorpusTruths truths;

  /** What there is to know of a render here; columns of the table renders. */
  private record Render(
      String renderId,
      String cohort,
      String source,
      String driver,
      String driverClip,
      String uri,
      String sha256,
      String cameras,
      int frames,
      Double strength,
      Double smoothing,
      String parts,
      String expression,
      String timing,
      String blend,
      Map<String, Float> edits,
      Map<String, String> outputs,
      String method) {
    String head() {
      return outputs == null ? null : outputs.get(RenderFiles.HEAD);
    }

    boolean isSelf() {
      return source.equals(driver);
    }

    /** Whether it shows the driver's expression as it is, unedited. */
    boolean isPlain() {
      return (strength == null || strength == 1)
          && (smoothing == null || smoothing == 0)
          && (parts == null || parts.isEmpty())
          && (expression == null || expression.isEmpty())
          && (blend == null || blend.isEmpty())
          && (edits == null || edits.isEmpty());
    }

    /** Whether each of its frames belongs to the driver's of the same number. */
    boolean isInTime() {
      return timing == null || timing.isEmpty();
    }

    String driverLabel() {
      return driver + "/" + driverClip;
    }
  }

  /**
   * One render and the clips that it is measured against.
   *
   * @param render its id
   * @param uri of the result, relative to the workspace
   * @param head the Gaussians of one frame of it, relative to the workspace; null if there are none
   * @param camera of the result
   * @param plain whether it shows the driver's expression as it is, unedited
   * @param driver the driver's clip
   * @param driverTrack the unit of the stage track that holds its track
   * @param source a clip of the source
   * @param sourceTrack its unit
   * @param self the driver's clip reenacted by its own person, relative to the workspace; null if
   *     there is none
   * @param frames of the result
   * @param protocol by which it is scored, {@link Trial#text}
   * @param driverIndex of the driver's clip among its person's in name order
   * @param truth what it should be, in a synthetic corpus; null if that is not known
   */
  public record Spec(
      String render,
      String uri,
      String head,
      String camera,
      boolean plain,
      Clip driver,
      String driverTrack,
      Clip source,
      String sourceTrack,
      String self,
      int frames,
      String protocol,
      int driverIndex,
      CorpusTruths.Truth truth)
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
    return 13;
  }

  @Override
  public Object settings(StageContext context) {
    return context.settings().section(NAME);
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    Map<String, TrackedClip> clips = new LinkedHashMap<>();
    Map<String, TrackedClip> first = new LinkedHashMap<>();
    Map<String, Integer> index = new HashMap<>();
    Map<String, List<TrackedClip>> all = TrackedClips.all(context);
    all.values().stream()
        .flatMap(List::stream)
        .forEach(
            c -> {
              clips.put(c.clip().label(), c);
              first.putIfAbsent(c.clip().identity(), c);
              index.put(c.clip().label(), all.get(c.clip().identity()).indexOf(c));
            });
    RenderProtocols protocols = new RenderProtocols(context, all);
    truths = new CorpusTruths(context);
    List<Render> renders =
        RowCodec.of(Render.class)
            .list(
                context
                    .table(Table.RENDERS)
                    .where(not(col(RenderRow::cameras).isin((Object[]) OF_VIEWS)))
                    .where(col(RenderRow::driver).isNotNull())
                    .orderBy(
                        cols(
                            RenderRow::source,
                            RenderRow::driver,
                            RenderRow::driverClip,
                            RenderRow::renderId)));
    long retimed = renders.stream().filter(r -> !r.isInTime()).count();
    if (retimed > 0) {
      context
          .console()
          .line(
              "evaluate: "
                  + retimed
                  + " renders whose time is not their driver's are left out: no frame of the driver's"
                  + " belongs to theirs");
    }
    Map<String, Render> selves = new LinkedHashMap<>();
    for (Render r : renders) {
      if (r.isSelf() && r.isPlain() && r.isInTime() && r.method() == null) {
        selves.putIfAbsent(r.driverLabel(), r);
      }
    }
    List<Unit<Spec>> units = new ArrayList<>();
    for (Render r : renders) {
      TrackedClip driver = clips.get(r.driverLabel());
      TrackedClip source = r.isSelf() ? driver : first.get(r.source());
      // A still picture held for some time has no original to compare with.
      if (driver != null && source != null && r.isInTime() && driver.frames() == r.frames()) {
        String protocol =
            protocols.of(r.cohort(), r.source(), driver.clip().identity(), r.driverClip());
        int at = index.get(driver.clip().label());
        if (Trial.parse(protocol).scoring().takes(at, r.driverClip())) {
          Render self = selves.get(driver.clip().label());
          units.add(unit(context, r, driver, source, self, protocol, at));
        }
      }
    }
    if (units.isEmpty()) {
      throw new UserError("there is no render whose clips are still known; run reenact first");
    }
    return units;
  }

  private Unit<Spec> unit(
      StageContext context,
      Render r,
      TrackedClip driver,
      TrackedClip source,
      Render self,
      String protocol,
      int driverIndex) {
    Map<String, Object> decides = new TreeMap<>();
    Settings settings = context.settings().section(NAME, Settings.class);
    decides.put("render", r.renderId());
    decides.put("content", r.sha256());
    decides.put("driver", driver.unit());
    decides.put("source", source.unit());
    decides.put("self", self == null ? "" : self.sha256());
    decides.put("settings", settings(context));
    CorpusTruths.Truth truth = r.isPlain() ? truths.of(driver, source) : null;
    if (truth != null) {
      SynthSettings made = truths.made().get(truth.corpus());
      decides.put(
          "truth",
          List.of(
              made.source(context.hadoop()),
              made.seed(),
              made.clips().size(),
              made.clips().seconds(),
              truth.source(),
              truth.driver(),
              truth.clip()));
    }
    decides.put("protocol", protocol);
    boolean holds = Trial.parse(protocol).holds();
    if (holds) {
      decides.put("driver_index", driverIndex);
    }
    decides.put("networks", JudgeSettings.of(context.settings()).decides());
    PointsFile points = JudgeSettings.points(context.settings());
    if (points.plugged()) {
      decides.put("landmarks", points.decides());
    }
    return new Unit<>(
        UnitKey.of(name(), version(), decides),
        r.source() + " by " + driver.clip().label(),
        EvaluateEngine.cost(
            r.frames(),
            // Given and held frames have samples of their own.
            settings.samples() * (holds ? 2 : 1),
            truth != null || (r.isPlain() && r.isSelf()),
            points.plugged(),
            r.head() != null),
        driver.clip().label(),
        new Spec(
            r.renderId(),
            r.uri(),
            r.head(),
            r.cameras(),
            r.isPlain(),
            driver.clip(),
            driver.unit(),
            source.clip(),
            source.unit(),
            self == null ? null : self.uri(),
            r.frames(),
            protocol,
            driverIndex,
            truth));
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
    PointsFile points = JudgeSettings.points(context.settings());
    points.check(context.hadoop());
    int samples = context.settings().section(NAME, Settings.class).samples();
    EvaluateEngine engine =
        new EvaluateEngine(
            judges,
            points,
            alignment(context),
            samples,
            truths == null ? Map.of() : new TreeMap<>(truths.made()));
    return engine::evaluate;
  }
}
