package io.reenact.motion;

import io.reenact.generator.Npy;
import io.reenact.nn.face.FaceDetail;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/** Fits {@link MotionModel} to people whose coefficients are known. */
public final class MotionModelFit {
  /** Ridge on features of unit spread: of what differs within a clip, and between people. */
  private static final double RELATIVE_RIDGE = 0.3;

  private static final double LEVEL_RIDGE = 30;

  /** Below this a feature hardly varies. */
  private static final double LEAST_SPREAD = 1e-6;

  private final List<float[]> features = new ArrayList<>();
  private final List<float[]> truth = new ArrayList<>();
  private final List<double[]> relativeFeatures = new ArrayList<>();
  private final List<double[]> relativeTruth = new ArrayList<>();

  /**
   * Adds a person.
   *
   * @param seen frames
   * @param known of each frame the coefficients of {@link HeadShapes#NAMES}, then yaw and pitch of
   *     the gaze
   */
  public void add(List<FaceDetail.Seen> seen, List<float[]> known) {
    List<float[]> own = seen.stream().map(PictureFeatures::of).toList();
    features.addAll(own);
    truth.addAll(known);
    relativeFeatures.addAll(centred(own));
    relativeTruth.addAll(centred(known));
  }

  private static List<double[]> centred(List<float[]> rows) {
    double[] mean = mean(rows);
    return rows.stream()
        .map(
            row -> {
              double[] c = new double[mean.length];
              for (int i = 0; i < c.length; i++) {
                c[i] = row[i] - mean[i];
              }
              return c;
            })
        .toList();
  }

  private static double[] mean(List<float[]> rows) {
    double[] mean = new double[rows.get(0).length];
    for (float[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (double) row[i] / rows.size();
      }
    }
    return mean;
  }

  /**
   * The fitted model's slopes of differences: {@code relative.npy}, {@code [features, outputs]}.
   */
  public Npy relative() {
    double[][] slopes = ridge(relativeFeatures, relativeTruth, RELATIVE_RIDGE);
    return npy(slopes, MotionModel.OUTPUTS.size());
  }

  /** The fitted model's level of gaze: {@code gaze_level.npy}, {@code [features + 1, 2]}. */
  public Npy level() {
    int shapes = HeadShapes.NAMES.size();
    List<double[]> angles = new ArrayList<>();
    for (double[] t : centred(truth)) {
      angles.add(new double[] {t[shapes], t[shapes + 1]});
    }
    double[][] slopes = ridge(centred(features), angles, LEVEL_RIDGE);
    double[] at = mean(features);
    double[] of = mean(truth);
    double[][] all = new double[slopes.length + 1][];
    System.arraycopy(slopes, 0, all, 0, slopes.length);
    double[] constant = {of[shapes], of[shapes + 1]};
    for (int f = 0; f < slopes.length; f++) {
      for (int k = 0; k < constant.length; k++) {
        constant[k] -= slopes[f][k] * at[f];
      }
    }
    all[slopes.length] = constant;
    return npy(all, constant.length);
  }

  /** Slopes of y over x, both centred; the ridge counts features of unit spread. */
  private static double[][] ridge(List<double[]> x, List<double[]> y, double ridge) {
    int n = x.get(0).length;
    int m = y.get(0).length;
    double[] spread = new double[n];
    for (double[] row : x) {
      for (int i = 0; i < n; i++) {
        spread[i] += row[i] * row[i] / x.size();
      }
    }
    for (int i = 0; i < n; i++) {
      spread[i] = Math.sqrt(spread[i]) + LEAST_SPREAD;
    }
    double[][] normal = new double[n][n];
    double[][] right = new double[n][m];
    for (int r = 0; r < x.size(); r++) {
      double[] row = x.get(r);
      for (int i = 0; i < n; i++) {
        double a = row[i] / spread[i] / x.size();
        for (int j = 0; j <= i; j++) {
          normal[i][j] += a * row[j] / spread[j];
        }
        for (int k = 0; k < m; k++) {
          right[i][k] += a * y.get(r)[k];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      normal[i][i] += ridge;
      for (int j = 0; j < i; j++) {
        normal[j][i] = normal[i][j];
      }
    }
    RealMatrix slopes =
        new CholeskyDecomposition(new Array2DRowRealMatrix(normal, false), 1e-6, 1e-14)
            .getSolver()
            .solve(new Array2DRowRealMatrix(right, false));
    double[][] out = slopes.getData();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < m; k++) {
        out[i][k] /= spread[i];
      }
    }
    return out;
  }

  private static Npy npy(double[][] rows, int columns) {
    float[] data = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < columns; k++) {
        data[i * columns + k] = (float) rows[i][k];
      }
    }
    return new Npy(new int[] {rows.length, columns}, data);
  }
}
