package io.reenact.inversion;

/**
 * What each term of the loss weighs for one rendered frame (docs/design/method.md, sections 4 and
 * 5). A weight of 0 switches a term off and saves its cost.
 *
 * @param pixel the pixel term over the crop
 * @param perceptual the perceptual distance on the face crop
 * @param face perceptual distance and L1 inside the eyes-and-mouth mask
 * @param identity one minus the identity cosine to the person's own frames
 * @param expression distance of the expression features to the target's; of frames that have a
 *     change term too, only of the mean over them
 * @param landmark projected landmark Gaussians against the tracked landmarks (only with a bundle
 *     that names them)
 * @param change distance of the expression features to the target's when the mean over all frames
 *     of the step with this term is taken from both (ours): an error that all of them share, such
 *     as what a face looks like at rest, would else hide how it moves
 */
public record Terms(
    double pixel,
    double perceptual,
    double face,
    double identity,
    double expression,
    double landmark,
    double change) {
  /** Whether any term needs a network. */
  boolean needsNetworks() {
    return perceptual != 0 || face != 0 || identity != 0 || expression != 0 || change != 0;
  }

  /** The names of the terms, in the order of {@link RenderStep.Outcome#terms}. */
  static final String[] NAMES = {
    "pixel", "perceptual", "face", "identity", "expression", "landmark", "change"
  };

  /** Indices into {@link #NAMES}. */
  static final int PIXEL = 0;

  static final int PERCEPTUAL = 1;
  static final int FACE = 2;
  static final int IDENTITY = 3;
  static final int EXPRESSION = 4;
  static final int LANDMARK = 5;
  static final int CHANGE = 6;
}
