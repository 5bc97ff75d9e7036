package io.reenact.cli;

import io.reenact.stage.Stage;
import io.reenact.stage.StageContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** A command that runs one stage which needs nothing but the workspace. */
abstract class StageCommand implements Callable<Integer> {
  private final Stage<?> stage;

  @ParentCommand private Reenact parent;
  @Mixin private WorkspaceOption workspace;
  @Mixin private SettingsOptions settings;

  StageCommand(Stage<?> stage) {
    this.stage = stage;
  }

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Sessions.open(stage.name(), workspace.verbose);
    StageContext context = Sessions.context(spark, workspace.workspace, settings, parent.console());
    Flow.run(context, List.of(stage));
    after(context);
    return 0;
  }

  /** What follows a stage that went well. */
  void after(StageContext context) throws IOException {}
}
