package io.reenact.benchmark;

import io.reenact.generator.Factors;
import io.reenact.generator.Generator;
import io.reenact.latent.Latents;
import io.reenact.udf.FrontalPictures;
import io.reenact.video.RgbImage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;

/**
 * Reads a person's factors from a picture alone: ridge regression of the pixels, learnt on sampled
 * people whose factors are known. It knows nothing of boundaries, so it can judge edits.
 */
final class PictureProbe implements AutoCloseable {
  /** Side of its pictures, px. */
  private static final int SIZE = 40;

  private static final int LEARN = 700;
  private static final int TEST = 200;
  private static final double RIDGE = 0.02;

  /**
   * One factor's regression.
   *
   * @param weights a number a pixel and channel
   * @param bias added
   * @param correlation of its answers with the truth on people that it did not learn from
   * @param spread of its answers over those people, standard deviation
   */
  @SuppressWarnings("ArrayRecordComponent") // made once and read by loops, never compared
  record Reader(double[] weights, double bias, double correlation, double spread) {}

  private final FrontalPictures pictures;
  private final Map<String, Reader> readers = new LinkedHashMap<>();

  /**
   * Learns.
   *
   * @param generator stays the caller's
   * @param names of factors of z
   */
  PictureProbe(Generator generator, List<String> names, long seed) {
    pictures = new FrontalPictures(generator, SIZE);
    Factors factors = new Factors(generator.bundle().manifest());
    double[][] x = new double[LEARN + TEST][];
    float[][] truth = new float[x.length][];
    for (int i = 0; i < x.length; i++) {
      float[] z =
          Latents.gaussian(generator.bundle().manifest().zDim(), new Random(seed * 7919 + i));
      truth[i] = factors.of(z);
      x[i] = pixels(generator.latentOf(generator.map(new float[][] {z})[0]));
    }
    double[] mean = new double[x[0].length];
    for (int i = 0; i < LEARN; i++) {
      for (int k = 0; k < mean.length; k++) {
        mean[k] += x[i][k] / LEARN;
      }
    }
    for (double[] row : x) {
      for (int k = 0; k < mean.length; k++) {
        row[k] -= mean[k];
      }
    }
    DecompositionSolver solver = dual(x);
    for (String name : names) {
      int at = factors.names().indexOf(name);
      double[] y = new double[x.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = truth[i][at];
      }
      readers.put(name, reader(solver, x, y, mean));
    }
  }

  private static DecompositionSolver dual(double[][] x) {
    double[][] gram = new double[LEARN][LEARN];
    double trace = 0;
    for (int i = 0; i < LEARN; i++) {
      for (int j = 0; j <= i; j++) {
        gram[i][j] = gram[j][i] = dot(x[i], x[j]);
      }
      trace += gram[i][i];
    }
    for (int i = 0; i < LEARN; i++) {
      gram[i][i] += RIDGE * trace / LEARN;
    }
    return new CholeskyDecomposition(new Array2DRowRealMatrix(gram, false)).getSolver();
  }

  private static Reader reader(
      DecompositionSolver solver, double[][] x, double[] y, double[] mean) {
    double middle = Arrays.stream(y, 0, LEARN).average().orElseThrow();
    double[] centred = Arrays.stream(y, 0, LEARN).map(v -> v - middle).toArray();
    double[] alpha = solver.solve(new Array2DRowRealMatrix(centred)).getColumn(0);
    double[] weights = new double[mean.length];
    for (int i = 0; i < LEARN; i++) {
      for (int k = 0; k < weights.length; k++) {
        weights[k] += alpha[i] * x[i][k];
      }
    }
    double[] answers = new double[TEST];
    for (int i = 0; i < TEST; i++) {
      answers[i] = dot(weights, x[LEARN + i]);
    }
    double[] test = Arrays.copyOfRange(y, LEARN, y.length);
    return new Reader(
        weights, middle - dot(weights, mean), correlation(answers, test), spread(answers));
  }

  /** What it says of a factor. */
  double read(String name, float[] latent) {
    Reader r = readers.get(name);
    return dot(r.weights(), pixels(latent)) + r.bias();
  }

  Reader reader(String name) {
    return readers.get(name);
  }

  private double[] pixels(float[] latent) {
    RgbImage image = pictures.image(latent);
    double[] values = new double[image.rgb().length];
    for (int k = 0; k < values.length; k++) {
      values[k] = (image.rgb()[k] & 0xff) / 255.0;
    }
    return values;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  static double spread(double[] v) {
    double mean = Arrays.stream(v).average().orElseThrow();
    return Math.sqrt(Arrays.stream(v).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
  }

  private static double correlation(double[] a, double[] b) {
    return io.reenact.metric.Correlation.of(a, b).correlation();
  }

  @Override
  public void close() {
    pictures.close();
  }
}
