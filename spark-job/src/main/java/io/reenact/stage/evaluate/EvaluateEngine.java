package io.reenact.stage.evaluate;

import ai.djl.Device;
import io.reenact.error.UserError;
import io.reenact.evaluation.ComparisonStrips;
import io.reenact.evaluation.EvaluatedClip;
import io.reenact.evaluation.EvaluationCost;
import io.reenact.evaluation.EvaluationRequest;
import io.reenact.evaluation.FrameFeatures;
import io.reenact.evaluation.RenderEvaluation;
import io.reenact.evaluation.Trial;
import io.reenact.evaluation.TrueFrames;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FrameTrack;
import io.reenact.metric.Measurement;
import io.reenact.nn.Autograd;
import io.reenact.nn.GpuUnit;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.PluggableNetwork;
import io.reenact.pool.Pool;
import io.reenact.progress.Progress;
import io.reenact.row.FeatureRow;
import io.reenact.row.MetricRow;
import io.reenact.runner.TaskDevice;
import io.reenact.runner.UnitContext;
import io.reenact.splat.file.SpzReader;
import io.reenact.stage.NetworkSettings;
import io.reenact.stage.Sources;
import io.reenact.stage.StoredRows;
import io.reenact.stage.reenact.RenderFiles;
import io.reenact.stage.synth.SynthSettings;
import io.reenact.synth.ClipMaker;
import io.reenact.table.PictureName;
import io.reenact.video.Images;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Provenance;
import io.reenact.video.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Measures one render: its rows in the table metrics, its pictures and openings for the report.
 *
 * @param plugged networks in place of bundled ones
 * @param points who reads landmarks
 * @param alignment where faces are in the generator's world
 * @param samples the most frames a render on which pictures and networks are compared
 * @param corpora what synthetic corpora were made of, by where they are
 */
record EvaluateEngine(
    NetworkSettings plugged,
    PointsFile points,
    FaceAlignment alignment,
    int samples,
    Map<String, SynthSettings> corpora)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Side of a picture in the report, px. */
  private static final int PICTURE = 160;

  /** Seconds of one core that the pictures for the report take. */
  private static final double STRIPS = 1;

  private static final Pool<String, Measures> MEASURES = new Pool<>(2);

  /** Makers of synthetic corpora on this executor, by all that decides what they make. */
  private static final Pool<String, ClipMaker> MAKERS = new Pool<>(2);

  /** The measuring networks and what uses them. */
  private record Measures(
      FaceNetworks networks, PluggableNetwork.Points points, RenderEvaluation evaluation)
      implements AutoCloseable {
    static Measures load(EvaluateEngine how, Device device, Configuration hadoop) {
      FaceNetworks networks = how.plugged.load(device, false, hadoop);
      try {
        PluggableNetwork.Points points = how.points.load(networks.manager(), hadoop);
        return new Measures(
            networks, points, new RenderEvaluation(how.alignment, networks, points));
      } catch (RuntimeException e) {
        networks.close();
        throw e;
      }
    }

    @Override
    public void close() {
      evaluation.close();
      if (points != null) {
        points.close();
      }
      networks.close();
    }
  }

  /**
   * Predicted seconds of one core.
   *
   * @param pictures whether there is a truth to compare pictures with
   * @param points whether a network of the user's reads landmarks
   * @param views whether there is a head to look at from several sides
   */
  static double cost(int frames, int samples, boolean pictures, boolean points, boolean views) {
    return EvaluationCost.seconds(frames, samples, pictures, points) + after(views);
  }

  /** What follows the comparison of frames, seconds of one core. */
  private static double after(boolean views) {
    return STRIPS + (views ? EvaluationCost.VIEWS : 0);
  }

  void evaluate(EvaluateStage.Spec spec, UnitContext unit) throws Exception {
    StoredRows stored = new StoredRows(unit);
    EvaluatedClip driver =
        new EvaluatedClip(Sources.of(spec.driver()), stored.track(spec.driverTrack()));
    EvaluatedClip source =
        spec.isSelf()
            ? driver
            : new EvaluatedClip(Sources.of(spec.source()), stored.track(spec.sourceTrack()));
    Path local = fetch(spec.uri(), "render.mp4", unit);
    Trial trial = Trial.parse(spec.protocol());
    EvaluationRequest request =
        new EvaluationRequest(
            spec.render(),
            MediaSource.of(InputFiles.uri(local)),
            driver,
            source,
            spec.isSelf() && spec.plain(),
            spec.camera().equals("driver"),
            samples,
            trial.parts(spec.driverIndex(), spec.driver().clip(), driver.track(), !spec.isSelf()),
            null);
    List<FrameFeatures> features = new ArrayList<>();
    long begin = System.nanoTime();
    List<FrameTrack> result = new ArrayList<>();
    Autograd.threads(unit.threads());
    Device device = TaskDevice.of(unit);
    MEASURES.lend(
        plugged.key(false) + points.decides() + alignment.hashCode() + device,
        () -> Measures.load(this, device, unit.hadoop()),
        m -> {
          List<Measurement> rows = new ArrayList<>();
          try (GpuUnit gpu = GpuUnit.begin(device)) {
            rows.addAll(measured(m.evaluation(), request, spec, features, result, unit));
            if (spec.head() != null) {
              rows.addAll(m.evaluation().views(spec.render(), head(spec.head(), unit)));
            }
          }
          unit.writeRows(
              FeatureRow.class,
              features.stream().map(f -> FeatureRow.of(f, spec.protocol())).iterator());
          unit.writeRows(
              MetricRow.class,
              rows.stream().map(row -> MetricRow.of(row, spec.protocol())).iterator());
        });
    Path openings = unit.scratch().resolve("openings.json");
    Files.write(openings, Openings.of(driver.track(), result).bytes());
    unit.writeFile(Openings.FOLDER, PictureName.safeId(spec.render()), "json", openings);
    pictures(request, spec, unit);
    unit.spent(UnitContext.Spent.COMPUTE, (System.nanoTime() - begin) / 1e9);
    unit.frames(driver.track().size());
  }

  /** The measurements, against the truth too where it is known. */
  private List<Measurement> measured(
      RenderEvaluation evaluation,
      EvaluationRequest request,
      EvaluateStage.Spec spec,
      List<FrameFeatures> features,
      List<FrameTrack> result,
      UnitContext unit)
      throws Exception {
    CorpusTruths.Truth truth = spec.truth();
    double after = after(spec.head() != null);
    Progress progress = (done, total, doing) -> unit.progress(done, total + after, doing);
    if (truth == null) {
      return evaluation.evaluate(request, unit.hadoop(), progress, features::add, result::addAll);
    }
    SynthSettings made = corpora.get(truth.corpus());
    String key = made.source(unit.hadoop()) + made.seed() + made.clips();
    return MAKERS.ask(
        key,
        () -> made.open(unit.hadoop()),
        maker ->
            evaluation.evaluate(
                request.with(new TrueFrames(maker, truth.source(), truth.driver(), truth.clip())),
                unit.hadoop(),
                progress,
                features::add,
                result::addAll));
  }

  private static FloatBuffer head(String uri, UnitContext unit) throws IOException {
    try (InputStream in = Files.newInputStream(fetch(uri, "head.spz", unit))) {
      return SpzReader.read(in, uri, RenderFiles.MOST_OF_HEAD);
    }
  }

  private static Path fetch(String uri, String name, UnitContext unit) throws IOException {
    Path local = unit.scratch().resolve(name);
    try {
      unit.workspace().store(unit.hadoop()).fetch(unit.workspace().resolve(uri), local);
    } catch (java.io.FileNotFoundException e) {
      throw new UserError(
          uri + " is gone from the workspace; remove its unit's folder and run reenact", e);
    }
    return local;
  }

  /** Keeps pictures of the same moments: the driver's clip, its own reenactment, the result. */
  private static void pictures(EvaluationRequest r, EvaluateStage.Spec spec, UnitContext unit)
      throws IOException {
    Configuration hadoop = unit.hadoop();
    List<FrameTrack> track = r.driver().track();
    String driver = spec.driver().identity();
    String clip = spec.driver().label();
    String who = spec.isSelf() ? driver : spec.source().identity();
    try (ComparisonStrips strips = new ComparisonStrips()) {
      keep(Images.png(strips.input(r.driver(), PICTURE, hadoop)), "input", spec, unit);
      if (spec.isSelf()) {
        keep(
            made(strips.result(r.result(), track, PICTURE, hadoop), who, clip), "self", spec, unit);
        return;
      }
      if (spec.self() != null) {
        MediaSource self = MediaSource.of(InputFiles.uri(fetch(spec.self(), "self.mp4", unit)));
        keep(made(strips.result(self, track, PICTURE, hadoop), driver, clip), "self", spec, unit);
      }
      keep(made(strips.result(r.result(), track, PICTURE, hadoop), who, clip), "cross", spec, unit);
    }
  }

  private static byte[] made(RgbImage strip, String source, String driver) {
    return Images.png(strip, Provenance.reenactment(source, driver));
  }

  private static void keep(byte[] png, String label, EvaluateStage.Spec spec, UnitContext unit)
      throws IOException {
    Path file = unit.scratch().resolve(label + ".png");
    Files.write(file, png);
    unit.writeFile("pictures", PictureName.of(spec.render(), label), "png", file);
  }
}
