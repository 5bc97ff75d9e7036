package io.reenact.synth;

import io.reenact.synth.SyntheticPerson.Beard;

/** Where a beard grows, on the face's texture. */
final class BeardArea {
  private BeardArea() {}

  /**
   * @param u texture coordinate
   * @param v texture coordinate, up
   * @param area the head model's beard weight there
   * @return density 0..1
   */
  static double at(Beard beard, double u, double v, double area) {
    double side = Math.abs(u - 0.5);
    double upper =
        Noise.step(.13, .10, side) * Noise.step(.506, .516, v) * Noise.step(.548, .536, v);
    double chin = Noise.step(.15, .11, side) * Noise.step(.45, .42, v) * area;
    double line =
        Noise.step(.135, .115, side)
            * Noise.step(.10, .115, side)
            * Noise.step(.40, .43, v)
            * Noise.step(.53, .51, v);
    return switch (beard) {
      case NONE -> 0;
      case STUBBLE, FULL -> Math.max(area, upper);
      case MOUSTACHE -> upper;
      case GOATEE -> Math.max(Math.max(chin, upper), line);
    };
  }
}
