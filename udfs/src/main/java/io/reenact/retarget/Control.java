package io.reenact.retarget;

import java.util.List;

/**
 * A direction that retargeting moves along.
 *
 * @param name in the bundle; left and right are the subject's
 * @param part what it moves
 * @param step by which its effect is measured
 * @param spread coefficients as corrections usually are; what is farther has to be worth it
 */
record Control(String name, Part part, double step, double spread) {
  /** What a direction moves. */
  enum Part {
    /** Lids, down. */
    BLINK,
    /** Lids, up. */
    WIDE,
    /** Irises. */
    GAZE,
    /** Brows. */
    BROW
  }

  /** Lids, gaze and brows. Mouths follow well by their offsets alone, and worse when pushed. */
  static final List<Control> ALL =
      List.of(
          new Control("eyeBlink_L", Part.BLINK, 0.4, 0.4),
          new Control("eyeBlink_R", Part.BLINK, 0.4, 0.4),
          new Control("eyeWide_L", Part.WIDE, 0.5, 0.2),
          new Control("eyeWide_R", Part.WIDE, 0.5, 0.2),
          new Control("gazeYaw", Part.GAZE, 0.15, 0.25),
          new Control("gazePitch", Part.GAZE, 0.15, 0.2),
          new Control("browDown_L", Part.BROW, 0.5, 0.4),
          new Control("browDown_R", Part.BROW, 0.5, 0.4),
          new Control("browOuterUp_L", Part.BROW, 0.5, 0.4),
          new Control("browOuterUp_R", Part.BROW, 0.5, 0.4),
          new Control("browInnerUp_L", Part.BROW, 0.5, 0.3),
          new Control("browInnerUp_R", Part.BROW, 0.5, 0.3));

  /** Whether its effect is measured on both sides of where it stands. */
  boolean signed() {
    return part == Part.GAZE;
  }

  /**
   * What is left of bounds in a frame. Where the driver's eyes are closed, lids don't go up, and
   * irises, which nobody sees, stay: turned far, they would move what is read of the lids.
   */
  double[] within(double[] bounds, boolean open) {
    if (open || part == Part.BROW) {
      return bounds;
    }
    return new double[] {part == Part.WIDE ? bounds[0] : 0, part == Part.BLINK ? bounds[1] : 0};
  }
}
