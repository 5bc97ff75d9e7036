package io.reenact.cli;

import io.reenact.stage.Stage;
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
  public Integer call() {
    SparkSession spark = Sessions.open(stage.name(), workspace.verbose);
    Flow.run(
        Sessions.context(spark, workspace.workspace, settings, parent.console()), List.of(stage));
    return 0;
  }
}
