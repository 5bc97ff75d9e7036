package io.reenact.cli;

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
  private final String name;
  private final List<Stage<?>> stages;

  @ParentCommand private Reenact parent;
  @Mixin private WorkspaceOption workspace;
  @Mixin private SettingsOptions settings;

  StageCommand(Stage<?> stage) {
    this(stage.name(), List.of(stage));
  }

  /**
   * @param stages run one after another
   */
  StageCommand(String name, List<Stage<?>> stages) {
    this.name = name;
    this.stages = stages;
  }

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Sessions.open(name, workspace.verbose);
    StageContext context = Sessions.context(spark, workspace.workspace, settings, parent.console());
    int code = Flow.run(context, stages);
    after(context);
    return code;
  }

  /** What follows a stage that went well. */
  void after(StageContext context) throws IOException {}
}
