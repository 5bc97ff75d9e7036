package io.reenact.runner;

import io.reenact.console.Console;
import io.reenact.table.Table;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * How a stage went.
 *
 * @param stage its name
 * @param planned all units
 * @param skipped those done before
 * @param done those done now
 * @param failed those that failed now or whose input is bad
 * @param took wall time of the stage
 * @param published rows published now, by table
 */
public record StageSummary(
    String stage,
    int planned,
    int skipped,
    int done,
    int failed,
    Duration took,
    Map<Table, Long> published) {
  /** One line for people. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%s: %d done, %d done before, %d failed, %s",
        stage,
        done,
        skipped,
        failed,
        Console.time(took));
  }
}
