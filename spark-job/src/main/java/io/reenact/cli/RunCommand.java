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

/** The whole job. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the whole job: index, track, invert, reenact, evaluate.",
      "Keeps what is done: run it again after a crash, and it goes on where it was."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh run --corpus videos --workspace workspace/mine --profile quick",
      "  ./submit.sh run --corpus clips.csv --workspace s3a://bucket/ws --set job.threads=4"
    })
final class RunCommand implements Callable<Integer> {
  @ParentCommand private Reenact parent;

  @Option(
      names = "--corpus",
      required = true,
      paramLabel = "URI",
      description = {
        "<corpus>/<identity>/<clip>.mp4, or a flat folder (identity = file name), or a manifest:",
        "CSV, JSON lines or Parquet with identity, clip, uri and optional start, end in seconds."
      })
  private String corpus;

  @Mixin private RequestOptions request;
  @Mixin private WorkspaceOption workspace;
  @Mixin private SettingsOptions settings;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Sessions.open("run", workspace.verbose);
    StageContext context = Sessions.context(spark, workspace.workspace, settings, parent.console());
    int code = Flow.run(context, FlowStage.whole(new Job(corpus, request.request())));
    Flow.report(context, "Reenactment of " + corpus, Flow.facts(corpus, context, settings));
    return code;
  }
}
