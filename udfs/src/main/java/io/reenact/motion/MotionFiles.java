package io.reenact.motion;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Motions as files for NumPy. */
public final class MotionFiles {
  private MotionFiles() {}

  /**
   * Writes a motion as {@code .npz}: {@code names} [K], {@code pts_us} [N], {@code expression} [N,
   * K], {@code gaze} [N, 2] (yaw, pitch), {@code head} [N, 3] (yaw, pitch, roll), {@code
   * confidence} [N]; radians. Rows of frames without a face are NaN.
   *
   * @param to stays open
   */
  public static void npz(MotionSequence motion, OutputStream to) throws IOException {
    List<MotionFrame> frames = motion.frames();
    int n = frames.size();
    int shapes = motion.shapes().size();
    float[] expression = new float[n * shapes];
    float[] gaze = new float[2 * n];
    float[] head = new float[3 * n];
    float[] confidence = new float[n];
    for (int i = 0; i < n; i++) {
      MotionFrame f = frames.get(i);
      confidence[i] = (float) f.confidence();
      for (int k = 0; k < shapes; k++) {
        expression[i * shapes + k] = f.seen() ? f.expression()[k] : Float.NaN;
      }
      double[] angles =
          f.seen()
              ? new double[] {
                f.gazeYaw(), f.gazePitch(), f.head().yaw(), f.head().pitch(), f.head().roll()
              }
              : new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN};
      for (int k = 0; k < 2; k++) {
        gaze[2 * i + k] = (float) angles[k];
      }
      for (int k = 0; k < 3; k++) {
        head[3 * i + k] = (float) angles[2 + k];
      }
    }
    new Npz()
        .strings("names", motion.shapes())
        .longs("pts_us", frames.stream().mapToLong(MotionFrame::ptsUs).toArray())
        .floats("expression", shapes, expression)
        .floats("gaze", 2, gaze)
        .floats("head", 3, head)
        .floats("confidence", 0, confidence)
        .write(to);
  }
}
