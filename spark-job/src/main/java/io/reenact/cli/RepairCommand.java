package io.reenact.cli;

import io.reenact.console.Console;
import io.reenact.publish.Publisher;
import io.reenact.publish.Repair;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Mends what verify finds. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = {
      "Mends what verify finds, and says before what it does.",
      "Sets damaged files of tables aside, under _aside, and publishes again, from the "
          + "units that wrote them, the rows that tables lack. Results that are gone or damaged "
          + "are computed again by the next run of their stage, which it names."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh repair --workspace workspace/mine --dry-run",
      "  ./submit.sh repair --workspace workspace/mine"
    })
final class RepairCommand implements Callable<Integer> {
  @ParentCommand private Reenact parent;
  @Mixin private WorkspaceOption options;

  @Option(names = "--dry-run", description = "Only say what it would do.")
  private boolean dry;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Sessions.open("repair", options.verbose);
    Console console = parent.console();
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    Workspace workspace = Workspace.existing(options.workspace, conf);
    String name = dry ? "repair would: " : "repair: ";
    if (Publisher.unfinished(workspace, conf)) {
      console.line(name + "finish a publication that was cut short");
      if (!dry) {
        Publisher.recover(workspace, conf, console::line);
      }
    }
    Repair repair = Repair.find(spark, workspace);
    repair.steps().forEach(step -> console.line(name + step));
    console.line(name + "publish rows that tables lack and their units have");
    if (dry) {
      return 0;
    }
    repair
        .mend()
        .forEach(
            (table, rows) ->
                console.line("repair: " + rows + " rows of " + table.folder() + " published"));
    repair.stages().forEach(stage -> console.line("repair: now run the stage " + stage + " again"));
    console.line("repair: done; ./submit.sh verify says whether all is well");
    return 0;
  }
}
