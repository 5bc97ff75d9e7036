package io.reenact.study;

import io.reenact.generator.Factors;
import io.reenact.generator.Generator;
import io.reenact.latent.Latents;
import io.reenact.sample.FrontalPictures;
import io.reenact.video.RgbImage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;

/**
 * Reads a person's attributes from a picture alone: ridge regression of what is looked at, learnt
 * on sampled people whose factors are known. It knows nothing of boundaries, so it can judge edits.
 */
final class PictureProbe {
  private static final int TEST = 300;

  /** What a picture of a latent is reduced to. */
  interface Look {
    double[] of(float[] latent);
  }

  /** The true value of an attribute, from a person's factors by name. */
  interface Truth {
    double of(ToDoubleFunction<String> factors);
  }

  /**
   * One attribute's regression.
   *
   * @param weights a number an entry of the look
   * @param bias added
   * @param correlation of its answers with the truth on people that it did not learn from
   * @param spread of its answers over those people, standard deviation
   */
  @SuppressWarnings("ArrayRecordComponent") // made once and read by loops, never compared
  record Reader(double[] weights, double bias, double correlation, double spread) {}

  private final Look look;
  private final int learn;
  private final double ridge;
  private final Map<String, Reader> readers = new LinkedHashMap<>();

  /**
   * Learns.
   *
   * @param generator stays the caller's
   * @param learn from so many people
   * @param ridge of the mean energy of a look
   */
  PictureProbe(
      Generator generator,
      Look look,
      int learn,
      double ridge,
      Map<String, Truth> attributes,
      long seed) {
    this.look = look;
    this.learn = learn;
    this.ridge = ridge;
    Factors factors = new Factors(generator.bundle().manifest());
    List<String> names = factors.names();
    double[][] x = new double[learn + TEST][];
    float[][] known = new float[x.length][];
    for (int i = 0; i < x.length; i++) {
      float[] z =
          Latents.gaussian(generator.bundle().manifest().zDim(), new Random(seed * 7919 + i));
      known[i] = factors.of(z);
      x[i] = look.of(generator.latentOf(generator.map(new float[][] {z})[0]));
    }
    double[] mean = new double[x[0].length];
    for (int i = 0; i < learn; i++) {
      for (int k = 0; k < mean.length; k++) {
        mean[k] += x[i][k] / learn;
      }
    }
    for (double[] row : x) {
      for (int k = 0; k < mean.length; k++) {
        row[k] -= mean[k];
      }
    }
    DecompositionSolver solver = dual(x);
    attributes.forEach(
        (attribute, truth) -> {
          double[] y = new double[x.length];
          for (int i = 0; i < y.length; i++) {
            float[] person = known[i];
            y[i] = truth.of(name -> person[names.indexOf(name)]);
          }
          readers.put(attribute, reader(solver, x, y, mean));
        });
  }

  /** All pixels. */
  static Look pixels(FrontalPictures pictures) {
    return latent -> {
      RgbImage image = pictures.image(latent);
      double[] values = new double[image.rgb().length];
      for (int k = 0; k < values.length; k++) {
        values[k] = (image.rgb()[k] & 0xff) / 255.0;
      }
      return values;
    };
  }

  private DecompositionSolver dual(double[][] x) {
    double[][] gram = new double[learn][learn];
    double trace = 0;
    for (int i = 0; i < learn; i++) {
      for (int j = 0; j <= i; j++) {
        gram[i][j] = gram[j][i] = dot(x[i], x[j]);
      }
      trace += gram[i][i];
    }
    for (int i = 0; i < learn; i++) {
      gram[i][i] += ridge * trace / learn;
    }
    return new CholeskyDecomposition(new Array2DRowRealMatrix(gram, false)).getSolver();
  }

  private Reader reader(DecompositionSolver solver, double[][] x, double[] y, double[] mean) {
    double middle = Arrays.stream(y, 0, learn).average().orElseThrow();
    double[] centred = Arrays.stream(y, 0, learn).map(v -> v - middle).toArray();
    double[] alpha = solver.solve(new Array2DRowRealMatrix(centred)).getColumn(0);
    double[] weights = new double[mean.length];
    for (int i = 0; i < learn; i++) {
      for (int k = 0; k < weights.length; k++) {
        weights[k] += alpha[i] * x[i][k];
      }
    }
    double[] answers = new double[TEST];
    for (int i = 0; i < TEST; i++) {
      answers[i] = dot(weights, x[learn + i]);
    }
    double[] test = Arrays.copyOfRange(y, learn, y.length);
    return new Reader(
        weights, middle - dot(weights, mean), correlation(answers, test), spread(answers));
  }

  /** What it says of an attribute. */
  double read(String name, float[] latent) {
    Reader r = readers.get(name);
    return dot(r.weights(), look.of(latent)) + r.bias();
  }

  Reader reader(String name) {
    return readers.get(name);
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
}
