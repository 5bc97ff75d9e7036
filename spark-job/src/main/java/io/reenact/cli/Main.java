package io.reenact.cli;

import io.reenact.console.Console;
import io.reenact.error.StorageErrors;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;

/** Where spark-submit begins. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and exits with its code: 0 well, 1 failed, 2 wrong usage, 3 finished but some
   * units failed, 130 interrupted.
   */
  public static void main(String[] args) {
    Console console = Console.standard();
    Interruption.expect(console);
    int code = run(console, args);
    Interruption.over();
    if (SparkSession.getActiveSession().isDefined()) {
      SparkSession.active().stop();
    }
    System.exit(code);
  }

  /** All commands, as they are parsed. */
  static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new Reenact(console));
    wholeExamples(line);
    return line.setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Examples are there to be copied: a narrow terminal may fold them, help doesn't. */
  private static void wholeExamples(CommandLine line) {
    line.getHelpSectionMap()
        .put(
            CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER,
            help ->
                String.join(System.lineSeparator(), help.commandSpec().usageMessage().footer())
                    + System.lineSeparator());
    line.getSubcommands().values().forEach(Main::wholeExamples);
  }

  /** Runs one command; leaves the Spark session open. */
  public static int run(Console console, String... args) {
    CommandLine line = commandLine(console);
    line.setUsageHelpAutoWidth(true);
    Errors errors = new Errors(console);
    if (List.of(args).stream().anyMatch(StorageErrors::holdsKeys)) {
      // Before anything is written anywhere: arguments end up in logs, tables and reports.
      console.line(
          "error: keys don't belong in a URI, where anybody reads them; set AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY");
      return Errors.USAGE;
    }
    line.setParameterExceptionHandler(errors);
    line.setExecutionExceptionHandler(errors);
    try {
      return line.execute(args);
    } catch (Error e) {
      return errors.failed(e);
    }
  }
}
