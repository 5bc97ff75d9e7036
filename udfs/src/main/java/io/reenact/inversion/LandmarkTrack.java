package io.reenact.inversion;

import io.reenact.nn.face.Landmarks68;
import java.util.List;

/**
 * The landmark track of a shot in the face's own frame, for choosing key frames: lids, brows and
 * mouth as offsets from the nose and the eyes' corners, in inter-ocular units, so that head motion,
 * which has cameras of its own, does not ask for key frames.
 */
final class LandmarkTrack {
  /**
   * Groups of the 68 landmarks whose mean error is bounded: mouth, left lids, right lids, brows.
   */
  private static final int[][] GROUPS = {
    {48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67},
    {37, 38, 40, 41},
    {43, 44, 46, 47},
    {17, 18, 19, 20, 21, 22, 23, 24, 25, 26}
  };

  /**
   * What an error of a group counts: lids travel a third as far as lips, and half of their points
   * stay where they are.
   */
  private static final double[] COUNTS = {1, 3, 3, 1};

  private static final int[] RIGID = {27, 28, 29, 30, 33, 36, 39, 42, 45};

  private final double[][] points;

  private LandmarkTrack(double[][] points) {
    this.points = points;
  }

  static LandmarkTrack of(List<TargetFrame> shot) {
    double[][] points = new double[shot.size()][];
    double[] reference = rigid(shot.get(shot.size() / 2).landmarks());
    for (int f = 0; f < points.length; f++) {
      points[f] = aligned(shot.get(f).landmarks(), reference);
    }
    return new LandmarkTrack(points);
  }

  /**
   * Worst group error of interpolating linearly between frames i and j; stops early once above
   * {@code enough}.
   */
  double interpolationError(List<TargetFrame> shot, int i, int j, double enough) {
    double worst = 0;
    double t0 = shot.get(i).ptsUs();
    double span = shot.get(j).ptsUs() - t0;
    for (int f = i + 1; f < j; f++) {
      double w = (shot.get(f).ptsUs() - t0) / span;
      for (int g = 0; g < GROUPS.length; g++) {
        int[] group = GROUPS[g];
        double sum = 0;
        for (int k : group) {
          double dx = (1 - w) * points[i][2 * k] + w * points[j][2 * k] - points[f][2 * k];
          double dy =
              (1 - w) * points[i][2 * k + 1] + w * points[j][2 * k + 1] - points[f][2 * k + 1];
          sum += Math.sqrt(dx * dx + dy * dy);
        }
        worst = Math.max(worst, COUNTS[g] * sum / group.length);
      }
      if (worst > enough) {
        return worst;
      }
    }
    return worst;
  }

  private static double[] rigid(float[] l) {
    double[] r = new double[2 * RIGID.length];
    for (int i = 0; i < RIGID.length; i++) {
      r[2 * i] = l[2 * RIGID[i]];
      r[2 * i + 1] = l[2 * RIGID[i] + 1];
    }
    return r;
  }

  /**
   * The 68 points under the affine map that takes the frame's rigid points to the reference's, over
   * the inter-ocular distance.
   */
  private static double[] aligned(float[] l, double[] reference) {
    double[] a = Affine2.fit(rigid(l), reference);
    double iod =
        Math.hypot(
                reference[12] + reference[10] - reference[16] - reference[14],
                reference[13] + reference[11] - reference[17] - reference[15])
            / 2;
    double[] p = new double[136];
    for (int k = 0; k < Landmarks68.COUNT; k++) {
      double x = l[2 * k];
      double y = l[2 * k + 1];
      p[2 * k] = (a[0] * x + a[1] * y + a[2]) / iod;
      p[2 * k + 1] = (a[3] * x + a[4] * y + a[5]) / iod;
    }
    return p;
  }
}
