package io.reenact.row;

import java.time.Instant;
import java.util.List;

/** A row of the table clips; its columns' annotations say what they hold. */
@RowOf(
    table = "clips",
    about =
        "One video of a corpus, usable or not. The corpus (folder or manifest) that named it last owns"
            + " it.",
    stage = ClipRow.STAGE,
    subject = {"identity", "clip"},
    order = {"identity", "clip"})
public record ClipRow(
    @Holds("Whose face it shows.") String identity,
    @Holds("Its name, one of a kind within its identity.") String clip,
    @Holds("Where the file is; absolute.") String uri,
    @Holds("Length of the file, bytes; -1 if it can't be looked at.") Long bytes,
    @Holds("When the file was last changed, by its file system; 1970 if it can't be looked at.")
        Instant modified,
    @Holds(
            "What its content is known by: a hash, or what its store says of it; null if it can't be"
                + " read.")
        String checksum,
    @Holds("Where the clip begins in the file, seconds; null: at the file's beginning.")
        Double startS,
    @Holds("Where the clip ends in the file, seconds; null: at the file's end.") Double endS,
    @Holds("Width as displayed, pixels; null if it can't be opened.") Integer width,
    @Holds("Height as displayed, pixels; null if it can't be opened.") Integer height,
    @Holds("Frames a second, on average; null if it can't be opened.") Double fps,
    @Holds("How many frames the clip has; null if it can't be opened.") Integer frames,
    @Holds("Length of the clip, seconds; null if it can't be opened.") Double seconds,
    @Holds("Whether the file has sound; null if it can't be opened.") Boolean audio,
    @Holds(
            "ok; error: it can't be used; gone: its corpus names it no more, and it takes part in"
                + " nothing.")
        String status,
    @Holds("Why it can't be used; null if it can.") String error,
    @Holds("What people should know though it can be read, a line each.") List<String> notes,
    @Holds("The folder or manifest that named it; null in rows of older versions.") String corpus,
    @Holds(
            "The strategy that the manifest asks for by which its person becomes latents; null: the"
                + " setting `inversion.strategy`.")
        String strategy) {
  /** The stage whose units write these rows. */
  public static final String STAGE = "index";

  /** The status of a clip that takes part. */
  public static final String OK = "ok";

  /** The status of a clip that can't be used. */
  public static final String ERROR = "error";

  /** The status of a clip that its corpus names no more. */
  public static final String GONE = "gone";

  /** The same clip, when its corpus names it no more. */
  public ClipRow gone() {
    return new ClipRow(
        identity,
        clip,
        uri,
        bytes,
        modified,
        checksum,
        startS,
        endS,
        width,
        height,
        fps,
        frames,
        seconds,
        audio,
        GONE,
        "its corpus names it no more",
        notes,
        corpus,
        strategy);
  }
}
