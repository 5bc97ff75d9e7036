package io.reenact.cli;

import io.reenact.console.Console;
import io.reenact.console.LogFile;
import io.reenact.error.StorageErrors;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.runner.StageFailed;
import io.reenact.text.Names;
import java.io.EOFException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Says in one line what went wrong; the stack trace goes to the log. */
final class Errors
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
  static final int FAILED = 1;
  static final int USAGE = 2;

  /** The run went to its end, but some units have no result. */
  static final int SOME_FAILED = 3;

  /** A store can't be used: nothing need be wrong with the command, and trying again may help. */
  static final int STORE = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  private final Console console;

  Errors(Console console) {
    this.console = console;
  }

  @Override
  public int handleExecutionException(
      Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    LOG.info("command failed", e);
    UserError inside = userError(e);
    if (inside != null || e instanceof StageFailed) {
      console.line(
          "error: " + Names.printable(inside != null ? inside.getMessage() : e.getMessage()));
      return inside instanceof UnusableStore ? STORE : FAILED;
    } else if (e instanceof AnalysisException) {
      console.line("error: " + firstLine(e));
    } else {
      LOG.error("unexpected", e);
      String damaged = damaged(e);
      Optional<String> store = StorageErrors.known(e);
      if (damaged != null || store.isPresent()) {
        console.line("error: " + (damaged != null ? damaged : store.get()));
        return damaged != null ? FAILED : STORE;
      }
      console.line(
          "error: "
              + e.getClass().getSimpleName()
              + ": "
              + firstLine(e)
              + cause(e)
              + "; the stack trace is "
              + LogFile.place());
    }
    return FAILED;
  }

  /** What is no exception, such as too little memory or a library that can't be loaded. */
  int failed(Error e) {
    LOG.error("unexpected", e);
    console.line(
        "error: "
            + e.getClass().getSimpleName()
            + ": "
            + firstLine(e)
            + cause(e)
            + (e instanceof OutOfMemoryError ? "; give the driver more: --driver-memory 4g" : "")
            + "; the stack trace is "
            + LogFile.place());
    return FAILED;
  }

  @Override
  public int handleParseException(CommandLine.ParameterException e, String[] args) {
    console.line("error: " + e.getMessage().lines().findFirst().orElse("wrong usage"));
    CommandLine command = e.getCommandLine();
    List<String> near =
        e instanceof CommandLine.UnmatchedArgumentException u ? u.getSuggestions() : List.of();
    console.line(
        near.isEmpty()
            ? "help: ./" + command.getCommandSpec().qualifiedName() + " --help"
            : "did you mean " + String.join(" or ", near) + "?");
    return USAGE;
  }

  /** What a function of a query said, however Spark wrapped it; null if it was something else. */
  private static UserError userError(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UserError found) {
        return found;
      }
    }
    return null;
  }

  /** Which file Spark found damaged, and what to do; null if it was something else. */
  private static String damaged(Throwable e) {
    String path = null;
    Throwable root = e;
    for (Throwable t = e; t != null; t = t.getCause()) {
      root = t;
      if (t instanceof SparkThrowable s
          && s.getCondition() != null
          && s.getCondition().startsWith("FAILED_READ_FILE")) {
        path = s.getMessageParameters().get("path");
      }
    }
    // A file that is too short ends in the same exception as a lost connection.
    boolean store = !(root instanceof EOFException) && StorageErrors.known(e).isPresent();
    return path == null || store
        ? null
        : "the file "
            + Names.printable(StorageErrors.withoutKeys(path))
            + " can't be read ("
            + firstLine(root)
            + "); of a table of a workspace, ./submit.sh verify --workspace W says what to do";
  }

  /** What began it, where Spark's own line doesn't say, such as a full disk. */
  private static String cause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String line = firstLine(root);
    return root == e || line.isEmpty() || firstLine(e).contains(line) ? "" : ", cause: " + line;
  }

  private static String firstLine(Throwable e) {
    return Names.printable(
        String.valueOf(e.getMessage()).lines().filter(l -> !l.isBlank()).findFirst().orElse(""));
  }
}
