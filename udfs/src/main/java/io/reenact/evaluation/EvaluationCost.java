package io.reenact.evaluation;

/**
 * About how long it takes to measure a render, in seconds of one core: read off the processor time
 * between what {@link RenderEvaluation} says, with 100 frames of 128 px, 20 of them compared. Only
 * the ratios matter to progress.
 */
public final class EvaluationCost {
  /** Decoding and tracking a frame of the result. */
  static final double TRACK = 0.0045;

  /**
   * Reading a face of an original with the networks, its matte included: 0.043, but the renders of
   * a clip share its faces, so that most find them read.
   */
  static final double ORIGINAL = 0.015;

  /** Reading a face of the result. */
  static final double RESULT = 0.011;

  /** Comparing the pictures of a frame with the truth, its matte included. */
  static final double PICTURES = 0.035;

  /**
   * Decoding a frame once more and reading its landmarks with a network of the user's: 0.0025 to
   * decode and cut it, and a network as large as the bundled one of identities.
   */
  static final double POINTS = 0.005;

  /**
   * Decoding a frame once more and, of three, reading one by the second reader of landmarks: 0.002,
   * and a little of the driver's, which renders share.
   */
  static final double SECOND_POINTS = 0.0022;

  /**
   * {@link RenderEvaluation#views}: five pictures of a head, the face found in each and read in
   * three.
   */
  public static final double VIEWS = 0.17;

  private EvaluationCost() {}

  /**
   * The seconds of {@link RenderEvaluation#evaluate}.
   *
   * @param frames of the result
   * @param samples frames on which pictures and networks are compared, the most there are
   * @param pictures whether pictures have a truth to be compared with
   * @param points whether somebody else than the tracker reads landmarks
   */
  public static double seconds(int frames, int samples, boolean pictures, boolean points) {
    int compared = Math.min(samples, frames);
    return frames * (TRACK + SECOND_POINTS + (points ? 2 * POINTS : 0))
        + (RenderEvaluation.SOURCE_SAMPLES + compared) * ORIGINAL
        + compared * (RESULT + (pictures ? PICTURES : 0));
  }
}
