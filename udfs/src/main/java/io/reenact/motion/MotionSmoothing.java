package io.reenact.motion;

import io.reenact.face.TimeSmoother;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Smooths coefficients, gaze and the head's yaw and pitch in time, each shot by itself; its roll is
 * smoothed by the track.
 */
public final class MotionSmoothing {
  /**
   * A little over a frame: noise from frame to frame goes, a blink, which shuts in 80 ms, stays. By
   * parabolas, so that peaks keep their height.
   */
  private static final double SIGMA_US = 50_000;

  private static final int PARABOLA = 2;

  private MotionSmoothing() {}

  /**
   * The smoothed motion.
   *
   * @param shots of the frames, in their order
   */
  public static MotionSequence of(MotionSequence motion, int[] shots) {
    List<MotionFrame> out = new ArrayList<>(motion.frames());
    List<Integer> run = new ArrayList<>();
    for (int i = 0; i < out.size(); i++) {
      if (!run.isEmpty() && shots[run.get(0)] != shots[i]) {
        smooth(motion, run, out);
        run.clear();
      }
      if (out.get(i).seen()) {
        run.add(i);
      }
    }
    smooth(motion, run, out);
    return new MotionSequence(motion.shapes(), out);
  }

  private static void smooth(MotionSequence motion, List<Integer> run, List<MotionFrame> out) {
    if (run.isEmpty()) {
      return;
    }
    List<MotionFrame> frames = run.stream().map(motion.frames()::get).toList();
    long[] times = frames.stream().mapToLong(MotionFrame::ptsUs).toArray();
    int shapes = motion.shapes().size();
    double[][] columns = new double[shapes][];
    for (int k = 0; k < shapes; k++) {
      int shape = k;
      columns[k] = smooth(times, frames, f -> f.expression()[shape]);
    }
    double[] gazeYaw = smooth(times, frames, MotionFrame::gazeYaw);
    double[] gazePitch = smooth(times, frames, MotionFrame::gazePitch);
    double[] yaw = smooth(times, frames, f -> f.head().yaw());
    double[] pitch = smooth(times, frames, f -> f.head().pitch());
    for (int i = 0; i < run.size(); i++) {
      float[] expression = new float[shapes];
      for (int k = 0; k < shapes; k++) {
        expression[k] = (float) columns[k][i];
      }
      MotionFrame f = frames.get(i);
      out.set(
          run.get(i),
          new MotionFrame(
              f.ptsUs(),
              expression,
              gazeYaw[i],
              gazePitch[i],
              new HeadAngles(yaw[i], pitch[i], f.head().roll()),
              f.confidence()));
    }
  }

  private static double[] smooth(
      long[] times, List<MotionFrame> frames, ToDoubleFunction<MotionFrame> of) {
    return TimeSmoother.smooth(
        times, frames.stream().mapToDouble(of).toArray(), SIGMA_US, PARABOLA);
  }
}
