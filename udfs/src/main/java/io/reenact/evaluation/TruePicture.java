package io.reenact.evaluation;

/**
 * A picture that a result should be, in the pixels of the result.
 *
 * @param picture {@code [3, size, size]} in [-1, 1], on white
 * @param points 68 landmarks, px
 * @param codes regions of the face, {@link io.reenact.face.Regions}
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
record TruePicture(float[] picture, float[] points, byte[] codes) {}
