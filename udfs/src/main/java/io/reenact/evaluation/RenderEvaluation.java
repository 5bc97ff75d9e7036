package io.reenact.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.error.UserError;
import io.reenact.face.AlignedCrop;
import io.reenact.face.ClipTrack;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.face.Regions;
import io.reenact.maths.Vectors;
import io.reenact.metric.Expressions;
import io.reenact.metric.FacePair;
import io.reenact.metric.Measure;
import io.reenact.metric.Measurement;
import io.reenact.metric.Metric;
import io.reenact.metric.PicturePair;
import io.reenact.metric.PictureSteps;
import io.reenact.metric.Region;
import io.reenact.metric.TruePair;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.progress.Progress;
import io.reenact.synth.SynthFrame;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
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

  /**
   * Side of the crop that the perceptual distance compares, px; a multiple of 32, as the bundled
   * network wants it.
   */
  private static final int PERCEPTUAL_SIZE = 192;

  private final FaceAlignment alignment;
  private final FaceNetworks networks;
  private final FaceReader reader;
  private final FaceTracker tracker = new FaceTracker();
  private final PersonMatte matte = new PersonMatte();
  private final OriginalFaces originals;

  /**
   * @param alignment of the generator that the results come from
   * @param networks the measuring networks; stay the caller's to close
   */
  public RenderEvaluation(FaceAlignment alignment, FaceNetworks networks) {
    this.alignment = alignment;
    this.networks = networks;
    this.reader = new FaceReader(networks);
    this.originals = new OriginalFaces(reader, matte);
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
          new Meter(progress, EvaluationCost.seconds(total, compared, compare || truth != null));
      ClipTrack found =
          tracker.track(
              result,
              alignment,
              n -> meter.to(n * EvaluationCost.TRACK, "tracking " + n + "/" + total));
      tracked.accept(found.frames());
      List<FaceReader.Reading> source = source(request.source(), hadoop);
      meter.add(SOURCE_SAMPLES * EvaluationCost.ORIGINAL, "reading originals");
      List<Measurement> rows = new ArrayList<>();
      for (int p = 0; p < samples.size(); p++) {
        Trial.Part part = request.parts().get(p);
        MetricMeans means = new MetricMeans(networks, part.split());
        MotionMetrics.add(means, request, found.frames(), size, part.frames());
        originals.of(request.driver(), samples.get(p), hadoop);
        meter.add(samples.get(p).length * EvaluationCost.ORIGINAL, "reading originals");
        List<FaceReader.Reading> drivers = new ArrayList<>();
        List<FaceReader.Reading> results = new ArrayList<>();
        for (int i : samples.get(p)) {
          VideoFrame f = frame(result, i);
          FaceReader.Reading d = originals.of(request.driver(), i, hadoop);
          meter.add(EvaluationCost.RESULT + price, "comparing frame " + i);
          if (d == null || f == null) {
            continue;
          }
          FrameTrack t = request.driver().track().get(i);
          if (compare) {
            TruePicture original = original(frame(driver, i).image(), t, size);
            pictures(means, original, f.image());
            steps(means, original, driver, result, i, request.driver().track(), part.frames());
          }
          if (truth != null) {
            SynthFrame drawn = truth.frame(i);
            if (!compare) {
              pictures(means, drawn(drawn, t, size), f.image());
            }
            truths(means, truth, drawn, t, found.frames().get(i), size);
          }
          if (found.frames().get(i).landmarks() != null) {
            FaceReader.Reading r = reader.read(f.image(), found.frames().get(i), null);
            drivers.add(d);
            results.add(r);
            String name = networks.identity().name();
            features.accept(
                new FrameFeatures(request.item(), i, part.split(), false, name, d.identity()));
            features.accept(
                new FrameFeatures(request.item(), i, part.split(), true, name, r.identity()));
          }
        }
        boolean same = request.source().video().equals(request.driver().video());
        faces(means, source, same, drivers, results);
        rows.addAll(means.rows(request.item()));
      }
      meter.end();
      return rows;
    }
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
              d.expression(),
              r.expression(),
              Expressions.displacement(driverRest, d.shape().points()),
              Expressions.displacement(sourceRest, r.shape().points())));
    }
    for (Metric metric : Metric.values()) {
      if (metric.measure() instanceof Measure.OfFaces of) {
        all.forEach(faces -> means.add(metric, of.value().applyAsDouble(faces)));
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

  private List<FaceReader.Reading> source(EvaluatedClip clip, Configuration hadoop) {
    List<FaceReader.Reading> readings =
        originals.of(clip, sampled(clip.track(), SOURCE_SAMPLES), hadoop);
    if (readings.isEmpty()) {
      throw new UserError(
          clip.video().uri() + " has no usable frame to tell the source's identity");
    }
    return readings;
  }

  /**
   * A picture that a result should be, in the pixels of the result.
   *
   * @param picture {@code [3, size, size]} in [-1, 1], on white
   * @param points 68 landmarks, px
   * @param codes regions of the face
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  private record TruePicture(float[] picture, float[] points, byte[] codes) {}

  /** The driver's own frame. */
  private TruePicture original(RgbImage original, FrameTrack t, int size) {
    float[] truth = AlignedCrop.crop(original, t.crop(), size, t.roll());
    float[] alpha = matte.matte(original, truth, t.crop(), size, t.roll());
    float[] points = AlignedCrop.points(t.landmarks(), t.crop(), size, t.roll());
    return onWhite(original, truth, alpha, points, t, size);
  }

  /** The truth of a synthetic corpus, whose matte and landmarks are known. */
  private static TruePicture drawn(SynthFrame drawn, FrameTrack t, int size) {
    RgbImage image = drawn.image();
    byte[] grey = new byte[3 * image.width() * image.height()];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) Math.round(255 * drawn.matte()[i / 3]);
    }
    RgbImage share = new RgbImage(image.width(), image.height(), grey);
    float[] truth = AlignedCrop.crop(image, t.crop(), size, t.roll());
    float[] crop = AlignedCrop.crop(share, t.crop(), size, t.roll());
    float[] alpha = new float[size * size];
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] = Math.max(0, Math.min(1, (crop[i] + 1) / 2));
    }
    float[] points = AlignedCrop.points(drawn.landmarks2d(), t.crop(), size, t.roll());
    return onWhite(image, truth, alpha, points, t, size);
  }

  private static TruePicture onWhite(
      RgbImage frame, float[] truth, float[] alpha, float[] points, FrameTrack t, int size) {
    float[] inside = AlignedCrop.inside(frame.width(), frame.height(), t.crop(), size, t.roll());
    FaceReader.onWhite(truth, alpha);
    byte[] person = new byte[alpha.length];
    boolean[] valid = new boolean[alpha.length];
    for (int i = 0; i < alpha.length; i++) {
      person[i] = (byte) Math.round(255 * alpha[i]);
      valid[i] = inside[i] > 0.99f;
    }
    return new TruePicture(truth, points, Regions.codes(points, person, valid, size));
  }

  /** Truth against result, in the pixels of the result. */
  private void pictures(MetricMeans means, TruePicture truth, RgbImage result) {
    int size = result.width();
    float[] found = result.toChw();
    PicturePair pair =
        new PicturePair(
            truth.picture, found, size, () -> perceptual(truth.picture, found, truth.points, size));
    for (Metric metric : Metric.values()) {
      if (metric.measure() instanceof Measure.OfPictures of) {
        for (Region region : metric.regions()) {
          means.add(metric, region, of.value().applyAsDouble(pair, mask(truth.codes, region)));
        }
      }
    }
  }

  private static void steps(
      MetricMeans means,
      TruePicture truth,
      VideoReader driver,
      VideoReader results,
      int frame,
      List<FrameTrack> track,
      BitSet counted) {
    int size = results.info().width();
    PictureSteps steps = steps(driver, results, frame, track, counted, size);
    for (Metric metric : Metric.values()) {
      if (steps != null && metric.measure() instanceof Measure.OfPictureSteps of) {
        for (Region region : metric.regions()) {
          means.add(metric, region, of.value().applyAsDouble(steps, mask(truth.codes, region)));
        }
      }
    }
  }

  /** What is known of the head that the result should show, against what is found. */
  private static void truths(
      MetricMeans means,
      TrueFrames truth,
      SynthFrame drawn,
      FrameTrack driver,
      FrameTrack found,
      int size) {
    if (found.landmarks() == null) {
      return;
    }
    float[] crop = driver.crop();
    float[] points = AlignedCrop.points(drawn.landmarks2d(), crop, size, driver.roll());
    float[] there = AlignedCrop.framePoints(found.landmarks(), crop, size, driver.roll());
    TruePair pair =
        new TruePair(
            points,
            found.landmarks(),
            truth.expression(driver.frame()),
            truth.read(driver.frame(), there));
    for (Metric metric : Metric.values()) {
      if (metric.measure() instanceof Measure.OfTruth of) {
        means.add(metric, of.value().applyAsDouble(pair));
      }
    }
  }

  /** The frames around one, with itself; null at the end of a shot, or where a face is unknown. */
  private static PictureSteps steps(
      VideoReader driver,
      VideoReader results,
      int frame,
      List<FrameTrack> track,
      BitSet counted,
      int size) {
    float[][] truth = new float[3][];
    float[][] result = new float[3][];
    for (int k = 0; k < 3; k++) {
      int i = frame - 1 + k;
      if (i < 0
          || i >= track.size()
          || !counted.get(i)
          || !track.get(i).usable()
          || track.get(i).shot() != track.get(frame).shot()) {
        return null;
      }
      VideoFrame d = k == 0 ? frame(driver, i) : driver.next();
      VideoFrame r = k == 0 ? frame(results, i) : results.next();
      if (d == null || r == null || d.index() != i || r.index() != i) {
        return null;
      }
      FrameTrack t = track.get(i);
      // Not on white: within the face there is no background.
      truth[k] = AlignedCrop.crop(d.image(), t.crop(), size, t.roll());
      result[k] = r.image().toChw();
    }
    return new PictureSteps(truth, result);
  }

  /** Where a region is, null for everywhere. */
  private static float[] mask(byte[] codes, Region region) {
    return switch (region) {
      case NONE -> null;
      case CROP -> mask(codes, Regions.BACKGROUND, Regions.MOUTH);
      case HEAD -> mask(codes, Regions.HEAD, Regions.MOUTH);
      case FACE -> mask(codes, Regions.FACE, Regions.MOUTH);
      case EYES -> mask(codes, Regions.EYES, Regions.EYES);
      case MOUTH -> mask(codes, Regions.MOUTH, Regions.MOUTH);
    };
  }

  private static float[] mask(byte[] codes, int from, int to) {
    float[] mask = new float[codes.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = codes[i] >= from && codes[i] <= to ? 1 : 0;
    }
    return mask;
  }

  private double perceptual(float[] truth, float[] found, float[] points, int size) {
    float[][] box = {FaceBoxes.landmarkBox(points)};
    try (NDManager step = networks.manager().newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray a = CropSampler.crop(array(step, truth, size), box, PERCEPTUAL_SIZE);
      NDArray b = CropSampler.crop(array(step, found, size), box, PERCEPTUAL_SIZE);
      NDArray d = networks.perceptual().distance(a, b);
      d.attach(step);
      return d.toFloatArray()[0];
    }
  }

  private static NDArray array(NDManager step, float[] picture, int size) {
    FloatBuffer buffer = Autograd.buffer(picture.length);
    buffer.put(picture).rewind();
    return Autograd.wrap(step, buffer, new Shape(1, 3, size, size));
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
    matte.close();
    tracker.close();
  }
}
