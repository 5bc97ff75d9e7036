package io.reenact.row;

import java.time.Instant;
import java.util.Map;

/** A row of the table runs; its columns' annotations say what they hold. */
@RowOf(
    table = "runs",
    about = "One attempt of one stage at one unit.",
    stage = ClipRow.STAGE,
    subject = {"stage", "unit", "attempt"},
    order = {"stage", "label", "unit", "attempt"})
public record RunRow(
    @Holds("The stage's name.") String stage,
    @Holds("What the unit is about, for people, such as identity/clip.") String label,
    @Holds("Number of the attempt, from 1.") int attempt,
    @Holds("done; bad: it ended for good, but its input is at fault; failed: a rerun tries again.")
        String status,
    @Holds("Why it failed, or what there is to say though it is done; a line; null: nothing.")
        String error,
    @Holds("When the attempt began.") Instant started,
    @Holds("How long it took, seconds of wall time.") double seconds,
    @Holds("Of these, seconds of reading and decoding input.") double decodeS,
    @Holds("Of these, seconds of computing.") double computeS,
    @Holds("Of these, seconds of waiting for threads, a device, a lock or the network.")
        double waitS,
    @Holds(
            "Seconds of wall time by what it was doing, such as person analysis, key frames and tuning"
                + " of an inversion; null in rows of older versions.")
        Map<String, Float> phases,
    @Holds(
            "The most memory that its process had in RAM while it ran, bytes, all that ran beside it in"
                + " the process included; null where that is unknown, and in rows of older versions.")
        Long memoryBytes,
    @Holds("Where it computed: cpu, or cuda:N.") String device,
    @Holds("The machine that it ran on.") String host,
    @Holds("Versions of what computed it, by name.") Map<String, String> versions) {}
