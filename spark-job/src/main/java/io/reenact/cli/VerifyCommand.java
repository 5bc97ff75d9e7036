package io.reenact.cli;

import io.reenact.publish.Verification;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Whether all that the tables refer to is there and unchanged. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Checks the tables and every file that they refer to.",
      "Reads each and compares it with the SHA-256 written when it was made. Prints a line "
          + "for each thing that is missing, changed or there twice; exits with 1 if there is "
          + "any."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./submit.sh verify --workspace workspace/mine"})
final class VerifyCommand implements Callable<Integer> {
  @ParentCommand private Reenact parent;
  @Mixin private WorkspaceOption options;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Sessions.open("verify", options.verbose);
    Workspace workspace =
        Workspace.existing(options.workspace, spark.sparkContext().hadoopConfiguration());
    Verification v = Verification.of(spark, workspace);
    v.problems().forEach(line -> parent.console().line("verify: " + line));
    parent
        .console()
        .line(
            String.format(
                Locale.ROOT,
                "verify: %d units, %d files, %.1f MB read, %d problems",
                v.units(),
                v.files(),
                v.bytes() / 1e6,
                v.problems().size()));
    return v.problems().isEmpty() ? 0 : Errors.FAILED;
  }
}
