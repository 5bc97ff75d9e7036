package io.reenact.cli;

import io.reenact.flow.FlowStage;
import io.reenact.flow.Job;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.stage.evaluate.EvaluateStage;
import io.reenact.stage.evaluate.JudgeSettings;
import io.reenact.stage.others.OthersTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The last stage. */
@Command(
    name = EvaluateStage.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Measures every render against the original clips.",
      "Writes the table metrics and the report, report/index.html in the workspace."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh evaluate --workspace workspace/mine",
      "  ./submit.sh evaluate --workspace workspace/mine --output latex > table.tex",
      "  ./submit.sh evaluate --workspace workspace/mine --videos theirs.csv --output markdown",
      "  ./submit.sh evaluate --workspace workspace/mine --against workspace/before --fail-if-worse"
    })
final class EvaluateCommand extends StageCommand {
  @Mixin private SummaryOptions summary;

  @Option(
      names = "--videos",
      paramLabel = "TABLE",
      description = {
        "Measures videos of other systems too: CSV with a header, JSON lines or Parquet, with the "
            + "columns video, source (clip or picture), driver (clip) and method, and if wanted "
            + "source_identity, driver_identity and crop (auto, driver or own). Clips that the "
            + "workspace lacks are indexed and tracked first."
      })
  private String videos;

  EvaluateCommand() {
    super(FlowStage.EVALUATE);
  }

  @Override
  public Integer call() throws IOException {
    summary.check();
    return super.call();
  }

  @Override
  List<Stage<?>> stages(StageContext context) {
    if (videos == null) {
      return super.stages(context);
    }
    String manifest = new OthersTable(context, videos).manifest(context).orElse(null);
    Job job = Job.others(manifest, videos);
    List<FlowStage> some = new ArrayList<>();
    if (manifest != null) {
      some.add(FlowStage.INDEX);
    }
    some.addAll(List.of(FlowStage.TRACK, FlowStage.IMPORT, FlowStage.EVALUATE));
    return FlowStage.of(job, some.toArray(FlowStage[]::new));
  }

  @Override
  int after(StageContext context) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("workspace", context.workspace().root());
    facts.put("judges", JudgeSettings.told(context.settings()));
    Flow.report(context, "Reenactments", facts);
    return summary.print(context, System.out);
  }
}
