package io.reenact.row;

/** A row of the table settings; its columns' annotations say what they hold. */
@RowOf(
    table = "settings",
    about =
        "One thing that was set, or given, when results were made; all rows of a hash belong"
            + " together, and the column settings of every other table names one.",
    stage = ClipRow.STAGE,
    subject = {"hash", "kind", "name"},
    order = {"hash", "kind", "name"})
public record SettingRow(
    @Holds("The hash of all rows that belong together, 32 hexadecimal digits.") String hash,
    @Holds(
            "What it is: setting; version, of this job and what it stands on; model, by its hash;"
                + " machine, that of the driver.")
        String kind,
    @Holds("Its name, such as `job.seed`, spark, generator or cpu.") String name,
    @Holds("Its value as text; lists and numbers as JSON writes them.") String value,
    @Holds(
            "Who set it: default, a profile, a file of --config, --set; empty for what is no"
                + " setting.")
        String setBy) {
  /** What the driver's own unit of work, which writes these rows, is filed under. */
  public static final String STAGE = "settings";
}
