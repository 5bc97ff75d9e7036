package io.reenact.row;

import io.reenact.synth.FrameTruth;

/** A row of the table synth_frames; its columns' annotations say what they hold. */
@RowOf(
    table = "synth_frames",
    about = "The truth about a frame of a synthetic corpus.",
    stage = SynthClipRow.STAGE,
    subject = {"identity", "clip"},
    order = {"identity", "clip", "frame"})
@SuppressWarnings("ArrayRecordComponent") // compared column by column
public record SynthFrameRow(
    @Holds("Who: s and the person's number, such as s0000.") String identity,
    @Holds("c and the clip's number, such as c00.") String clip,
    @Holds("Number of the frame in the clip, from 0.") int frame,
    @Holds("Presentation time, microseconds.") long ptsUs,
    @Holds("[25]: EG3D's camera.") float[] camera,
    @Holds("[3, 3] row-major: the head's rotation about the neck, in the world.")
        float[] headRotation,
    @Holds("[3]: the head's shift, centimetres.") float[] headShift,
    @Holds("Coefficients of the expression, in the head model's order.") float[] expression,
    @Holds(
            "[2]: yaw and pitch of the gaze in the head's frame, radians; positive to the subject's"
                + " left and up.")
        float[] gaze,
    @Holds(
            name = "landmarks_2d",
            value = "[68, 2]: x and y in Multi-PIE's order, pixels, centres at +0.5.")
        float[] landmarks2d,
    @Holds(name = "landmarks_3d", value = "[68, 3]: x, y and z in the world.") float[] landmarks3d,
    @Holds("[68]: whether nothing hides the landmark.") boolean[] visibility,
    @Holds("The person's share of each pixel, an 8-bit grey PNG.") byte[] matte) {
  /** The row of a frame. */
  public static SynthFrameRow of(String identity, String clip, FrameTruth t) {
    return new SynthFrameRow(
        identity,
        clip,
        t.frame(),
        t.ptsUs(),
        t.camera(),
        floats(t.headRotation()),
        floats(t.headShift()),
        t.expression(),
        floats(t.gaze()),
        t.landmarks2d(),
        t.landmarks3d(),
        t.visibility(),
        t.mattePng());
  }

  private static float[] floats(double[] doubles) {
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }
}
