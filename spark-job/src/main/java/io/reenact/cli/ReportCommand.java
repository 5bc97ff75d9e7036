package io.reenact.cli;

import io.reenact.runner.StageContext;
import io.reenact.stage.evaluate.JudgeSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The report by itself, or a copy of it to give away. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the report of all that is in a workspace, as run, demo and evaluate do at their end.",
      "It is a folder of static files: index.html opens from disk, in any browser, offline."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh report --workspace workspace/mine",
      "  ./submit.sh report --workspace workspace/mine --out /tmp/report"
    })
final class ReportCommand implements Callable<Integer> {
  @ParentCommand private Reenact parent;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Writes a copy to that folder instead, with the videos, pictures and clips that it shows,"
              + " so that it needs nothing else.")
  private String out;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      defaultValue = "Reenactments",
      description = "The title on its page; default: ${DEFAULT-VALUE}.")
  private String title;

  @Mixin private WorkspaceOption workspace;
  @Mixin private SettingsOptions settings;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Sessions.open("report", workspace.verbose);
    Sessions.workspace(spark, workspace.workspace, parent.console());
    StageContext context = Sessions.context(spark, workspace.workspace, settings, parent.console());
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("workspace", context.workspace().root());
    facts.put("judges", JudgeSettings.told(context.settings()));
    Flow.report(context, title, facts, Optional.ofNullable(out).map(Path::new));
    return 0;
  }
}
