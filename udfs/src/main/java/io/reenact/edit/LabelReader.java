package io.reenact.edit;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.maths.Vectors;
import io.reenact.metric.Correlation;
import io.reenact.video.RgbImage;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * Reads labels of people from what a picture is reduced to, by ridge regression on people whose
 * labels are known. It has seen no latent, so it can judge what edits of latents do.
 *
 * @param weights a number an entry of the look, by label
 * @param bias added, by label
 * @param correlation of its answers with the labels of people that it did not learn from
 * @param spread of its answers over those people, standard deviation
 */
@SuppressWarnings("ArrayRecordComponent") // made once and read by loops, never compared
public record LabelReader(double[][] weights, double[] bias, double[] correlation, double[] spread)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Fewer people to be tested on say nothing. */
  private static final int FEWEST = 10;

  /**
   * Learns from the first people, and is tested on the others.
   *
   * @param looks {@code [people][entries]}
   * @param labels {@code [people][labels]}
   * @param learn from so many people
   * @param ridge share of the mean energy of a look
   * @throws UserError if too few people are left
   */
  public static LabelReader fit(float[][] looks, double[][] labels, int learn, double ridge) {
    if (learn < FEWEST || looks.length - learn < FEWEST) {
      throw new BadInput(
          looks.length + " labelled pictures are too few to learn to read attributes from");
    }
    float[] mean = mean(looks, learn);
    float[][] x = new float[looks.length][];
    for (int i = 0; i < x.length; i++) {
      x[i] = looks[i].clone();
      for (int k = 0; k < mean.length; k++) {
        x[i][k] -= mean[k];
      }
    }
    int count = labels[0].length;
    double[] middle = new double[count];
    RealMatrix y = new Array2DRowRealMatrix(learn, count);
    for (int l = 0; l < count; l++) {
      int label = l;
      middle[l] =
          Arrays.stream(labels, 0, learn).mapToDouble(v -> v[label]).average().orElseThrow();
      for (int i = 0; i < learn; i++) {
        y.setEntry(i, l, labels[i][l] - middle[l]);
      }
    }
    RealMatrix alpha = dual(x, learn, ridge).solve(y);
    double[][] weights = new double[count][mean.length];
    double[] bias = new double[count];
    double[] correlation = new double[count];
    double[] spread = new double[count];
    for (int l = 0; l < count; l++) {
      for (int i = 0; i < learn; i++) {
        for (int k = 0; k < mean.length; k++) {
          weights[l][k] += alpha.getEntry(i, l) * x[i][k];
        }
      }
      bias[l] = middle[l] - dot(weights[l], mean);
      double[] answers = new double[x.length - learn];
      double[] truth = new double[answers.length];
      for (int i = 0; i < answers.length; i++) {
        answers[i] = dot(weights[l], x[learn + i]);
        truth[i] = labels[learn + i][l];
      }
      double r = Correlation.of(truth, answers).correlation();
      correlation[l] = Double.isNaN(r) ? 0 : r;
      spread[l] = new StandardDeviation(false).evaluate(answers);
    }
    return new LabelReader(weights, bias, correlation, spread);
  }

  /** The same for some of the labels. */
  public LabelReader only(List<Integer> labels) {
    int[] own = labels.stream().mapToInt(Integer::intValue).toArray();
    return new LabelReader(
        Arrays.stream(own).mapToObj(l -> weights[l]).toArray(double[][]::new),
        Arrays.stream(own).mapToDouble(l -> bias[l]).toArray(),
        Arrays.stream(own).mapToDouble(l -> correlation[l]).toArray(),
        Arrays.stream(own).mapToDouble(l -> spread[l]).toArray());
  }

  /** All pixels of a picture, 0 to 1. */
  public static float[] look(RgbImage picture) {
    byte[] rgb = picture.rgb();
    float[] look = new float[rgb.length];
    for (int k = 0; k < look.length; k++) {
      look[k] = (rgb[k] & 0xff) / 255f;
    }
    return look;
  }

  /**
   * Reads one label.
   *
   * @return in the label's own unit
   */
  public double read(int label, float[] look) {
    return dot(weights[label], look) + bias[label];
  }

  /**
   * How labels differ between two looks.
   *
   * @return in spreads of what is read
   */
  public double[] change(float[] before, float[] after) {
    double[] change = new double[bias.length];
    for (int l = 0; l < change.length; l++) {
      change[l] = (read(l, after) - read(l, before)) / spread[l];
    }
    return change;
  }

  private static float[] mean(float[][] looks, int learn) {
    double[] sum = new double[looks[0].length];
    for (int i = 0; i < learn; i++) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += looks[i][k];
      }
    }
    float[] mean = new float[sum.length];
    for (int k = 0; k < mean.length; k++) {
      mean[k] = (float) (sum[k] / learn);
    }
    return mean;
  }

  /** Solves for a weight a person: there are fewer of them than entries of a look. */
  private static DecompositionSolver dual(float[][] x, int learn, double ridge) {
    double[][] gram = new double[learn][learn];
    double trace = 0;
    for (int i = 0; i < learn; i++) {
      for (int j = 0; j <= i; j++) {
        gram[i][j] = Vectors.dot(x[i], x[j]);
        gram[j][i] = gram[i][j];
      }
      trace += gram[i][i];
    }
    for (int i = 0; i < learn; i++) {
      gram[i][i] += ridge * trace / learn;
    }
    return new CholeskyDecomposition(new Array2DRowRealMatrix(gram, false), 1e-6, 0).getSolver();
  }

  private static double dot(double[] a, float[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
