package io.reenact.cli;

import io.reenact.flow.FlowStage;
import io.reenact.flow.Job;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** A command that runs a stage which needs nothing but the workspace. */
abstract class StageCommand implements Callable<Integer> {
  private final FlowStage stage;

  @ParentCommand private Reenact parent;
  @Mixin private WorkspaceOption workspace;
  @Mixin private SettingsOptions settings;

  StageCommand(FlowStage stage) {
    this.stage = stage;
  }

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Sessions.open(stage.title(), workspace.verbose);
    StageContext context = Sessions.context(spark, workspace.workspace, settings, parent.console());
    int code = Flow.run(context, stages(context));
    return Math.max(code, after(context));
  }

  /** What is run. */
  List<Stage<?>> stages(StageContext context) {
    return FlowStage.of(Job.none(), stage);
  }

  /**
   * What follows a stage that went well.
   *
   * @return the exit code, 0 if there is nothing to say
   */
  int after(StageContext context) throws IOException {
    return 0;
  }
}
