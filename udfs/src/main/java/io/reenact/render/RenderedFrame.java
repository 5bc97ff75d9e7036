package io.reenact.render;

import io.reenact.video.RgbImage;

/**
 * One frame of a result.
 *
 * @param frame index in the driver's clip
 * @param ptsUs presentation time, the driver's, microseconds
 * @param image the picture, on white; all views in one for a grid
 * @param alpha coverage {@code [height, width]} of the head; null for a grid of views
 */
@SuppressWarnings("ArrayRecordComponent") // handed from renderer to sink, never compared
public record RenderedFrame(int frame, long ptsUs, RgbImage image, float[] alpha) {}
