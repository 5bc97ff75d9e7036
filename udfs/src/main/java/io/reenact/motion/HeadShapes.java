package io.reenact.motion;

import java.util.List;

/** The face shapes of the head model, which the embedded generator learnt from. */
public final class HeadShapes {
  /** Their names, in the head model's order. Left and right are the subject's. */
  public static final List<String> NAMES =
      List.of(
          "browDown_L",
          "browDown_R",
          "browInnerUp_L",
          "browInnerUp_R",
          "browOuterUp_L",
          "browOuterUp_R",
          "cheekPuff_L",
          "cheekPuff_R",
          "cheekSquint_L",
          "cheekSquint_R",
          "eyeBlink_L",
          "eyeBlink_R",
          "eyeLookDown_L",
          "eyeLookDown_R",
          "eyeLookIn_L",
          "eyeLookIn_R",
          "eyeLookOut_L",
          "eyeLookOut_R",
          "eyeLookUp_L",
          "eyeLookUp_R",
          "eyeSquint_L",
          "eyeSquint_R",
          "eyeWide_L",
          "eyeWide_R",
          "jawForward",
          "jawLeft",
          "jawOpen",
          "jawRight",
          "mouthClose",
          "mouthDimple_L",
          "mouthDimple_R",
          "mouthFrown_L",
          "mouthFrown_R",
          "mouthFunnel",
          "mouthLeft",
          "mouthLowerDown_L",
          "mouthLowerDown_R",
          "mouthPress_L",
          "mouthPress_R",
          "mouthPucker",
          "mouthRight",
          "mouthRollLower",
          "mouthRollUpper",
          "mouthShrugLower",
          "mouthShrugUpper",
          "mouthSmile_L",
          "mouthSmile_R",
          "mouthStretch_L",
          "mouthStretch_R",
          "mouthUpperUp_L",
          "mouthUpperUp_R",
          "noseSneer_L",
          "noseSneer_R",
          "cheekRaiser_L",
          "cheekRaiser_R");

  private HeadShapes() {}

  /** The shape that a mirror shows as this one, itself if it has no side. */
  public static int mirrored(int shape) {
    String name = NAMES.get(shape);
    String other =
        name.endsWith("_L") || name.endsWith("_R")
            ? name.substring(0, name.length() - 1) + (name.endsWith("L") ? "R" : "L")
            : name.endsWith("Left") ? name.replace("Left", "Right") : name.replace("Right", "Left");
    return NAMES.indexOf(other);
  }
}
