package io.reenact.inversion;

import io.reenact.generator.GaussianPainter;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Synthesis;
import io.reenact.maths.NearestPoints;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * How differently tuning changes Gaussians that lie beside each other and look alike. What frames
 * hardly show is moved by next to nothing, yet at full rate, since Adam's steps are as long
 * whatever the gradient's size: the white of an eye that an iris or a lid hides keeps the
 * generator's brightness or takes any, beside one that was made dark, and another's gaze uncovers
 * it as a speck. Here it takes the change of what frames do show, as where a surface may only
 * deform smoothly (Sorkine and Alexa 2007, of whose energy this is the simplest kind: no
 * rotations).
 *
 * <p>The loss is a mean over pairs of neighbours, weighted by how alike their colours are in the
 * generator's mean head, of half the squared difference of their changes, summed over channels in
 * units of each. Squares, since an absolute difference has one cost wherever a step in the change
 * lies, and whites stay half dark.
 */
final class Coherence {
  private static final int FLOATS = Gaussians.FLOATS;
  private static final int NEIGHBOURS = 6;

  /** A standard deviation of colours' differences in the mean head, of 1. */
  private static final double ALIKE = 0.15;

  /**
   * What counts as much as any other channel's: 4 thousandths of a world unit, logarithms, floats
   * of a quaternion, colour coefficients, logits.
   */
  static final float[] UNITS = {
    0.004f, 0.004f, 0.004f, 0.4f, 0.4f, 0.4f, 0.3f, 0.3f, 0.3f, 0.3f, 0.3f, 0.3f, 0.3f, 1
  };

  /** Pairs that count less are left out. */
  private static final double LEAST = 0.01;

  /**
   * Neighbours, each pair once.
   *
   * @param first Gaussian of each pair
   * @param second of each pair
   * @param weight what it counts; all together about as much as there are neighbours
   * @param all neighbours, over which the loss is a mean
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Pairs(int[] first, int[] second, float[] weight, int all) {
    /** Of a generator's mean head. */
    static Pairs of(Generator generator) {
      GeneratorBundle bundle = generator.bundle();
      float[] mean = new float[bundle.manifest().gaussians() * FLOATS];
      float[] latent = generator.latentOf(bundle.latentStats().mean());
      try (Synthesis made = generator.synthesize(new float[][] {latent}, false)) {
        made.gaussians(0).get(0, mean);
      }
      return of(mean, NearestPoints.of(mean, FLOATS, NEIGHBOURS));
    }

    /**
     * Of a head.
     *
     * @param head {@code [n, 14]}
     * @param near {@code [n * k]}, as {@link NearestPoints} finds them
     */
    static Pairs of(float[] head, int[] near) {
      int n = head.length / FLOATS;
      int k = near.length / n;
      int[] first = new int[near.length];
      int[] second = new int[near.length];
      float[] weight = new float[near.length];
      int count = 0;
      for (int p = 0; p < near.length; p++) {
        int i = p / k;
        int j = near[p];
        boolean mutual = contains(near, j * k, k, i);
        double alike = alike(head, i, j);
        if (i != j && alike >= LEAST && (i < j || !mutual)) {
          first[count] = i;
          second[count] = j;
          weight[count++] = (float) (mutual ? 2 * alike : alike);
        }
      }
      return new Pairs(
          Arrays.copyOf(first, count),
          Arrays.copyOf(second, count),
          Arrays.copyOf(weight, count),
          near.length);
    }

    private static boolean contains(int[] near, int from, int k, int wanted) {
      for (int p = from; p < from + k; p++) {
        if (near[p] == wanted) {
          return true;
        }
      }
      return false;
    }

    /** How alike two Gaussians' colours are, 1 where they are the same. */
    private static double alike(float[] head, int i, int j) {
      double squares = 0;
      for (int c = Gaussians.COLOUR; c < Gaussians.COLOUR + 3; c++) {
        double by = Gaussians.SH_C0 * (head[i * FLOATS + c] - head[j * FLOATS + c]);
        squares += by * by;
      }
      return Math.exp(-squares / (2 * ALIKE * ALIKE));
    }
  }

  private Coherence() {}

  /** Whether a cohort's settings ask for it, and its heads are Gaussians. */
  static boolean wanted(Cohort cohort) {
    InversionSettings settings = cohort.settings;
    return settings.weights().of("tuning_coherence") != 0
        && settings.tuning().tuningSteps() > 0
        && cohort.painter instanceof GaussianPainter;
  }

  /**
   * Adds the gradient of a head's change.
   *
   * @param change {@code [n, 14]}
   * @return the loss without its weight
   */
  static double add(float[] change, Pairs pairs, float weight, FloatBuffer back) {
    float[] units = new float[change.length];
    for (int i = 0; i < units.length; i++) {
      units[i] = change[i] / UNITS[i % FLOATS];
    }
    float[] slope = new float[change.length];
    double sum = 0;
    for (int p = 0; p < pairs.weight.length; p++) {
      int a = pairs.first[p] * FLOATS;
      int b = pairs.second[p] * FLOATS;
      float counts = pairs.weight[p];
      float squares = 0;
      for (int c = 0; c < FLOATS; c++) {
        float by = units[a + c] - units[b + c];
        squares += by * by;
        slope[a + c] += counts * by;
        slope[b + c] -= counts * by;
      }
      sum += counts * squares / 2;
    }
    float each = weight / pairs.all;
    for (int i = 0; i < slope.length; i++) {
      back.put(i, back.get(i) + each * slope[i] / UNITS[i % FLOATS]);
    }
    return sum / pairs.all;
  }
}
