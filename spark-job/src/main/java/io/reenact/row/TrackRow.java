package io.reenact.row;

import io.reenact.face.FrameTrack;

/** A row of the table tracks; its columns' annotations say what they hold. */
@RowOf(
    table = "tracks",
    about = "One frame of a clip, and the face in it; frames without one have a row, too.",
    stage = TrackRow.STAGE,
    subject = {"identity", "clip"},
    order = {"identity", "clip", "frame"})
@SuppressWarnings("ArrayRecordComponent") // compared column by column
public record TrackRow(
    @Holds("Whose face it shows.") String identity,
    @Holds("The clip's name within its identity.") String clip,
    @Holds("Number of the frame in the clip, from 0, in the order of presentation.") int frame,
    @Holds("Presentation time, microseconds.") long ptsUs,
    @Holds("Number of the shot that it belongs to, from 0.") int shot,
    @Holds("Whether the frame can be learnt from.") boolean usable,
    @Holds("Why it can't, in plain words; null if it can.") String reason,
    @Holds(
            "[68, 2]: x and y of the landmarks in Multi-PIE's order, display-rotated source pixels,"
                + " centres at +0.5; not smoothed; null without a face.")
        float[] landmarks,
    @Holds("[25]: EG3D's camera of the aligned crop, without roll; smoothed; null without a face.")
        float[] camera,
    @Holds(
            "[2, 3] row-major: display-rotated source pixels to pixels of the aligned crop, roll"
                + " removed; smoothed; null without a face.")
        float[] crop,
    @Holds("What the crop turns back, radians, positive clockwise; null without a face.")
        Float roll,
    @Holds(
            "Opening of the mouth: distance of the inner lips, in distances between the eyes; 0:"
                + " closed; null without a face.")
        Float mouth,
    @Holds(
            "Opening of the subject's left eye: distance of its lids, in distances between the eyes;"
                + " null without a face.")
        Float leftEye,
    @Holds(
            "Opening of the subject's right eye: distance of its lids, in distances between the"
                + " eyes; null without a face.")
        Float rightEye) {
  /** The stage whose units write these rows. */
  public static final String STAGE = "track";

  /** The row of a frame. */
  public static TrackRow of(String identity, String clip, FrameTrack f) {
    boolean face = f.landmarks() != null;
    return new TrackRow(
        identity,
        clip,
        f.frame(),
        f.ptsUs(),
        f.shot(),
        f.usable(),
        f.reason(),
        f.landmarks(),
        f.camera(),
        f.crop(),
        face ? f.roll() : null,
        face ? f.mouthOpening() : null,
        face ? f.leftEyeOpening() : null,
        face ? f.rightEyeOpening() : null);
  }

  /** The frame, as engines take it. */
  public FrameTrack track() {
    return new FrameTrack(
        frame,
        ptsUs,
        shot,
        usable,
        reason,
        landmarks,
        camera,
        crop,
        orZero(roll),
        orZero(mouth),
        orZero(leftEye),
        orZero(rightEye));
  }

  private static float orZero(Float value) {
    return value == null ? 0 : value;
  }
}
