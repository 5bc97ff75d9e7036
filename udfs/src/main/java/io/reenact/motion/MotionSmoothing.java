package io.reenact.motion;

import io.reenact.face.TimeSmoother;
import java.util.ArrayList;
import java.util.List;

/**
 * Smooths coefficients and gaze in time, each shot by itself; the head is smoothed by the track.
 */
public final class MotionSmoothing {
  /**
   * About a frame: noise from frame to frame goes, a blink, which shuts in 80 ms, stays. By
   * parabolas, so that peaks keep their height.
   */
  private static final double SIGMA_US = 30_000;

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
    double[][] columns = new double[shapes + 2][];
    for (int k = 0; k < shapes; k++) {
      int shape = k;
      columns[k] = smooth(times, frames.stream().mapToDouble(f -> f.expression()[shape]).toArray());
    }
    columns[shapes] = smooth(times, frames.stream().mapToDouble(MotionFrame::gazeYaw).toArray());
    columns[shapes + 1] =
        smooth(times, frames.stream().mapToDouble(MotionFrame::gazePitch).toArray());
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
              columns[shapes][i],
              columns[shapes + 1][i],
              f.head(),
              f.confidence()));
    }
  }

  private static double[] smooth(long[] times, double[] values) {
    return TimeSmoother.smooth(times, values, SIGMA_US, PARABOLA);
  }
}
