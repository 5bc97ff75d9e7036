package io.reenact.evaluation;

import io.reenact.camera.Camera;
import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.metric.FaceState;
import io.reenact.metric.Judge;
import io.reenact.metric.Measure;
import io.reenact.metric.Metric;
import io.reenact.metric.PlacePair;
import io.reenact.metric.PlaceSteps;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the tracks of driver and result say over all frames: landmarks, pose, openings. */
final class MotionMetrics {
  private MotionMetrics() {}

  /**
   * Measures one result.
   *
   * @param driver its track, by whoever reads landmarks
   * @param result likewise
   * @param driverCamera whether places and poses can be compared
   * @param size side of the result, px
   * @param frames that count
   */
  static void add(
      MetricMeans means,
      List<FrameTrack> driver,
      List<FrameTrack> result,
      boolean driverCamera,
      int size,
      BitSet frames) {
    int n = Math.min(driver.size(), result.size());
    PlacePair[] all = new PlacePair[n];
    for (int i = 0; i < n; i++) {
      FrameTrack d = driver.get(i);
      FrameTrack f = result.get(i);
      if (!d.usable() || !frames.get(i)) {
        continue;
      }
      boolean found = f.landmarks() != null;
      PlacePair places = found && driverCamera ? places(d, f, size) : null;
      all[i] = places;
      for (Metric metric : Metric.values()) {
        if (metric.measure() instanceof Measure.OfDetection of) {
          means.add(metric, of.value().applyAsDouble(found));
        } else if (places != null && metric.measure() instanceof Measure.OfPlaces of) {
          means.add(metric, of.value().applyAsDouble(places));
        }
      }
    }
    steps(means, all, driver);
    movement(means, Judge.LANDMARKS, driver, result, frames);
  }

  /**
   * Measures how one result moves.
   *
   * @param judge who read the landmarks
   * @param driver its track; frames without landmarks don't count
   * @param result likewise
   * @param frames that count
   */
  static void movement(
      MetricMeans means,
      Judge judge,
      List<FrameTrack> driver,
      List<FrameTrack> result,
      BitSet frames) {
    int n = Math.min(driver.size(), result.size());
    for (Metric metric : Metric.values()) {
      if (metric.measure() instanceof Measure.OfMovement of && of.judge() == judge) {
        double value =
            of.value()
                .applyAsDouble(
                    series(driver, driver, n, of.moving(), frames),
                    series(result, driver, n, of.moving(), frames));
        means.add(metric, value);
      }
    }
  }

  /** Three frames in a row of one shot, with both faces in each. */
  private static void steps(MetricMeans means, PlacePair[] all, List<FrameTrack> driver) {
    for (int i = 1; i + 1 < all.length; i++) {
      boolean known = all[i - 1] != null && all[i] != null && all[i + 1] != null;
      if (known && driver.get(i - 1).shot() == driver.get(i + 1).shot()) {
        PlaceSteps steps = new PlaceSteps(all[i - 1], all[i], all[i + 1]);
        for (Metric metric : Metric.values()) {
          if (metric.measure() instanceof Measure.OfPlaceSteps of) {
            means.add(metric, of.value().applyAsDouble(steps));
          }
        }
      }
    }
  }

  private static PlacePair places(FrameTrack d, FrameTrack f, int size) {
    return new PlacePair(
        AlignedCrop.points(d.landmarks(), d.crop(), size, d.roll()),
        f.landmarks(),
        size,
        angles(d),
        angles(f));
  }

  /** Yaw and pitch of the camera around the head, and the head's roll in the picture, radians. */
  private static double[] angles(FrameTrack t) {
    double[] camera = Camera.of(t.camera()).yawPitch();
    return new double[] {camera[0], camera[1], t.roll()};
  }

  private static double[] series(
      List<FrameTrack> of,
      List<FrameTrack> driver,
      int n,
      ToDoubleFunction<FaceState> moving,
      BitSet frames) {
    double[] s = new double[n];
    for (int i = 0; i < n; i++) {
      boolean known = frames.get(i) && driver.get(i).usable() && of.get(i).landmarks() != null;
      s[i] = known ? moving.applyAsDouble(state(of.get(i))) : Double.NaN;
    }
    return s;
  }

  private static FaceState state(FrameTrack t) {
    return new FaceState(t.landmarks(), t.mouthOpening(), t.leftEyeOpening(), t.rightEyeOpening());
  }
}
