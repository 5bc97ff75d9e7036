package io.reenact.metric;

/**
 * One measured value.
 *
 * @param item what was measured, such as a render's id
 * @param metric what it is
 * @param value the value
 * @param region the part of the picture it is about
 * @param network the very network that judged, such as mobilefacenet or a file's name; empty where
 *     none did
 * @param split which frames it is the mean over
 */
public record Measurement(
    String item, Metric metric, double value, Region region, String network, FrameSplit split) {}
