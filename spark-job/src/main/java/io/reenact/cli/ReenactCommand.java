package io.reenact.cli;

import io.reenact.flow.FlowStage;
import io.reenact.flow.Job;
import io.reenact.runner.StageContext;
import io.reenact.stage.reenact.ReenactStage;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** The fourth stage. */
@Command(
    name = ReenactStage.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Renders people by themselves and driven by others.",
      "Writes the videos and the table renders, for the pairs of the setting reenact.pairs "
          + "or for what --request or --request-sql asks for. Prints the plan with its predicted "
          + "cost first. A row that can't be rendered is a line on the terminal and a row of the "
          + "table runs; the others go on."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh reenact --workspace workspace/mine",
      "  ./submit.sh reenact --workspace workspace/mine --set reenact.pairs=anna:ben,ben:anna",
      "  ./submit.sh reenact --workspace workspace/mine --set reenact.pairs=similar",
      "  ./submit.sh reenact --workspace workspace/mine --request renders.csv",
      "  ./submit.sh reenact --workspace workspace/mine --request-sql \\",
      "    \"SELECT a.identity AS source, 'jawOpen=0.7' AS expression, 'orbit' AS camera,",
      "     4.0 AS seconds FROM persons a\"",
      "  ./submit.sh reenact --workspace workspace/mine --set reenact.parts=mouth",
      "  ./submit.sh reenact --workspace workspace/mine --set reenact.outputs=paste,comparison",
      "  ./submit.sh reenact --workspace workspace/mine --set reenact.camera=quilt",
      "  ./submit.sh reenact --workspace workspace/mine --set reenact.camera=clip:ben/c00",
      "  ./submit.sh reenact --workspace workspace/mine --set reenact.speed=0.5"
    })
final class ReenactCommand implements Callable<Integer> {
  @ParentCommand private Reenact parent;
  @Mixin private RequestOptions request;
  @Mixin private WorkspaceOption workspace;
  @Mixin private SettingsOptions settings;

  @Override
  public Integer call() {
    SparkSession spark = Sessions.open(ReenactStage.NAME, workspace.verbose);
    StageContext context = Sessions.context(spark, workspace.workspace, settings, parent.console());
    return Flow.run(
        context, FlowStage.of(Job.of(request.request()), FlowStage.REENACT, FlowStage.JOIN));
  }
}
