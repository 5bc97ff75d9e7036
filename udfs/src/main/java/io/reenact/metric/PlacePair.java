package io.reenact.metric;

/**
 * Where a face is in one frame, in the driver's picture and in the result's.
 *
 * @param truth the driver's landmarks in the result's picture, {@code [68, 2]} px, Multi-PIE order
 * @param found the result's
 * @param size side of the result's picture, px
 * @param trueAngles the driver's yaw, pitch and roll, radians
 * @param foundAngles the result's
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record PlacePair(
    float[] truth, float[] found, int size, double[] trueAngles, double[] foundAngles) {}
