package io.reenact.direction;

/**
 * What networks read from a picture of a face.
 *
 * @param values of {@link ReadFaces#NAMES}
 * @param shape {@code [68 * 3]}, Multi-PIE landmarks free of head pose, in distances between the
 *     eyes
 * @param identity embedding of unit length
 * @param colours {@code [3 * 8 * 8]}, mean colours of the picture's parts: skin, hair, clothes
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record Reading(float[] values, float[] shape, float[] identity, float[] colours) {}
