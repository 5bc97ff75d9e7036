package io.reenact.motion;

/**
 * How a head moves at one moment.
 *
 * @param ptsUs presentation time, microseconds
 * @param expression a coefficient a shape, mostly in 0..1, in the sequence's order; null where no
 *     face is seen
 * @param gazeYaw of both eyes in the head, radians, positive to the subject's left
 * @param gazePitch radians, positive up
 * @param head against the camera; null where no face is seen
 * @param confidence that a face is there, 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record MotionFrame(
    long ptsUs,
    float[] expression,
    double gazeYaw,
    double gazePitch,
    HeadAngles head,
    double confidence) {
  /** A frame without a face. */
  public static MotionFrame none(long ptsUs) {
    return new MotionFrame(ptsUs, null, 0, 0, null, 0);
  }

  /** Whether a face is seen. */
  public boolean seen() {
    return expression != null;
  }
}
