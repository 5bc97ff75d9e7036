package io.reenact.row;

import java.util.Map;

/** A row of the table renders; its columns' annotations say what they hold. */
@RowOf(
    table = "renders",
    about = "One result video. What has no driver got its expression by numbers.",
    stage = RenderRow.STAGE,
    subject = {"render_id"},
    order = {"source", "driver", "render_id"})
public record RenderRow(
    @Holds("Its id: the key of its unit, or of its first piece; 32 hexadecimal digits.")
        String renderId,
    @Holds("The cohort that the source's anchor and weights are of.") String cohort,
    @Holds("Whose looks it shows.") String source,
    @Holds("Whose expressions it shows; null: the expression came from numbers.") String driver,
    @Holds("The driver's clip; null without a driver.") String driverClip,
    @Holds(
            "Strength of each edit by the name of its boundary or direction; of a curve, the strength"
                + " farthest from 0.")
        Map<String, Float> edits,
    @Holds("The setting `reenact.camera`, such as driver, source, orbit or quilt.") String cameras,
    @Holds("The setting `reenact.strength`; 1: the driver's expression as it is.") Double strength,
    @Holds("The setting `reenact.smoothing` of expressions over time; 0: none.") Double smoothing,
    @Holds("The setting `reenact.parts`; empty: the whole expression.") String parts,
    @Holds("The setting `reenact.expression`: numbers, or their file; empty: the driver's.")
        String expression,
    @Holds(
            "All settings that make it look otherwise than by default, so that renders of one look can"
                + " be compared; empty: none; null in rows of older versions.")
        String look,
    @Holds(
            "How the driver's time runs where its frames are not the result's one by one, such as"
                + " speed=0.5; empty: they are; null in rows of older versions, where they were.")
        String timing,
    @Holds(
            "The setting `reenact.blend`: the clip whose expression is mixed into the driver's; empty:"
                + " none; null in rows of older versions.")
        String blend,
    @Holds(value = "The video.", file = true) String uri,
    @Holds(
            "What was kept, to its path: a video; for frames, ply and spz the folder of the sequence;"
                + " for head the Gaussians of the middle frame.")
        Map<String, String> outputs,
    @Holds("Width of the video, pixels.") Integer width,
    @Holds("Height of the video, pixels.") Integer height,
    @Holds("Frames a second, on average.") Double fps,
    @Holds("How many frames it has.") Integer frames,
    @Holds("Its length, seconds.") Double seconds,
    @Holds("What made the video, as the table of `evaluate --videos` names it; null: this program.")
        String method,
    @Holds("SHA-256 of the video, 64 hexadecimal digits.") String sha256) {
  /** The stage whose units write these rows, but for those that a join of pieces writes. */
  public static final String STAGE = "reenact";
}
