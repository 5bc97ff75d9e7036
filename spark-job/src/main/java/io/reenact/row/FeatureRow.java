package io.reenact.row;

import io.reenact.evaluation.FrameFeatures;

/** A row of the table features; its columns' annotations say what they hold. */
@RowOf(
    table = "features",
    about =
        "What the judging identity network read in a compared frame of a render, and in the driver's"
            + " frame that it answers.",
    stage = MetricRow.STAGE,
    subject = {"item"},
    order = {"item", "frame"})
@SuppressWarnings("ArrayRecordComponent") // compared column by column
public record FeatureRow(
    @Holds("What was measured: the `render_id` of a render.") String item,
    @Holds("Number of the frame in the driver's clip, from 0.") int frame,
    @Holds("The protocol by which it was scored, as `metrics.protocol`.") String protocol,
    @Holds("Which of the driver's frames it is one of, as `metrics.split`.") String split,
    @Holds("Whether it is the result's frame; false: the driver's.") boolean result,
    @Holds("The network that read.") String network,
    @Holds("The network's embedding of the face, of unit length.") float[] features) {
  /** The row of a frame. */
  public static FeatureRow of(FrameFeatures f, String protocol) {
    return new FeatureRow(
        f.item(), f.frame(), protocol, f.split().key(), f.result(), f.network(), f.features());
  }
}
