package io.reenact.row;

/** A row of the table encodings; its columns' annotations say what they hold. */
@RowOf(
    table = "encodings",
    about =
        "One clip that an encoder looked at by itself. People of strategy encode are made of these, so"
            + " that a clip that comes later costs its own frames only.",
    stage = PersonRow.STAGE,
    subject = {"identity", "clip"},
    order = {"identity", "clip"})
@SuppressWarnings("ArrayRecordComponent") // compared column by column
public record EncodingRow(
    @Holds("Whose face it shows.") String identity,
    @Holds("The clip's name within its identity.") String clip,
    @Holds("The anchor that the clip shows: a mean by precision over the frames looked at.")
        float[] anchor,
    @Holds(
            "How much that counts beside the person's other clips: a sum over frames of one over the"
                + " encoder's squared error, in spreads of w.")
        double precision,
    @Holds("How many usable frames the clip has.") int frames,
    @Holds("How many of them are key frames.") int keyFrames,
    @Holds(
            value =
                "Key frames, offsets, and the frames that are kept to lift from: aligned crops with"
                    + " their mattes.",
            file = true)
        String stateUri,
    @Holds("SHA-256 of that file, 64 hexadecimal digits.") String stateSha256,
    @Holds("Length of that file, bytes.") long stateBytes) {}
