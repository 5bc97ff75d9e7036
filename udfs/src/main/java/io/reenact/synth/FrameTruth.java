package io.reenact.synth;

/**
 * What is known about a frame.
 *
 * @param frame number, from 0
 * @param ptsUs presentation time, microseconds
 * @param camera EG3D's 25 floats
 * @param headRotation 3x3 row-major in the world, about the neck
 * @param headShift three centimetres
 * @param expression coefficients in the head model's order
 * @param gaze yaw and pitch in the head's frame, radians; positive to the subject's left and up
 * @param landmarks2d {@code [68, 2]} pixels, pixel centres at +0.5
 * @param landmarks3d {@code [68, 3]} in the world
 * @param visibility {@code [68]}
 * @param mattePng the person's share of each pixel, an 8-bit grey PNG
 */
public record FrameTruth(
    int frame,
    long ptsUs,
    float[] camera,
    double[] headRotation,
    double[] headShift,
    float[] expression,
    double[] gaze,
    float[] landmarks2d,
    float[] landmarks3d,
    boolean[] visibility,
    byte[] mattePng) {}
