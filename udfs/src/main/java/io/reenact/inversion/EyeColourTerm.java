package io.reenact.inversion;

import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/**
 * Colours of eyeballs against those that a person's frames show of their eyes (ours). Where frames
 * hardly show the white of an eye, or only in the shadow of lids, which skin before it can draw as
 * well, the generator's own white stays behind it, and the rest of an iris keeps its green or blue;
 * another's gaze or wide lids uncover both. The term is the mean over eyeballs' Gaussians of half
 * the squared distance from what is seen, in units of each axis.
 *
 * @param weight in the loss
 * @param eyeballs their Gaussians; none of a generator that does not tell
 * @param rows 0 and up: the same in an array of them alone
 * @param colours the person's; null judges nobody
 */
@SuppressWarnings("ArrayRecordComponent") // the same arrays in all terms of a run
record EyeColourTerm(double weight, int[] eyeballs, int[] rows, EyeColours colours)
    implements LossTerm.OfGaussians {
  /** Brightness varies with the light, hues less. */
  private static final double[] UNITS = {0.1, 0.05, 0.05};

  /** Of nobody yet. */
  EyeColourTerm(double weight, int[] eyeballs) {
    this(weight, eyeballs, IntStream.range(0, eyeballs.length).toArray(), null);
  }

  /** The same for a person's frames. */
  EyeColourTerm of(EyeColours person) {
    return new EyeColourTerm(weight, eyeballs, rows, person);
  }

  @Override
  public LossTerm of(PersonState person) {
    return of(person.eyes);
  }

  @Override
  public String name() {
    return "eye_colour";
  }

  @Override
  public boolean judges(RenderStep.Item item) {
    return colours != null && eyeballs.length > 0;
  }

  @Override
  public int[] rows() {
    return eyeballs;
  }

  @Override
  public double add(
      FloatBuffer gaussians, RenderStep.Item item, double factor, FloatBuffer gradient) {
    return add(gaussians, eyeballs, factor, gradient);
  }

  @Override
  public double addRows(
      FloatBuffer gaussians, RenderStep.Item item, double factor, FloatBuffer gradient) {
    return add(gaussians, rows, factor, gradient);
  }

  private double add(FloatBuffer gaussians, int[] places, double factor, FloatBuffer gradient) {
    double sum = 0;
    for (int place : places) {
      int at = place * Gaussians.FLOATS + Gaussians.COLOUR;
      double red = colour(gaussians.get(at));
      double green = colour(gaussians.get(at + 1));
      double blue = colour(gaussians.get(at + 2));
      for (int axis = 0; axis < EyeColours.COUNT; axis++) {
        double value = EyeColours.along(axis, red, green, blue);
        double by = colours.beyond(axis, value) / UNITS[axis];
        sum += by * by / 2;
        double slope = factor * by / UNITS[axis] * Gaussians.SH_C0 / places.length;
        for (int c = 0; slope != 0 && c < 3; c++) {
          float added = (float) (slope * EyeColours.slope(axis, c));
          gradient.put(at + c, gradient.get(at + c) + added);
        }
      }
    }
    return sum / places.length;
  }

  private static double colour(float coefficient) {
    return 0.5 + Gaussians.SH_C0 * coefficient;
  }
}
