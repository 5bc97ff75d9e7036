package io.reenact.cli;

import io.reenact.flow.FlowStage;
import io.reenact.flow.Job;
import io.reenact.runner.StageContext;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The whole job on the sample clips of the repository. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Runs the whole job on the sample corpus of the repository, in a few minutes.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./submit.sh demo", "  ./submit.sh demo --workspace /tmp/demo"})
final class DemoCommand implements Callable<Integer> {
  @ParentCommand private Reenact parent;

  @Option(
      names = "--corpus",
      paramLabel = "URI",
      defaultValue = "${sys:reenact.home:-.}/samples/demo.csv",
      description = "Corpus to run on; default: three people of the sample corpus, 2.4 s each.")
  private String corpus;

  @Option(
      names = "--workspace",
      paramLabel = "URI",
      defaultValue = "${sys:reenact.home:-.}/workspace/demo",
      description = "Folder for tables and results; default: workspace/demo.")
  private String workspace;

  @Option(names = "--verbose", description = "Details: log lines on the terminal, stack traces.")
  private boolean verbose;

  @Mixin private SettingsOptions settings;

  @Override
  public Integer call() throws IOException {
    settings.otherwise("quick");
    SparkSession spark = Sessions.open("demo", verbose);
    StageContext context = Sessions.context(spark, workspace, settings, parent.console());
    int code = Flow.run(context, FlowStage.whole(Job.of(corpus)));
    Flow.report(context, "Demo", Flow.facts(corpus, context, settings));
    return code;
  }
}
