package io.reenact.cli;

import io.reenact.console.Console;
import io.reenact.stage.motion.MotionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Motion by numbers. */
@Command(
    name = MotionStage.NAME,
    subcommands = {MotionReadCommand.class, MotionExportCommand.class, MotionImportCommand.class},
    mixinStandardHelpOptions = true,
    description = {
      "Reads how heads move, by numbers, and exchanges it with capture programs.",
      "Numbers are 55 coefficients of the expression, gaze, head pose, openings, confidence, a row a"
          + " frame of the table motion. Files have the columns of Live Link Face."
    },
    synopsisSubcommandLabel = "read | export | import",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh motion read --workspace workspace/mine",
      "  ./submit.sh motion export --workspace workspace/mine --out motions",
      "  ./submit.sh motion export --workspace workspace/mine --identity p001 --format npz \\",
      "      --out motions",
      "  ./submit.sh motion import capture.csv --workspace workspace/mine --as anna/take1",
      "  ./submit.sh reenact --workspace workspace/mine --set reenact.driver=file:capture.csv"
    })
final class MotionCommand implements Runnable {
  @ParentCommand private Reenact parent;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do: read, export or import");
  }

  Console console() {
    return parent.console();
  }
}
