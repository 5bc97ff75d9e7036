package io.reenact.evaluation;

import io.reenact.error.UserError;
import io.reenact.face.ClipTrack;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.maths.Vectors;
import io.reenact.metric.Expressions;
import io.reenact.metric.FacePair;
import io.reenact.metric.FrameSplit;
import io.reenact.metric.Judge;
import io.reenact.metric.Measure;
import io.reenact.metric.Measurement;
import io.reenact.metric.Metric;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.LandmarkNetwork68;
import io.reenact.nn.face.PluggableNetwork;
import io.reenact.progress.Progress;
import io.reenact.synth.SynthFrame;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * Measures a result as it was encoded (docs/design/method.md, section 8). The result is tracked
 * like any clip, all of its frames; pictures and networks are compared on some frames, evenly
 * spread over the driver's usable ones. Holds native networks; one thread at a time.
 *
 * <p>What is measured, and of what, stands in {@link Metric}: this class makes what metrics {@link
 * Measure need}.
 */
public final class RenderEvaluation implements AutoCloseable {
  /** Frames of the source that tell its identity. */
  static final int SOURCE_SAMPLES = 12;

  private final FaceAlignment alignment;
  private final FaceNetworks networks;
  private final FaceReader reader;
  private final FaceTracker tracker = new FaceTracker();
  private final PersonMatte matte = new PersonMatte();
  private final OriginalFaces originals;
  private final PictureMetrics pictures;
  private final ViewAgreement views;

  /** Of the result, the second network of identity looks at one frame in so many. */
  private static final int SECOND_EVERY = 8;

  /** Frames of a source that it looks at, about. */
  private static final int SECOND_SOURCE = 8;

  /** Of a driver. */
  private static final int SECOND_DRIVER = 4;

  private final PointsReader points;
  private final LandmarkNetwork68 second;
  private final PointsReader secondPoints;

  /**
   * @param alignment of the generator that the results come from
   * @param networks the measuring networks; stay the caller's to close
   */
  public RenderEvaluation(FaceAlignment alignment, FaceNetworks networks) {
    this(alignment, networks, null);
  }

  /**
   * @param alignment of the generator that the results come from
   * @param networks the measuring networks; stay the caller's to close
   * @param landmarks reads landmarks in place of the tracker; null for the tracker; stays the
   *     caller's to close
   */
  public RenderEvaluation(
      FaceAlignment alignment, FaceNetworks networks, PluggableNetwork.Points landmarks) {
    this.alignment = alignment;
    this.networks = networks;
    this.reader = new FaceReader(networks);
    this.originals = new OriginalFaces(reader, matte);
    this.pictures = new PictureMetrics(networks, matte);
    this.points = landmarks == null ? null : new PointsReader(networks.manager(), landmarks);
    this.second = new LandmarkNetwork68(networks.manager());
    this.secondPoints = new PointsReader(networks.manager(), second);
    this.views = new ViewAgreement(tracker, alignment, reader);
  }

  /** Measures one result, of which nobody needs more than its numbers. */
  public List<Measurement> evaluate(
      EvaluationRequest request, Configuration hadoop, Progress progress) {
    return evaluate(request, hadoop, progress, f -> {}, found -> {});
  }

  /**
   * Measures one result.
   *
   * @param progress hears about seconds by {@link EvaluationCost}
   * @param features is told what the identity network reads in compared frames, results' and
   *     drivers'
   * @param tracked is given the track of the result, a face a frame of the driver's
   * @throws UserError if a video can't be read or its frames are not the driver's
   */
  public List<Measurement> evaluate(
      EvaluationRequest request,
      Configuration hadoop,
      Progress progress,
      Consumer<FrameFeatures> features,
      Consumer<List<FrameTrack>> tracked) {
    try (VideoReader result = VideoReader.open(request.result(), hadoop);
        VideoReader driver = VideoReader.open(request.driver().video(), hadoop)) {
      int size = result.info().width();
      int total = result.presentationTimesUs().length;
      if (total != request.driver().track().size()) {
        throw new UserError(
            request.result().uri()
                + " has "
                + total
                + " frames, the driver's track "
                + request.driver().track().size()
                + ": render it again");
      }
      List<int[]> samples =
          request.parts().stream()
              .map(p -> sampled(request.driver().track(), p.frames(), request.samples()))
              .toList();
      int compared = samples.stream().mapToInt(s -> s.length).sum();
      boolean compare = request.self() && request.driverCamera();
      TrueFrames truth = request.driverCamera() ? request.truth() : null;
      double price = compare || truth != null ? EvaluationCost.PICTURES : 0;
      Meter meter =
          new Meter(
              progress,
              EvaluationCost.seconds(total, compared, compare || truth != null, points != null));
      ClipTrack found =
          tracker.track(
              result,
              alignment,
              n -> meter.to(n * EvaluationCost.TRACK, "tracking " + n + "/" + total));
      tracked.accept(found.frames());
      List<FaceReader.Reading> source = source(request.source(), hadoop);
      meter.add(SOURCE_SAMPLES * EvaluationCost.ORIGINAL, "reading originals");
      List<FrameTrack> driverRead = request.driver().track();
      List<FrameTrack> resultRead = found.frames();
      if (points != null) {
        driverRead = points.original(request.driver(), hadoop);
        resultRead = points.read(result, resultRead);
        meter.add(2 * total * EvaluationCost.POINTS, "reading landmarks");
      }
      List<FrameTrack> driverSecond = secondPoints.original(request.driver(), hadoop);
      List<FrameTrack> resultSecond = secondPoints.read(result, found.frames());
      meter.add(total * EvaluationCost.SECOND_POINTS, "reading landmarks twice");
      boolean same = request.source().video().equals(request.driver().video());
      List<Measurement> rows = new ArrayList<>();
      FrameWindow results = new FrameWindow(result);
      FrameWindow drivers = new FrameWindow(driver);
      for (int p = 0; p < samples.size(); p++) {
        Trial.Part part = request.parts().get(p);
        MetricMeans means = means(part.split());
        MotionMetrics.add(
            means, driverRead, resultRead, request.driverCamera(), size, part.frames());
        MotionMetrics.movement(
            means, Judge.SECOND_LANDMARKS, driverSecond, resultSecond, part.frames());
        originals.of(request.driver(), samples.get(p), same ? 0 : SECOND_DRIVER, hadoop);
        meter.add(samples.get(p).length * EvaluationCost.ORIGINAL, "reading originals");
        List<FaceReader.Reading> asked = new ArrayList<>();
        List<FaceReader.Reading> shown = new ArrayList<>();
        for (int i : samples.get(p)) {
          VideoFrame f = compare ? results.withBefore(i) : results.at(i);
          FaceReader.Reading d = originals.of(request.driver(), i, hadoop);
          meter.add(EvaluationCost.RESULT + price, "comparing frame " + i);
          if (d == null || f == null) {
            continue;
          }
          FrameTrack t = request.driver().track().get(i);
          if (compare) {
            TruePicture original = pictures.original(drivers.withBefore(i).image(), t, size);
            pictures.add(means, original, f.image());
            pictures.addSteps(
                means, original, drivers, results, i, request.driver().track(), part.frames());
          }
          if (truth != null) {
            SynthFrame drawn = truth.frame(i);
            if (!compare) {
              pictures.add(means, PictureMetrics.drawn(drawn, t, size), f.image());
            }
            PictureMetrics.addTruths(means, truth, drawn, t, found.frames().get(i), size);
          }
          if (found.frames().get(i).landmarks() != null) {
            FaceReader.Reading r =
                reader.read(
                    f.image(), found.frames().get(i), null, shown.size() % SECOND_EVERY == 0);
            asked.add(d);
            shown.add(r);
            String name = networks.identity().name();
            features.accept(
                new FrameFeatures(request.item(), i, part.split(), false, name, d.identity()));
            features.accept(
                new FrameFeatures(request.item(), i, part.split(), true, name, r.identity()));
          }
        }
        faces(means, source, same, asked, shown);
        rows.addAll(means.rows(request.item()));
      }
      meter.end();
      return rows;
    }
  }

  /**
   * Measures whether a head looks the same from several sides.
   *
   * @param item what the rows are about: the render's id
   * @param gaussians of one frame, {@code [n, 14]}, see {@link io.reenact.splat.Gaussians}
   */
  public List<Measurement> views(String item, FloatBuffer gaussians) {
    MetricMeans means = means(FrameSplit.ALL);
    views.add(means, gaussians);
    return means.rows(item);
  }

  private MetricMeans means(FrameSplit split) {
    return new MetricMeans(networks, points == null ? "" : points.name(), split);
  }

  /** How far a measurement is, in seconds by {@link EvaluationCost}. */
  private static final class Meter {
    private final Progress progress;
    private final double all;
    private double done;

    Meter(Progress progress, double all) {
      this.progress = progress;
      this.all = all;
    }

    void to(double seconds, String doing) {
      done = Math.min(all, seconds);
      progress.at(done, all, doing);
    }

    void add(double seconds, String doing) {
      to(done + seconds, doing);
    }

    void end() {
      progress.at(all, all, "comparing");
    }
  }

  private static void faces(
      MetricMeans means,
      List<FaceReader.Reading> sources,
      boolean same,
      List<FaceReader.Reading> drivers,
      List<FaceReader.Reading> results) {
    if (drivers.isEmpty()) {
      return;
    }
    float[] source = mean(sources);
    float[] secondSource = secondMean(sources);
    float[] secondDriver = same ? secondSource : secondMean(drivers);
    float[] driver = mean(drivers);
    float[] driverRest = rest(drivers);
    float[] sourceRest = same ? driverRest : rest(sources);
    List<FacePair> all = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      FaceReader.Reading r = results.get(i);
      FaceReader.Reading d = drivers.get(i);
      all.add(
          new FacePair(
              source,
              driver,
              r.identity(),
              secondSource,
              secondDriver,
              r.second(),
              d.expression(),
              r.expression(),
              Expressions.displacement(driverRest, d.shape().points()),
              Expressions.displacement(sourceRest, r.shape().points()),
              d.eyes(),
              r.eyes()));
    }
    for (Metric metric : Metric.values()) {
      if (metric.measure() instanceof Measure.OfFaces of) {
        all.stream()
            .filter(faces -> metric.measure().judge() != Judge.SECOND_IDENTITY || faces.seenTwice())
            .forEach(faces -> means.add(metric, of.value().applyAsDouble(faces)));
      } else if (metric.measure() instanceof Measure.OfRun of) {
        means.add(metric, of.value().applyAsDouble(all));
      }
    }
  }

  private static float[] rest(List<FaceReader.Reading> readings) {
    return Expressions.rest(readings.stream().map(FaceReader.Reading::shape).toList());
  }

  private static float[] mean(List<FaceReader.Reading> readings) {
    return Vectors.mean(readings.stream().map(FaceReader.Reading::identity).toList());
  }

  /** Over those that the second network of identity looked at; null if it looked at none. */
  private static float[] secondMean(List<FaceReader.Reading> readings) {
    List<float[]> looked =
        readings.stream().map(FaceReader.Reading::second).filter(Objects::nonNull).toList();
    return looked.isEmpty() ? null : Vectors.mean(looked);
  }

  private List<FaceReader.Reading> source(EvaluatedClip clip, Configuration hadoop) {
    List<FaceReader.Reading> readings =
        originals.of(clip, sampled(clip.track(), SOURCE_SAMPLES), SECOND_SOURCE, hadoop);
    if (readings.isEmpty()) {
      throw new UserError(
          clip.video().uri() + " has no usable frame to tell the source's identity");
    }
    return readings;
  }

  static VideoFrame frame(VideoReader video, int index) {
    video.seek(index);
    VideoFrame f = video.next();
    return f == null || f.index() != index ? null : f;
  }

  /** Up to {@code most} of the usable frames, evenly spread, in order. */
  static int[] sampled(List<FrameTrack> track, int most) {
    BitSet all = new BitSet();
    all.set(0, track.size());
    return sampled(track, all, most);
  }

  /** The same of some frames. */
  private static int[] sampled(List<FrameTrack> track, BitSet of, int most) {
    int[] usable =
        IntStream.range(0, track.size()).filter(i -> of.get(i) && track.get(i).usable()).toArray();
    int n = Math.min(most, usable.length);
    return IntStream.range(0, n).map(k -> usable[(int) ((k + 0.5) * usable.length / n)]).toArray();
  }

  @Override
  public void close() {
    views.close();
    second.close();
    reader.close();
    matte.close();
    tracker.close();
  }
}
