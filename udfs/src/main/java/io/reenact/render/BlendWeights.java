package io.reenact.render;

import io.reenact.error.BadInput;
import io.reenact.latent.OffsetCurve;
import java.util.List;

/** The share of a second driver over time, from a file. */
public final class BlendWeights {
  private BlendWeights() {}

  /**
   * Reads a CSV file with the columns {@code seconds} and {@code weight}.
   *
   * @param text its content
   * @param file its name, for messages
   * @return one float, by microseconds from the result's first frame
   * @throws io.reenact.error.UserError if a line can't be read, or a weight is not from 0 to 1
   */
  public static OffsetCurve parse(String text, String file) {
    NumberCurves curves = NumberCurves.parse(text, "blend weight", file);
    if (!curves.names().equals(List.of("weight"))) {
      throw new BadInput(
          "blend weight "
              + file
              + " has the columns "
              + curves.names()
              + " beside seconds; it needs"
              + " one, weight");
    }
    float[][] values = new float[curves.values().length][];
    for (int i = 0; i < values.length; i++) {
      double weight = curves.values()[i][0];
      if (weight < 0 || weight > 1) {
        throw new BadInput(
            "blend weight "
                + file
                + " is "
                + weight
                + " at "
                + curves.ptsUs()[i] / 1e6
                + " s; it"
                + " must be from 0 to 1");
      }
      values[i] = new float[] {(float) weight};
    }
    return new OffsetCurve(curves.ptsUs(), values);
  }
}
