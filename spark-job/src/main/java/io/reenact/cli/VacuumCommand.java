package io.reenact.cli;

import io.reenact.publish.Publisher;
import io.reenact.publish.Vacuum;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Removes what nothing refers to. Needs no Spark. */
@Command(
    name = "vacuum",
    mixinStandardHelpOptions = true,
    description = {
      "Removes what nothing refers to any more.",
      "That is: attempts that lost or died, checkpoints of units that are done, result files that"
          + " no",
      "unit names, temporary files of killed writers."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh vacuum --workspace workspace/mine --dry-run",
      "  ./submit.sh vacuum --workspace workspace/mine --older-than 0   # nothing else runs"
    })
final class VacuumCommand implements Callable<Integer> {
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

  @Override
  public Integer call() throws IOException {
    Configuration conf = SparkConfiguration.hadoop();
    Workspace workspace = Workspace.existing(options.workspace, conf);
    Publisher.recover(workspace, conf);
    Duration age = Duration.ofSeconds(Math.round(hours * 3600));
    Vacuum orphans = Vacuum.find(workspace, conf, age, System.currentTimeMillis());
    if (dry) {
      orphans.paths().forEach(System.out::println);
    } else {
      orphans.remove(workspace, conf);
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
}
