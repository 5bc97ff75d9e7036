package io.reenact.cli;

import io.reenact.error.BadSetting;
import io.reenact.runner.StageContext;
import io.reenact.stage.motion.CaptureStage;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Takes a capture of another program in. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Puts a capture with the columns of Live Link Face, or an .npz as motion export writes it, into"
          + " the table motion, with the origin capture.",
      "Columns may be missing or stand in another order; what is mended or left out is said. To"
          + " drive people with the file there is no need to import it: reenact.driver=file:FILE."
    })
final class MotionImportCommand implements Callable<Integer> {
  @ParentCommand private MotionCommand parent;
  @Mixin private WorkspaceOption workspace;
  @Mixin private SettingsOptions settings;

  @Parameters(paramLabel = "FILE", description = "The capture, on any Hadoop file system.")
  private String file;

  @Option(
      names = "--as",
      required = true,
      paramLabel = "IDENTITY/CLIP",
      description = "What the motion is called in the table.")
  private String name;

  @Override
  public Integer call() {
    String[] parts = name.split("/", -1);
    if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
      throw new BadSetting("--as " + name + " is not IDENTITY/CLIP");
    }
    StageContext context =
        Sessions.context(
            Sessions.open("motion import", workspace.verbose),
            workspace.workspace,
            settings,
            parent.console());
    CaptureStage.Spec spec = new CaptureStage.Spec(file, parts[0].strip(), parts[1].strip());
    return Flow.run(context, List.of(new CaptureStage(spec)));
  }
}
