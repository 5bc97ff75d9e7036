package io.reenact.cli;

import io.reenact.console.Console;
import io.reenact.error.StorageErrors;
import io.reenact.scratch.OwnedFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;

/** Where spark-submit begins. */
public final class Main {
  /** Of hooks: Spark's, which remove Spark's own files, come before, as 40. */
  private static final int AFTER_SPARK = 2;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

  private Main() {}

  /**
   * Runs one command and exits with its code: 0 well, 1 failed, 2 wrong usage, 3 finished but some
   * units failed, 4 evaluate found something worse, 5 a store can't be used, 130 interrupted.
   */
  public static void main(String[] args) {
    Console console = Console.standard();
    Interruption.expect(console);
    ownTemporaryFolder();
    int code = run(console, args);
    Interruption.over();
    if (SparkSession.getActiveSession().isDefined()) {
      SparkSession.active().stop();
    }
    System.exit(code);
  }

  /**
   * Owns the folder that submit.sh made for this run, where Spark and native libraries leave their
   * files, too, and removes those of runs that were killed.
   */
  private static void ownTemporaryFolder() {
    String folder = System.getProperty("reenact.scratch");
    if (folder == null) {
      return;
    }
    try {
      OwnedFolder own = OwnedFolder.own(Path.of(folder));
      ShutdownHookManager.get().addShutdownHook(() -> remove(own), AFTER_SPARK);
      OwnedFolder.sweep(own.path().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("temporary folder " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void remove(OwnedFolder own) {
    try {
      own.remove();
    } catch (IOException | UncheckedIOException e) {
      // The next run removes it.
    }
  }

  /** All commands, as they are parsed. */
  static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new Reenact(console));
    wholeExamples(line);
    line.registerConverter(double.class, Main::number);
    return line.setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Java's own reader takes a day's 1d for 1.0, and 0x1p3 for a number. */
  private static Double number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new CommandLine.TypeConversionException(
          "'" + text + "' is no number; write such as 24 or 0.5");
    }
    return Double.valueOf(text);
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
