package io.reenact.splat;

/**
 * The 14 floats of a Gaussian: position, log of the three scales, quaternion w, x, y, z (any length
 * but 0), degree-0 colour coefficients, opacity logit.
 */
public final class Gaussians {
  /** Floats a Gaussian. */
  public static final int FLOATS = 14;

  /** Offset of the position x, y, z, world units. */
  public static final int XYZ = 0;

  /** Offset of the natural logarithms of the scales (standard deviations, world units). */
  public static final int LOG_SCALE = 3;

  /** Offset of the quaternion w, x, y, z. */
  public static final int ROTATION = 6;

  /** Offset of the colour coefficients; rgb = max(0, {@link #SH_C0} * dc + 0.5). */
  public static final int COLOUR = 10;

  /** Offset of the opacity logit. */
  public static final int OPACITY = 13;

  /** Degree-0 spherical harmonic. */
  public static final double SH_C0 = 0.28209479177387814;

  /** A parameter of this size or more counts as broken. */
  public static final float LARGEST = 1e6f;

  public static final double NEAR = 0.2;
  public static final double BLUR = 0.3;
  static final double FOV_MARGIN = 1.3;
  public static final float ALPHA_MAX = 0.99f;
  public static final float T_MIN = 1e-4f;

  private Gaussians() {}
}
