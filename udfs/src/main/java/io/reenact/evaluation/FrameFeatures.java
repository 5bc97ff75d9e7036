package io.reenact.evaluation;

import io.reenact.metric.FrameSplit;

/**
 * What the identity network reads in a frame, for distances of whole runs.
 *
 * @param item what was measured
 * @param frame of the driver's clip
 * @param split which frames it is one of
 * @param result whether it is the result's; else the driver's frame that it answers
 * @param network that reads
 * @param features embedding, unit length
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record FrameFeatures(
    String item, int frame, FrameSplit split, boolean result, String network, float[] features) {}
