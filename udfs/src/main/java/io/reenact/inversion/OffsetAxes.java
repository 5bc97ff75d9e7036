package io.reenact.inversion;

import io.reenact.maths.Spectrum;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * How the offsets of some frames lie: about their mean, along their principal axes, in units of
 * their spread there. A person's other frames lie likewise, so that these units say how far an
 * offset may go in each direction.
 *
 * @param mean of the offsets, d floats
 * @param axes orthogonal, d doubles each
 * @param spreads standard deviations along the axes, above 0
 */
@SuppressWarnings("ArrayRecordComponent") // a value between two steps
record OffsetAxes(float[] mean, double[][] axes, double[] spreads) {
  /** Of so many offsets at most: more say the same. */
  private static final int MOST = 256;

  /**
   * What is not seen to vary varies by so much of the mean variance: other frames show a little
   * more.
   */
  private static final double UNSEEN = 0.05;

  /**
   * From offsets.
   *
   * @return without axes where all are the same
   */
  static OffsetAxes of(List<float[]> all) {
    int count = Math.min(MOST, all.size());
    int d = all.get(0).length;
    float[] mean = new float[d];
    double[][] centred = new double[count][d];
    for (int k = 0; k < count; k++) {
      float[] offset = all.get((int) ((long) k * all.size() / count));
      for (int i = 0; i < d; i++) {
        centred[k][i] = offset[i];
        mean[i] += offset[i] / count;
      }
    }
    double total = 0;
    for (double[] c : centred) {
      for (int i = 0; i < d; i++) {
        c[i] -= mean[i];
        total += c[i] * c[i] / count;
      }
    }
    if (total < 1e-12) {
      return new OffsetAxes(mean, new double[0][], new double[0]);
    }
    RealMatrix rows = new Array2DRowRealMatrix(centred, false);
    // Of a latent with more floats only what varies has axes.
    boolean whole = d <= MOST;
    RealMatrix turned = rows.transpose();
    Spectrum found =
        Spectrum.of(
            (whole ? turned.multiply(rows) : rows.multiply(turned)).scalarMultiply(1.0 / count));
    double least = 1e-6 * total;
    int kept = whole ? d : (int) Arrays.stream(found.values()).filter(v -> v > least).count();
    double[][] axes = new double[kept][];
    double[] spreads = new double[kept];
    for (int k = 0; k < kept; k++) {
      double[] vector = found.vectors().getColumn(k);
      axes[k] =
          whole
              ? vector
              : new ArrayRealVector(rows.preMultiply(vector), false).unitVector().toArray();
      spreads[k] = Math.sqrt(Math.max(0, found.values()[k]) + UNSEEN * total / d);
    }
    return new OffsetAxes(mean, axes, spreads);
  }

  /** How many there are. */
  int count() {
    return axes.length;
  }

  /** Where an offset lies, in spreads along the axes. */
  double[] place(float[] offset) {
    double[] place = new double[axes.length];
    for (int k = 0; k < axes.length; k++) {
      double sum = 0;
      for (int i = 0; i < offset.length; i++) {
        sum += axes[k][i] * (offset[i] - mean[i]);
      }
      place[k] = sum / spreads[k];
    }
    return place;
  }

  /** The gradient by place, from that by offset. */
  double[] gradient(float[] byOffset) {
    double[] gradient = new double[axes.length];
    for (int k = 0; k < axes.length; k++) {
      double sum = 0;
      for (int i = 0; i < byOffset.length; i++) {
        sum += axes[k][i] * byOffset[i];
      }
      gradient[k] = sum * spreads[k];
    }
    return gradient;
  }

  /** An offset moved by so many spreads along the axes. */
  float[] moved(float[] offset, double[] by) {
    double[] sum = new double[offset.length];
    for (int k = 0; k < axes.length; k++) {
      double far = by[k] * spreads[k];
      for (int i = 0; i < sum.length; i++) {
        sum[i] += far * axes[k][i];
      }
    }
    float[] moved = offset.clone();
    for (int i = 0; i < sum.length; i++) {
      moved[i] += (float) sum[i];
    }
    return moved;
  }
}
