package io.reenact.synth;

import io.reenact.video.RgbImage;

/**
 * A frame and the truth about it.
 *
 * @param image the picture
 * @param matte {@code [height, width]} in 0..1: the person's share of each pixel
 * @param hair {@code [height, width]} in 0..1: what share of each pixel is hair or beard; null
 *     where who drew the frame can't tell
 * @param landmarks2d {@code [68, 2]} pixels, pixel centres at +0.5
 * @param landmarks3d {@code [68, 3]} in the world
 * @param visibility {@code [68]}: whether the point is in the picture and nothing is before it
 */
public record SynthFrame(
    RgbImage image,
    float[] matte,
    float[] hair,
    float[] landmarks2d,
    float[] landmarks3d,
    boolean[] visibility) {}
