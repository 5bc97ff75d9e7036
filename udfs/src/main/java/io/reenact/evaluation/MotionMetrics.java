package io.reenact.evaluation;

import io.reenact.camera.Camera;
import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.metric.Correlation;
import io.reenact.metric.LandmarkErrors;
import io.reenact.metric.MetricRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the tracks of driver and result say over all frames: landmarks, pose, openings. */
final class MotionMetrics {
  private static final String DRIVER = "driver";
  private static final double AKD_SIZE = 256;

  private static final Map<String, ToDoubleFunction<FrameTrack>> MEASURES = new LinkedHashMap<>();

  static {
    MEASURES.put("mouth", FrameTrack::mouthOpening);
    MEASURES.put("left_eye", FrameTrack::leftEyeOpening);
    MEASURES.put("right_eye", FrameTrack::rightEyeOpening);
    MEASURES.put("smile", t -> LandmarkErrors.smileWidth(t.landmarks()));
    MEASURES.put("brows", t -> LandmarkErrors.browHeight(t.landmarks()));
  }

  private MotionMetrics() {}

  /**
   * Rows of one result.
   *
   * @param size side of the result, px
   */
  static List<MetricRow> rows(EvaluationRequest r, List<FrameTrack> result, int size) {
    List<FrameTrack> driver = r.driver().track();
    int n = Math.min(driver.size(), result.size());
    MetricMeans means = new MetricMeans();
    for (int i = 0; i < n; i++) {
      FrameTrack d = driver.get(i);
      FrameTrack f = result.get(i);
      if (!d.usable()) {
        continue;
      }
      means.add("face_found", "", "", f.landmarks() == null ? 0 : 1);
      if (f.landmarks() != null && r.driverCamera()) {
        places(means, d, f, size);
      }
    }
    List<MetricRow> rows = new ArrayList<>(means.rows(r.item()));
    MEASURES.forEach(
        (name, measure) -> {
          Correlation c =
              Correlation.of(
                  series(driver, driver, n, measure), series(result, driver, n, measure));
          if (!Double.isNaN(c.gain())) {
            rows.add(new MetricRow(r.item(), name + "_gain", c.gain(), "", DRIVER));
          }
          if (!Double.isNaN(c.correlation())) {
            rows.add(new MetricRow(r.item(), name + "_correlation", c.correlation(), "", DRIVER));
          }
        });
    return rows;
  }

  private static void places(MetricMeans means, FrameTrack d, FrameTrack f, int size) {
    float[] truth = AlignedCrop.points(d.landmarks(), d.crop(), size, d.roll());
    means.add("nme", "face", DRIVER, LandmarkErrors.nme(truth, f.landmarks()));
    double akd = LandmarkErrors.akd(truth, f.landmarks());
    means.add("akd", "face", DRIVER, akd * AKD_SIZE / size);
    means.add("nakd", "face", DRIVER, akd / LandmarkErrors.interocular(truth));
    double[] a = Camera.of(d.camera()).yawPitch();
    double[] b = Camera.of(f.camera()).yawPitch();
    double error =
        Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(turn(d.roll() - f.roll()));
    means.add("apd", "head", DRIVER, Math.toDegrees(error / 3));
  }

  private static double turn(double angle) {
    return Math.IEEEremainder(angle, 2 * Math.PI);
  }

  private static double[] series(
      List<FrameTrack> of, List<FrameTrack> driver, int n, ToDoubleFunction<FrameTrack> measure) {
    double[] s = new double[n];
    for (int i = 0; i < n; i++) {
      boolean known = driver.get(i).usable() && of.get(i).landmarks() != null;
      s[i] = known ? measure.applyAsDouble(of.get(i)) : Double.NaN;
    }
    return s;
  }
}
