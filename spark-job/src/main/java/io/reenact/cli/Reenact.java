package io.reenact.cli;

import io.reenact.console.Console;
import io.reenact.provenance.Build;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The top command: only its subcommands do something. */
@Command(
    name = "submit.sh",
    mixinStandardHelpOptions = true,
    versionProvider = Reenact.Version.class,
    description = "Bulk 3D-aware face reenactment on Apache Spark.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      IndexCommand.class,
      TrackCommand.class,
      InvertCommand.class,
      ReenactCommand.class,
      EvaluateCommand.class,
      ReportCommand.class,
      BoundaryCommand.class,
      DirectionsCommand.class,
      EncoderCommand.class,
      MotionCommand.class,
      AttributesCommand.class,
      StatusCommand.class,
      VerifyCommand.class,
      RepairCommand.class,
      VacuumCommand.class,
      SqlCommand.class,
      SettingsCommand.class,
      DoctorCommand.class,
      SynthCommand.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh demo",
      "  ./submit.sh run --corpus videos --workspace workspace/mine --profile quick",
      "  ./submit.sh --master spark://host:7077 run --corpus s3a://b/videos --workspace s3a://b/ws",
      "  ./submit.sh sql --workspace workspace/mine \"SELECT * FROM clips\"",
      "",
      "Options of spark-submit (--master, --conf, --executor-memory, ...) go anywhere on the line.",
      "Exit codes: 0 it went well, 1 the run failed, 2 wrong usage,",
      "3 it finished, but some units failed, 4 evaluate --fail-if-worse found something worse,",
      "5 a store can't be used, 130 interrupted."
    })
final class Reenact implements Runnable {
  private final Console console;
  @Spec private CommandSpec spec;

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Build.line()};
    }
  }

  Reenact(Console console) {
    this.console = console;
  }

  Console console() {
    return console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }
}
