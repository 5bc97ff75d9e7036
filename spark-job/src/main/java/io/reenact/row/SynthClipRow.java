package io.reenact.row;

/** A row of the table synth_clips; its columns' annotations say what they hold. */
@RowOf(
    table = "synth_clips",
    about = "One clip of a synthetic corpus.",
    stage = SynthClipRow.STAGE,
    subject = {"identity", "clip"},
    order = {"identity", "clip"})
@SuppressWarnings("ArrayRecordComponent") // compared column by column
public record SynthClipRow(
    @Holds("Who: s and the person's number, such as s0000.") String identity,
    @Holds("c and the clip's number, such as c00.") String clip,
    @Holds("The video, relative to the corpus.") String uri,
    @Holds("What the people are made of, such as head-model.") String kind,
    @Holds("The seed of the corpus.") long corpusSeed,
    @Holds("The seed of the person, which follows from the corpus's.") long personSeed,
    @Holds("Width and height, pixels.") int size,
    @Holds("Frames a second.") double fps,
    @Holds("How many frames it has.") int frames,
    @Holds("Its length, seconds.") double seconds,
    @Holds("Factors of the shape: of the head model, or of the generator's z; standard normal.")
        float[] factors,
    @Holds("Everything else about the person's looks, as JSON.") String appearance) {
  /** The stage whose units write these rows and the frames'. */
  public static final String STAGE = "synth";
}
