package io.reenact.retarget;

import java.util.List;

/**
 * A direction that retargeting moves along.
 *
 * @param name in the bundle; left and right are the subject's
 * @param step by which its effect is measured
 * @param spread coefficients as corrections usually are; what is farther has to be worth it
 * @param signed whether its effect is measured on both sides of where it stands
 */
record Control(String name, double step, double spread, boolean signed) {
  /** Lids, gaze and brows. Mouths follow well by their offsets alone, and worse when pushed. */
  static final List<Control> ALL =
      List.of(
          new Control("eyeBlink_L", 0.4, 0.4, false),
          new Control("eyeBlink_R", 0.4, 0.4, false),
          new Control("eyeWide_L", 0.5, 0.2, false),
          new Control("eyeWide_R", 0.5, 0.2, false),
          new Control("gazeYaw", 0.15, 0.25, true),
          new Control("gazePitch", 0.15, 0.2, true),
          new Control("browDown_L", 0.5, 0.4, false),
          new Control("browDown_R", 0.5, 0.4, false),
          new Control("browOuterUp_L", 0.5, 0.4, false),
          new Control("browOuterUp_R", 0.5, 0.4, false),
          new Control("browInnerUp_L", 0.5, 0.3, false),
          new Control("browInnerUp_R", 0.5, 0.3, false));
}
