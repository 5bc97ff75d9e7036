package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.FaceExpression;

/**
 * How losses count the features of an expression network, by what each measures.
 *
 * @param lidWeight how often lids count
 * @param browWeight how often brows count
 * @param gazeWeight how often it counts where eyes look
 * @param restShare of what two faces differ by at rest, how much is put down to the faces
 * @param restShareLids the same of lids
 */
record ExpressionEmphasis(
    double lidWeight,
    double browWeight,
    double gazeWeight,
    double restShare,
    double restShareLids) {
  static ExpressionEmphasis of(InversionSettings settings) {
    return new ExpressionEmphasis(
        settings.emphasis().lidWeight(),
        settings.emphasis().browWeight(),
        settings.emphasis().gazeWeight(),
        settings.cross().restShare(),
        settings.cross().restShareLids());
  }

  /**
   * Differences as losses count them.
   *
   * @param network that made the features
   * @param differences [B, D]
   */
  NDArray of(FaceExpression network, NDArray differences) {
    float[] row = new float[(int) differences.getShape().get(1)];
    boolean alike = true;
    for (int i = 0; i < row.length; i++) {
      row[i] = weight(network.measures(i));
      alike &= row[i] == 1;
    }
    return alike ? differences : differences.mul(Autograd.numbers(differences.getDevice(), row));
  }

  private float weight(FaceExpression.Measure measure) {
    return switch (measure) {
      case LIDS -> (float) lidWeight;
      case BROWS -> (float) browWeight;
      case GAZE -> (float) gazeWeight;
      case FACE, EXPRESSION -> 1;
    };
  }

  /**
   * How much of two people's difference at rest, in one feature, their faces make rather than what
   * their clips happen to show, 0 to 1. About the slope of what one expression makes differ between
   * two faces over what their clips differ by at rest; how far lids open is much more a matter of
   * the face than how a mouth is held.
   */
  float atRest(FaceExpression.Measure measure) {
    return switch (measure) {
      case LIDS -> (float) restShareLids;
      case BROWS, FACE -> (float) restShare;
      // Irises lie between the corners of anybody's eyes.
      case GAZE, EXPRESSION -> 0;
    };
  }
}
