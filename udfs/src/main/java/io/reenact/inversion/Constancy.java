package io.reenact.inversion;

import io.reenact.generator.GaussianPainter;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;

/**
 * How differently tuning changes a person under another's expression than under their own. What a
 * person looks like is written into weights that expressions move, too, and frames show everybody
 * under their own expressions alone: under another's, skin gets patches of any colour and hair
 * frays. What tuning adds to a person's looks should stay what frames show of it.
 *
 * <p>The loss is a mean over Gaussians of half the squared difference of both changes, summed over
 * the channels of shape, colour and opacity in units of each; positions are how a face moves, which
 * is another matter. Only the head under another's expression is drawn to the other.
 */
final class Constancy {
  private static final int FLOATS = Gaussians.FLOATS;

  private Constancy() {}

  /**
   * Whether a cohort's settings ask for it, its heads are Gaussians, and somebody else has frames.
   */
  static boolean wanted(Cohort cohort) {
    InversionSettings settings = cohort.settings;
    return settings.weights().of("tuning_constancy") != 0
        && settings.tuning().tuningSteps() > 0
        && cohort.people.stream().filter(p -> !p.clips.isEmpty()).count() > 1
        && cohort.painter instanceof GaussianPainter;
  }

  /**
   * Adds the gradient of a head's change.
   *
   * @param own what tuning changes in a person under their own expression, {@code [n, 14]}
   * @param worn the same under another's
   * @param weight of the loss
   * @param back gradient to {@code worn}, added to
   * @return the loss without its weight
   */
  static double add(float[] own, float[] worn, float weight, FloatBuffer back) {
    int n = own.length / FLOATS;
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      int channel = i % FLOATS;
      if (channel >= Gaussians.LOG_SCALE) {
        float unit = Coherence.UNITS[channel];
        float by = (worn[i] - own[i]) / unit;
        sum += by * by / 2;
        back.put(i, back.get(i) + weight / n * by / unit);
      }
    }
    return sum / n;
  }
}
