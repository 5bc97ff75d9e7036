package io.reenact.cli;

import io.reenact.flow.FlowStage;
import io.reenact.report.ReportRequest;
import io.reenact.report.ReportWriter;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.StageRunner;
import io.reenact.runner.StageSummary;
import io.reenact.stage.evaluate.JudgeSettings;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** What commands do with stages: run them, and report. */
final class Flow {
  private Flow() {}

  /**
   * Runs the stages one after another; ends at the first that fails.
   *
   * @return the exit code: 0, or {@link Errors#SOME_FAILED} if units failed, within what
   *     job.max_failures allows
   */
  static int run(StageContext context, List<Stage<?>> stages) {
    StageRunner runner = new StageRunner(context);
    List<String> failed = new ArrayList<>();
    for (Stage<?> stage : stages) {
      StageSummary summary = runner.run(stage);
      if (summary.failed() > 0) {
        failed.add(summary.stage() + " " + summary.failed() + " of " + summary.planned());
      }
    }
    if (failed.isEmpty()) {
      return 0;
    }
    context
        .console()
        .line(
            "finished, but units failed ("
                + String.join(", ", failed)
                + "), so the exit code is "
                + Errors.SOME_FAILED
                + "; see the lines above, or ./submit.sh status");
    return Errors.SOME_FAILED;
  }

  /** Writes the report of all that is in the workspace, and says where it is. */
  static void report(StageContext context, String title, Map<String, String> facts)
      throws IOException {
    report(context, title, facts, Optional.empty());
  }

  /**
   * The same.
   *
   * @param copy the folder of a copy that needs nothing outside of it; empty for the workspace's
   */
  static void report(
      StageContext context, String title, Map<String, String> facts, Optional<Path> copy)
      throws IOException {
    ReportRequest request =
        new ReportRequest(title, facts, FlowStage.titles(), context.settings().job().seed(), copy);
    Path page = new ReportWriter(context.spark(), context.workspace()).write(request);
    context.console().line("report: " + page);
  }

  static Map<String, String> facts(String corpus, StageContext context, SettingsOptions options) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("corpus", corpus);
    facts.put("workspace", context.workspace().root());
    facts.put("profile", options.profile());
    facts.put("judges", JudgeSettings.told(context.settings()));
    facts.put("made", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return facts;
  }
}
