package io.reenact.latent;

import io.reenact.maths.Vectors;
import java.util.Map;

/**
 * Keeps parts of an expression: an offset is explained by the generator's directions in the sense
 * of least squares, and put together again from those of the parts only (the linear model of
 * Bounareli et al.: {@code delta w = p A}). What no direction explains is left out.
 */
public final class PartTransfer {
  /** Ridge, in shares of the mean squared length of a direction: keeps near-twins apart. */
  private static final double RIDGE = 1e-3;

  private final int width;
  private final double[][] map;

  /**
   * @param directions A {@code [K][w_dim]}
   * @param kept strength by index of a direction; all others are left out
   */
  public PartTransfer(float[][] directions, Map<Integer, Double> kept) {
    int n = directions.length;
    width = directions[0].length;
    double[][] gram = new double[n][n + width];
    double trace = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        gram[i][j] = Vectors.dot(directions[i], directions[j]);
      }
      trace += gram[i][i];
      for (int d = 0; d < width; d++) {
        gram[i][n + d] = directions[i][d];
      }
    }
    for (int i = 0; i < n; i++) {
      gram[i][i] += RIDGE * trace / n;
    }
    solve(gram, n);
    map = new double[width][width];
    kept.forEach((k, strength) -> add(gram[k], n, directions[k], strength));
  }

  /** Adds the map o -> strength * p_k(o) * direction. */
  private void add(double[] coefficient, int n, float[] direction, double strength) {
    for (int to = 0; to < width; to++) {
      for (int from = 0; from < width; from++) {
        map[to][from] += strength * direction[to] * coefficient[n + from];
      }
    }
  }

  /**
   * Also keeps the component along a boundary.
   *
   * @param normal unit normal {@code [w_dim]}
   */
  public void keepAlong(float[] normal, double strength) {
    for (int to = 0; to < width; to++) {
      for (int from = 0; from < width; from++) {
        map[to][from] += strength * normal[to] * normal[from];
      }
    }
  }

  /**
   * The kept part of one offset.
   *
   * @param offset {@code [latentSize]}, a multiple of w_dim: every layer is treated alike
   */
  public float[] of(float[] offset) {
    float[] out = new float[offset.length];
    for (int layer = 0; layer < offset.length; layer += width) {
      for (int to = 0; to < width; to++) {
        double sum = 0;
        for (int from = 0; from < width; from++) {
          sum += map[to][from] * offset[layer + from];
        }
        out[layer + to] = (float) sum;
      }
    }
    return out;
  }

  /** The kept part of a curve; the map is linear, so key frames are enough. */
  public OffsetCurve of(OffsetCurve curve) {
    long[] times = new long[curve.size()];
    float[][] values = new float[curve.size()][];
    for (int k = 0; k < times.length; k++) {
      times[k] = curve.time(k);
      values[k] = of(curve.value(k));
    }
    return new OffsetCurve(times, values);
  }

  /** Gauss-Jordan on {@code [n][n + more]} of a positive definite left part. */
  private static void solve(double[][] a, int n) {
    for (int p = 0; p < n; p++) {
      double pivot = a[p][p];
      for (int c = 0; c < a[p].length; c++) {
        a[p][c] /= pivot;
      }
      for (int r = 0; r < n; r++) {
        double f = r == p ? 0 : a[r][p];
        for (int c = 0; f != 0 && c < a[r].length; c++) {
          a[r][c] -= f * a[p][c];
        }
      }
    }
  }
}
