package io.reenact.cli;

import io.reenact.flow.FlowStage;
import io.reenact.runner.StageContext;
import io.reenact.stage.evaluate.EvaluateStage;
import io.reenact.stage.evaluate.JudgeSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
      "  ./submit.sh evaluate --workspace workspace/mine --against workspace/before --fail-if-worse"
    })
final class EvaluateCommand extends StageCommand {
  @Mixin private SummaryOptions summary;

  EvaluateCommand() {
    super(FlowStage.EVALUATE);
  }

  @Override
  public Integer call() throws IOException {
    summary.check();
    return super.call();
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
