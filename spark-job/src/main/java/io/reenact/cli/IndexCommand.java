package io.reenact.cli;

import io.reenact.flow.FlowStage;
import io.reenact.flow.Job;
import io.reenact.runner.StageContext;
import io.reenact.stage.index.IndexStage;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The first stage. */
@Command(
    name = IndexStage.NAME,
    mixinStandardHelpOptions = true,
    description = "Finds the corpus's clips, hashes and probes them, and writes the table clips.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./submit.sh index --corpus videos --workspace workspace/mine"})
final class IndexCommand implements Callable<Integer> {
  @ParentCommand private Reenact parent;

  @Option(
      names = "--corpus",
      required = true,
      paramLabel = "URI",
      description = "Folder or manifest of clips; see run --help.")
  private String corpus;

  @Mixin private WorkspaceOption workspace;
  @Mixin private SettingsOptions settings;

  @Override
  public Integer call() {
    SparkSession spark = Sessions.open(IndexStage.NAME, workspace.verbose);
    StageContext context = Sessions.context(spark, workspace.workspace, settings, parent.console());
    return Flow.run(context, FlowStage.of(Job.of(corpus), FlowStage.INDEX));
  }
}
