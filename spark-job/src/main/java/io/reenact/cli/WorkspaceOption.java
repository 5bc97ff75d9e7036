package io.reenact.cli;

import picocli.CommandLine.Option;

/** What every command that touches a workspace takes. */
final class WorkspaceOption {
  @Option(
      names = "--workspace",
      required = true,
      paramLabel = "URI",
      description = "Root folder of tables and results, on any Hadoop file system.")
  String workspace;

  @Option(names = "--verbose", description = "Details: log lines on the terminal, stack traces.")
  boolean verbose;
}
