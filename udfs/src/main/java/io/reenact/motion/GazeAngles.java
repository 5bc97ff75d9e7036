package io.reenact.motion;

import java.util.List;

/** The gaze among a generator's directions: two angles, radians, beside the face's shapes. */
public final class GazeAngles {
  /** Positive to the subject's left. */
  public static final String YAW = "gazeYaw";

  /** Positive up. */
  public static final String PITCH = "gazePitch";

  /** Both, in order. */
  public static final List<String> NAMES = List.of(YAW, PITCH);

  private GazeAngles() {}
}
