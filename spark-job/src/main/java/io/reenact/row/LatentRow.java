package io.reenact.row;

import java.util.Map;

/** A row of the table latents; its columns' annotations say what they hold. */
@RowOf(
    table = "latents",
    about =
        "One key frame of one clip in one cohort. Latents of one cohort live in one space: any of its"
            + " drivers can drive any of its sources.",
    stage = PersonRow.STAGE,
    subject = {"cohort", "identity"},
    order = {"identity", "clip", "frame"})
@SuppressWarnings("ArrayRecordComponent") // compared column by column
public record LatentRow(
    @Holds("The cohort whose latent space it is in.") String cohort,
    @Holds("Whose face it shows.") String identity,
    @Holds("The clip's name within its identity.") String clip,
    @Holds("Number of the frame in the clip, from 0.") int frame,
    @Holds("Presentation time, microseconds.") long ptsUs,
    @Holds(
            "The expression: what is added to the person's anchor to have the frame's latent; shaped"
                + " like the anchor.")
        float[] offset,
    @Holds(
            "[6]: the small motion of the head that refines the tracked camera into `camera`: rotation"
                + " vector about the look-at point, radians, then shift, world units.")
        float[] motion,
    @Holds("[25]: EG3D's camera that the frame is seen from, motion included.") float[] camera,
    @Holds("Value of each loss at the end of the tuning, by name; empty where `psnr` is null.")
        Map<String, Float> losses,
    @Holds(
            "PSNR of the face, reconstructed against the frame, dB; null in rows of older versions, and"
                + " where strategy encode has not kept the frame to lift from.")
        Float psnr,
    @Holds(
            "Whether inversion was given the frame; false: it was kept from it and inverted when anchor"
                + " and weights were final; null in rows of older versions, which were given.")
        Boolean given,
    @Holds(
            "What the frame shows, by name, as the bundled landmark network reads it from several"
                + " crops: lengths in distances between the eyes, eye_ and gaze_ in widths of an eye; left"
                + " and right are the picture's; null in rows of older versions.")
        Map<String, Float> shown) {
  /** Whether inversion learnt from the frame. */
  public boolean wasGiven() {
    return given == null || given;
  }
}
