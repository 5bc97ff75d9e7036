package io.reenact.synth;

import io.reenact.camera.Rotations;

/**
 * How a head is held at one moment.
 *
 * @param expression coefficients in 0..1, in the order of {@link HeadModel#expressions}
 * @param gazeYaw radians in the head's frame, positive to the subject's left
 * @param gazePitch radians, positive up
 * @param headYaw radians about the neck, positive when the face turns to the subject's left
 * @param headPitch radians, positive when the face turns down
 * @param headRoll radians, positive when the crown goes to the subject's right
 * @param shift of the whole head and torso, three centimetres
 */
public record FrameState(
    float[] expression,
    double gazeYaw,
    double gazePitch,
    double headYaw,
    double headPitch,
    double headRoll,
    double[] shift) {

  /** At rest, looking at the camera. */
  public static FrameState neutral(HeadModel model) {
    return new FrameState(
        new float[model.expressions().size()], 0, 0, 0, 0, 0, new double[] {0, 0, 0});
  }

  /** Rotation of the head, 3x3 row-major: roll after yaw after pitch. */
  public double[] headRotation() {
    return Rotations.fromAngles(headYaw, headPitch, headRoll);
  }
}
