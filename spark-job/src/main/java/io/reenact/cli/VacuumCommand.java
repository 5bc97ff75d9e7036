package io.reenact.cli;

import io.reenact.publish.Publisher;
import io.reenact.publish.Removal;
import io.reenact.publish.Vacuum;
import io.reenact.table.Workspace;
import io.reenact.text.Names;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Removes what nothing refers to. Needs Spark for the data of clips that are gone only. */
@Command(
    name = "vacuum",
    mixinStandardHelpOptions = true,
    description = {
      "Removes what nothing refers to any more.",
      "That is: attempts that lost or died, checkpoints of units that are done, result "
          + "files that no unit names, temporary files of killed writers; with --gone also the "
          + "data of clips that left their corpus."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh vacuum --workspace workspace/mine --dry-run",
      "  ./submit.sh vacuum --workspace workspace/mine --older-than 0   # nothing else runs",
      "  ./submit.sh vacuum --workspace workspace/mine --gone --dry-run"
    })
final class VacuumCommand implements Callable<Integer> {
  /** A century. */
  private static final double MOST_HOURS = 876_000;

  @Spec private CommandSpec spec;
  @ParentCommand private Reenact parent;
  @Mixin private WorkspaceOption options;

  @Option(
      names = "--older-than",
      paramLabel = "HOURS",
      defaultValue = "24",
      description = "Keep what is younger; a run in progress needs it. Default 24.")
  private double hours;

  @Option(names = "--dry-run", description = "Only print what would go.")
  private boolean dry;

  @Option(
      names = "--gone",
      description =
          "Also remove for good, whatever its age, what was computed from clips that are gone:"
              + " rows, cohorts tuned with them, renders. Nothing else may run meanwhile.")
  private boolean gone;

  private Duration age() {
    if (!(hours >= 0 && hours <= MOST_HOURS)) {
      throw new ParameterException(
          spec.commandLine(),
          "--older-than " + hours + ": give hours from 0 to " + Math.round(MOST_HOURS));
    }
    return Duration.ofSeconds(Math.round(hours * 3600));
  }

  @Override
  public Integer call() throws IOException {
    Duration age = age();
    Configuration conf = SparkConfiguration.hadoop();
    Workspace workspace = Workspace.existing(options.workspace, conf);
    if (!dry) {
      Publisher.recover(workspace, conf, parent.console()::line);
    }
    if (gone) {
      removeGone(workspace);
    }
    Vacuum orphans = Vacuum.find(workspace, conf, age, System.currentTimeMillis());
    if (dry) {
      orphans.paths().forEach(System.out::println);
    } else {
      orphans = orphans.remove(workspace, conf);
    }
    parent
        .console()
        .line(
            String.format(
                Locale.ROOT,
                "vacuum: %d orphans, %.1f MB%s",
                orphans.paths().size(),
                orphans.bytes() / 1e6,
                dry ? " would go" : " removed"));
    return 0;
  }

  private void removeGone(Workspace workspace) throws IOException {
    SparkSession spark = Sessions.open("vacuum", false);
    Removal removal = Removal.find(spark, workspace);
    if (dry) {
      removal.clips().forEach(c -> System.out.println(Names.printable(c)));
      parent
          .console()
          .line(
              String.format(
                  Locale.ROOT,
                  "vacuum: data of %d clips that are gone, in %d units, would go",
                  removal.clips().size(),
                  removal.units().size()));
      return;
    }
    Removal.Done done =
        removal.remove(spark, workspace, spark.sparkContext().hadoopConfiguration());
    parent
        .console()
        .line(
            String.format(
                Locale.ROOT,
                "vacuum: data of %d clips that are gone removed: %d units, %d rows, %d files",
                done.clips(),
                done.units(),
                done.rows(),
                done.files()));
  }
}
