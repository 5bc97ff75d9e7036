package io.reenact.motion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * ARKit's 52 face shapes, by the names and in the order in which Live Link Face writes them, and
 * what they are called here. The head model has most of them by nearly the same names: {@code
 * jawOpen}, {@code mouthSmile_L}. It has two where ARKit has one ({@code browInnerUp}, {@code
 * cheekPuff}), none for the tongue, and two that ARKit has not ({@code cheekRaiser}).
 */
public final class Arkit {
  /** The shapes. Left and right are the subject's. */
  public static final List<String> SHAPES =
      List.of(
          "EyeBlinkLeft",
          "EyeLookDownLeft",
          "EyeLookInLeft",
          "EyeLookOutLeft",
          "EyeLookUpLeft",
          "EyeSquintLeft",
          "EyeWideLeft",
          "EyeBlinkRight",
          "EyeLookDownRight",
          "EyeLookInRight",
          "EyeLookOutRight",
          "EyeLookUpRight",
          "EyeSquintRight",
          "EyeWideRight",
          "JawForward",
          "JawRight",
          "JawLeft",
          "JawOpen",
          "MouthClose",
          "MouthFunnel",
          "MouthPucker",
          "MouthRight",
          "MouthLeft",
          "MouthSmileLeft",
          "MouthSmileRight",
          "MouthFrownLeft",
          "MouthFrownRight",
          "MouthDimpleLeft",
          "MouthDimpleRight",
          "MouthStretchLeft",
          "MouthStretchRight",
          "MouthRollLower",
          "MouthRollUpper",
          "MouthShrugLower",
          "MouthShrugUpper",
          "MouthPressLeft",
          "MouthPressRight",
          "MouthLowerDownLeft",
          "MouthLowerDownRight",
          "MouthUpperUpLeft",
          "MouthUpperUpRight",
          "BrowDownLeft",
          "BrowDownRight",
          "BrowInnerUp",
          "BrowOuterUpLeft",
          "BrowOuterUpRight",
          "CheekPuff",
          "CheekSquintLeft",
          "CheekSquintRight",
          "NoseSneerLeft",
          "NoseSneerRight",
          "TongueOut");

  /** The angles that follow the shapes: of the head, then of each eye in the head. */
  static final List<String> ANGLES =
      List.of(
          "HeadYaw",
          "HeadPitch",
          "HeadRoll",
          "LeftEyeYaw",
          "LeftEyePitch",
          "LeftEyeRoll",
          "RightEyeYaw",
          "RightEyePitch",
          "RightEyeRoll");

  /** Shapes and angles, as columns of a file. */
  static final List<String> COLUMNS = Stream.concat(SHAPES.stream(), ANGLES.stream()).toList();

  /** Of these the head model has one for each side. */
  private static final Set<String> BOTH_SIDES = Set.of("BrowInnerUp", "CheekPuff");

  /** Of these left and right say where to, not which side. */
  private static final Set<String> MOVED_ASIDE =
      Set.of("JawLeft", "JawRight", "MouthLeft", "MouthRight");

  private Arkit() {}

  /**
   * What ARKit calls a shape.
   *
   * @param shape a name of the head model's, such as {@code mouthSmile_L}
   * @return null if ARKit has no such shape
   */
  public static String shape(String shape) {
    String side = shape.endsWith("_L") ? "Left" : shape.endsWith("_R") ? "Right" : "";
    String base = side.isEmpty() ? shape : shape.substring(0, shape.length() - 2);
    if (base.isEmpty()) {
      return null;
    }
    String name = base.substring(0, 1).toUpperCase(Locale.ROOT) + base.substring(1);
    // One of both sides stands for the two.
    return SHAPES.contains(name + side)
        ? name + side
        : !side.isEmpty() && SHAPES.contains(name) ? name : null;
  }

  /**
   * What the head model calls a shape of ARKit's.
   *
   * @return two names where it has one for each side, none for the tongue
   */
  public static List<String> names(String shape) {
    if (shape.equals("TongueOut")) {
      return List.of();
    }
    String name = shape.substring(0, 1).toLowerCase(Locale.ROOT) + shape.substring(1);
    if (BOTH_SIDES.contains(shape)) {
      return List.of(name + "_L", name + "_R");
    }
    if (MOVED_ASIDE.contains(shape)) {
      return List.of(name);
    }
    return List.of(name.replaceFirst("Left$", "_L").replaceFirst("Right$", "_R"));
  }

  /**
   * For each of ARKit's shapes the positions of those here that it stands for.
   *
   * @param names of shapes here
   */
  static Map<String, List<Integer>> places(List<String> names) {
    Map<String, List<Integer>> places = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String shape = shape(names.get(i));
      if (shape != null) {
        places.computeIfAbsent(shape, s -> new ArrayList<>()).add(i);
      }
    }
    return places;
  }
}
