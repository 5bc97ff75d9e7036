package io.reenact.metric;

/**
 * A head seen from a side.
 *
 * @param image over white, {@code [3, size, size]}, {@code 2 * rgb - 1}
 * @param alpha coverage, {@code [size, size]}, 0 to 1
 * @param size S, px
 * @param skin where the head should be smooth, {@code [size, size]}: the face without eyes, brows,
 *     mouth and nostrils
 * @param chin the row of the chin's point, px; clothes are below it
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record SideView(float[] image, float[] alpha, int size, boolean[] skin, int chin) {}
