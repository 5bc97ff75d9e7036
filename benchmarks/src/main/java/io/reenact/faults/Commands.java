package io.reenact.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Processes of {@code submit.sh} and the scripts, with their output in log files. */
final class Commands {
  private final Path root;

  /**
   * @param root of the repository
   */
  Commands(Path root) {
    this.root = root;
  }

  /** A script of the repository with its arguments. */
  List<String> script(String path, String... arguments) {
    List<String> command = new ArrayList<>(List.of(root.resolve(path).toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The exit code. */
  int run(List<String> command, Path log) throws Exception {
    return start(command, log, Map.of()).waitFor();
  }

  /** The same, for what must not fail. */
  void expect(List<String> command, Path log) throws Exception {
    int code = run(command, log);
    if (code != 0) {
      throw new IllegalStateException("exit code " + code + " of " + command + "; see " + log);
    }
  }

  /** A driver, which is done too soon for thorough compilation to pay. */
  Process drive(List<String> command, Path log) throws IOException {
    return start(command, log, Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1"));
  }

  private Process start(List<String> command, Path log, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("REENACT_LOG", log + ".full");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }
}
