package io.reenact.video;

/**
 * One decoded frame.
 *
 * @param index its place in {@link VideoReader#presentationTimesUs()}
 * @param ptsUs presentation time in microseconds, as in the container
 * @param image turned for display
 */
public record VideoFrame(int index, long ptsUs, RgbImage image) {}
