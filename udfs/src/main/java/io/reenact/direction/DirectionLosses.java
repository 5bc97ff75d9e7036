package io.reenact.direction;

/**
 * What the five losses of the training weigh (Bounareli et al., equations 3 to 6); 0 leaves one
 * out.
 *
 * @param shape mean absolute difference of the 68 landmarks, free of head pose, and of what is read
 *     of jaw and brows
 * @param eyes likewise of what is read of lids and gaze
 * @param mouth likewise of what is read of the mouth
 * @param identity 1 - cosine of the embeddings of source and result
 * @param perceptual distance of source and result in the bundled networks' features
 */
public record DirectionLosses(
    double shape, double eyes, double mouth, double identity, double perceptual) {
  /** All of them. */
  public static final DirectionLosses ALL = new DirectionLosses(1, 1, 1, 0.5, 0.05);
}
