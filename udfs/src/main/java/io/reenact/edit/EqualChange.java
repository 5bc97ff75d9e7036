package io.reenact.edit;

/** The strength at which an edit changes its attribute by a wanted amount. */
public final class EqualChange {
  private EqualChange() {}

  /**
   * Interpolates between strengths that were tried; a strength of 0 changes nothing.
   *
   * @param strengths ascending, above 0
   * @param changes of the attribute at each
   * @param wanted change, above 0
   * @return the least strength that reaches it; NaN if none does
   */
  public static double strength(double[] strengths, double[] changes, double wanted) {
    double fromStrength = 0;
    double fromChange = 0;
    for (int i = 0; i < strengths.length; i++) {
      if (changes[i] >= wanted) {
        return fromStrength
            + (strengths[i] - fromStrength) * (wanted - fromChange) / (changes[i] - fromChange);
      }
      fromStrength = strengths[i];
      fromChange = changes[i];
    }
    return Double.NaN;
  }
}
