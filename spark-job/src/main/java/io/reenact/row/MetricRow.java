package io.reenact.row;

import io.reenact.metric.Measurement;

/** A row of the table metrics; its columns' annotations say what they hold. */
@RowOf(
    table = "metrics",
    about = "One measured value.",
    stage = MetricRow.STAGE,
    subject = {"item"},
    order = {"item", "metric", "region"})
public record MetricRow(
    @Holds("What was measured: the `render_id` of a render.") String item,
    @Holds("Key of the [metric](metrics.md).") String metric,
    @Holds("The value, in the metric's unit: the mean over the frames that were measured.")
        Double value,
    @Holds("The part of the picture that it is about.") String region,
    @Holds("What the item was compared with.") String against,
    @Holds(
            "The network that judged, such as mobilefacenet, or the name of your file; empty where none"
                + " did.")
        String network,
    @Holds(
            "The protocol by which it was scored, the setting `evaluation.protocol` with the choice of"
                + " clips; null in rows of older versions: reconstruction.")
        String protocol,
    @Holds(
            "Which of the driver's frames it is the mean over: `all`; `given`, those that inversion was"
                + " given; `held`, those that it was not; null in rows of older versions: all.")
        String split) {
  /** The stage whose units write these rows. */
  public static final String STAGE = "evaluate";

  /** The row of a measurement. */
  public static MetricRow of(Measurement m, String protocol) {
    return new MetricRow(
        m.item(),
        m.metric().key(),
        m.value(),
        m.region().key(),
        m.metric().against().key(),
        m.network(),
        protocol,
        m.split().key());
  }
}
