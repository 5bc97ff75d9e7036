package io.reenact.metric;

/**
 * What moves in one tracked face.
 *
 * @param landmarks {@code [68, 2]}, Multi-PIE order; any unit
 * @param mouth opening, in distances between the eyes
 * @param leftEye opening of the subject's left eye, in distances between the eyes
 * @param rightEye likewise
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record FaceState(float[] landmarks, double mouth, double leftEye, double rightEye) {}
