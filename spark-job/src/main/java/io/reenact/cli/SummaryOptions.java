package io.reenact.cli;

import io.reenact.error.UserError;
import io.reenact.metric.Bootstrap;
import io.reenact.paper.MetricSummary;
import io.reenact.paper.PaperFormat;
import io.reenact.paper.PaperTable;
import io.reenact.runner.StageContext;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the metrics of a workspace are summed up on standard output. */
final class SummaryOptions {
  /** Something got worse. */
  static final int WORSE = 4;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = {
        "Prints a table of means with 95 %% intervals on standard output: csv, markdown or "
            + "latex (with booktabs). Self- and cross-reenactments have rows of their own. Intervals "
            + "are those of a bootstrap over identities, seeded by job.seed."
      })
  private PaperFormat output;

  @Option(
      names = "--by",
      split = ",",
      paramLabel = "COLUMN",
      defaultValue = "cameras,look",
      description =
          "Columns of the table renders that make rows of that table; default ${DEFAULT-VALUE}.")
  private List<String> by;

  @Option(
      names = "--metrics",
      paramLabel = "LIST",
      description = {
        "Metrics of that table, such as psnr,psnr/mouth,csim, or all; default: those that "
            + "papers print, of the face."
      })
  private String metrics;

  @Option(
      names = "--against",
      paramLabel = "WORKSPACE",
      description = {
        "The table holds differences from that workspace instead, of the renders that both have, "
            + "and says where they are none by chance."
      })
  private String against;

  @Option(
      names = "--fail-if-worse",
      description = "Exit code " + WORSE + " if --against finds a metric that got worse.")
  private boolean failIfWorse;

  /**
   * Refuses what can't be meant, before anything runs.
   *
   * @throws UserError if an option is missing, or a metric or column is unknown
   */
  void check() {
    if (failIfWorse && against == null) {
      throw new UserError("--fail-if-worse needs --against WORKSPACE");
    }
    summary(0);
  }

  private MetricSummary summary(long seed) {
    return new MetricSummary(
        by,
        MetricSummary.chosen(Optional.ofNullable(metrics)),
        new Bootstrap(Bootstrap.DRAWS, seed));
  }

  /** Prints the table, if one was asked for. */
  int print(StageContext context, PrintStream out) throws IOException {
    if (output == null && against == null) {
      return 0;
    }
    MetricSummary summary = summary(context.settings().job().seed());
    PaperTable table;
    if (against == null) {
      table =
          summary.means(
              context.spark(),
              context.workspace(),
              "Means with 95 % intervals (bootstrap over identities, "
                  + Bootstrap.DRAWS
                  + " draws).");
    } else {
      Workspace other = Workspace.existing(against, context.hadoop());
      table =
          summary.differences(
              context.spark(),
              context.workspace(),
              other,
              "Differences from "
                  + other.root()
                  + " of the renders that both have, with 95 % intervals (bootstrap over"
                  + " identities, "
                  + Bootstrap.DRAWS
                  + " draws).");
    }
    out.print((output == null ? PaperFormat.MARKDOWN : output).write(table));
    out.flush();
    return failIfWorse && MetricSummary.worse(table) ? WORSE : 0;
  }
}
