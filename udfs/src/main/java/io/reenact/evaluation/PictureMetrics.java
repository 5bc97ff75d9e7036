package io.reenact.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.face.Regions;
import io.reenact.metric.Measure;
import io.reenact.metric.Metric;
import io.reenact.metric.PicturePair;
import io.reenact.metric.PictureSteps;
import io.reenact.metric.Region;
import io.reenact.metric.TruePair;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.synth.SynthFrame;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import java.util.BitSet;
import java.util.List;

/** A result's frames against the pictures that they should be. */
final class PictureMetrics {
  /**
   * Side of the crop that the perceptual distance compares, px; a multiple of 32, as the bundled
   * network wants it.
   */
  private static final int PERCEPTUAL_SIZE = 192;

  private final FaceNetworks networks;
  private final PersonMatte matte;

  /** Networks and matte stay the caller's to close. */
  PictureMetrics(FaceNetworks networks, PersonMatte matte) {
    this.networks = networks;
    this.matte = matte;
  }

  /** The driver's own frame. */
  TruePicture original(RgbImage original, FrameTrack t, int size) {
    float[] truth = AlignedCrop.crop(original, t.crop(), size, t.roll());
    float[] alpha = matte.matte(original, truth, t.crop(), size, t.roll());
    float[] points = AlignedCrop.points(t.landmarks(), t.crop(), size, t.roll());
    return onWhite(original, truth, alpha, points, t, size);
  }

  /** The truth of a synthetic corpus, whose matte and landmarks are known. */
  static TruePicture drawn(SynthFrame drawn, FrameTrack t, int size) {
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
  void add(MetricMeans means, TruePicture truth, RgbImage result) {
    int size = result.width();
    float[] found = result.toChw();
    PicturePair pair =
        new PicturePair(
            truth.picture(),
            found,
            size,
            () -> perceptual(truth.picture(), found, truth.points(), size));
    for (Metric metric : Metric.values()) {
      if (metric.measure() instanceof Measure.OfPictures of) {
        for (Region region : metric.regions()) {
          means.add(metric, region, of.value().applyAsDouble(pair, mask(truth.codes(), region)));
        }
      }
    }
  }

  /**
   * The result's frames around one against the driver's.
   *
   * @param counted frames that may be looked at
   */
  void addSteps(
      MetricMeans means,
      TruePicture truth,
      FrameWindow driver,
      FrameWindow results,
      int frame,
      List<FrameTrack> track,
      BitSet counted) {
    PictureSteps steps = steps(driver, results, frame, track, counted);
    for (Metric metric : Metric.values()) {
      if (steps != null && metric.measure() instanceof Measure.OfPictureSteps of) {
        for (Region region : metric.regions()) {
          means.add(metric, region, of.value().applyAsDouble(steps, mask(truth.codes(), region)));
        }
      }
    }
  }

  /** What is known of the head that the result should show, against what is found. */
  static void addTruths(
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
      FrameWindow driver, FrameWindow results, int frame, List<FrameTrack> track, BitSet counted) {
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
      VideoFrame d = driver.at(i);
      VideoFrame r = results.at(i);
      if (d == null || r == null) {
        return null;
      }
      FrameTrack t = track.get(i);
      // Not on white: within the face there is no background.
      truth[k] = AlignedCrop.crop(d.image(), t.crop(), r.image().width(), t.roll());
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
      NDArray a = CropSampler.crop(FaceReader.array(step, truth, size), box, PERCEPTUAL_SIZE);
      NDArray b = CropSampler.crop(FaceReader.array(step, found, size), box, PERCEPTUAL_SIZE);
      NDArray d = networks.perceptual().distance(a, b);
      d.attach(step);
      return d.toFloatArray()[0];
    }
  }
}
