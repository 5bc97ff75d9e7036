package io.reenact.nn.face;

/** The 68 landmarks of the Multi-PIE (iBUG 300-W) order as points of the dense mesh. */
public final class Landmarks68 {
  private static final int[] DENSE = {
    162,
    234,
    93,
    58,
    172,
    136,
    149,
    148,
    152,
    377,
    378,
    365,
    397,
    288,
    323,
    454,
    389, // jaw
    71,
    63,
    105,
    66,
    107,
    336,
    296,
    334,
    293,
    301, // brows
    168,
    197,
    5,
    4,
    75,
    97,
    2,
    326,
    305, // nose
    33,
    160,
    158,
    133,
    153,
    144,
    362,
    385,
    387,
    263,
    373,
    380, // eyes
    61,
    39,
    37,
    0,
    267,
    269,
    291,
    405,
    314,
    17,
    84,
    181, // outer lips
    78,
    82,
    13,
    312,
    308,
    317,
    14,
    87 // inner lips
  };

  /** How many there are. */
  public static final int COUNT = DENSE.length;

  private Landmarks68() {}

  /** The dense mesh's points, 68 numbers from 0 to 467. */
  public static int[] indices() {
    return DENSE.clone();
  }

  /**
   * Picks the landmarks.
   *
   * @param dense {@code [468, 3]}, any unit
   * @return {@code [68, 2]}, x and y in the same unit
   */
  public static float[] fromDense(float[] dense) {
    if (dense.length != 3 * LandmarkNetwork.POINTS) {
      throw new IllegalArgumentException(dense.length + " floats, not 468 * 3");
    }
    float[] result = new float[2 * DENSE.length];
    for (int i = 0; i < DENSE.length; i++) {
      result[2 * i] = dense[3 * DENSE[i]];
      result[2 * i + 1] = dense[3 * DENSE[i] + 1];
    }
    return result;
  }
}
