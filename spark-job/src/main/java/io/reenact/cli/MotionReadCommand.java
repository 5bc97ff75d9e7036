package io.reenact.cli;

import io.reenact.flow.FlowStage;
import io.reenact.flow.Job;
import io.reenact.runner.StageContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Reads motions. */
@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    description = {
      "Reads the motion of every tracked clip from its pictures, and of every inverted one from its"
          + " latents, too.",
      "Writes the table motion; what was read before is kept."
    })
final class MotionReadCommand implements Callable<Integer> {
  @ParentCommand private MotionCommand parent;
  @Mixin private WorkspaceOption workspace;
  @Mixin private SettingsOptions settings;

  @Override
  public Integer call() {
    StageContext context =
        Sessions.context(
            Sessions.open("motion read", workspace.verbose),
            workspace.workspace,
            settings,
            parent.console());
    return Flow.run(context, FlowStage.of(Job.none(), FlowStage.MOTION));
  }
}
