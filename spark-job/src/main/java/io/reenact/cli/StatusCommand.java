package io.reenact.cli;

import io.reenact.console.TextTable;
import io.reenact.flow.FlowStage;
import io.reenact.runner.StageStatus;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** How far a workspace is. Needs no Spark. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Prints how many units are done, running, failed and to do.",
      "Counts, by stage, the units of the last plan, and says why some failed. Done earlier are "
          + "results that earlier requests and settings left."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./submit.sh status --workspace workspace/mine"})
final class StatusCommand implements Callable<Integer> {
  @ParentCommand private Reenact parent;
  @Mixin private WorkspaceOption options;

  @Option(
      names = "--reasons",
      paramLabel = "N",
      defaultValue = "20",
      description = "Show at most this many reasons a stage; default ${DEFAULT-VALUE}.")
  private int reasons;

  @Override
  public Integer call() throws IOException {
    Configuration conf = SparkConfiguration.hadoop();
    Workspace workspace = Sessions.workspace(conf, options.workspace, parent.console());
    List<StageStatus> stages = StageStatus.all(workspace, conf, FlowStage.titles());
    List<List<String>> rows = new ArrayList<>();
    for (StageStatus s : stages) {
      rows.add(
          List.of(
              s.stage(),
              String.valueOf(s.planned()),
              String.valueOf(s.done()),
              String.valueOf(s.running().size()),
              String.valueOf(s.failed().size()),
              String.valueOf(s.waiting()),
              String.valueOf(s.earlier())));
    }
    TextTable.print(
        new String[] {"stage", "units", "done", "running", "failed", "to do", "done earlier"},
        rows.iterator(),
        System.out);
    for (StageStatus s : stages) {
      s.running().forEach(line -> System.out.println(s.stage() + ": running: " + line));
      List<String> failures = s.reasons();
      failures.stream()
          .limit(reasons)
          .forEach(line -> System.out.println(s.stage() + ": failed: " + line));
      if (failures.size() > reasons) {
        System.out.println(s.stage() + ": ... " + (failures.size() - reasons) + " more reasons");
      }
    }
    return 0;
  }
}
