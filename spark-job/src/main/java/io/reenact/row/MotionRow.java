package io.reenact.row;

import java.util.Map;

/** A row of the table motion; its columns' annotations say what they hold. */
@RowOf(
    table = MotionRow.STAGE,
    about =
        "How a head moves in one frame, by numbers: read from the picture, or from the latents of a"
            + " cohort. Frames without a face have a row, too.",
    stage = MotionRow.STAGE,
    subject = {"identity", "clip", "origin"},
    order = {"identity", "clip", "origin", "frame"})
@SuppressWarnings("ArrayRecordComponent") // compared column by column
public record MotionRow(
    @Holds("Whose face it shows.") String identity,
    @Holds("The clip's name within its identity.") String clip,
    @Holds("Number of the frame in the clip, from 0.") int frame,
    @Holds("Presentation time, microseconds.") long ptsUs,
    @Holds(
            "What it was read from: `pictures`, or the name of the cohort whose latents it was read"
                + " from.")
        String origin,
    @Holds(
            "Coefficients of the expression by the names of the head model's shapes, or of the"
                + " generator's directions, mostly from 0 to 1; smoothed in time; null without a"
                + " face.")
        Map<String, Float> expression,
    @Holds("The same before smoothing; of latents, as they are interpolated between key frames.")
        Map<String, Float> expressionRaw,
    @Holds(
            "[2]: yaw and pitch of the gaze in the head, radians; positive to the subject's left and"
                + " up; smoothed in time; null without a face.")
        float[] gaze,
    @Holds("The same before smoothing.") float[] gazeRaw,
    @Holds(
            "[3]: yaw, pitch and roll of the head against the camera, radians; positive when the"
                + " face turns to the subject's left, when it turns down, when the crown goes to the"
                + " subject's right; null without a face.")
        float[] head,
    @Holds(
            "[3]: place of the head, centimetres to the picture's right, up and away from the camera,"
                + " by a camera whose focal length is 1.2 times the longer side of the picture; null"
                + " without a face.")
        float[] position,
    @Holds("Opening of the mouth, as in tracks; null without a face.") Float mouth,
    @Holds("Opening of the subject's left eye, as in tracks; null without a face.") Float leftEye,
    @Holds("Opening of the subject's right eye, as in tracks; null without a face.") Float rightEye,
    @Holds(
            "How sure the landmark network is that it sees a face, 0 to 1; 0 in frames that tracking"
                + " could not use; of latents, that of the tracked frame: 1 or 0.")
        float confidence) {
  /** The stage whose units write these rows. */
  public static final String STAGE = "motion";

  /** {@link #origin} of what was read from pictures. */
  public static final String PICTURES = "pictures";
}
