package io.reenact.cli;

import io.reenact.flow.FlowStage;
import io.reenact.runner.StageContext;
import io.reenact.stage.evaluate.EvaluateStage;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;

/** The last stage. */
@Command(
    name = EvaluateStage.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Measures every render against the original clips.",
      "Writes the table metrics and the report, report/index.html in the workspace."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./submit.sh evaluate --workspace workspace/mine"})
final class EvaluateCommand extends StageCommand {
  EvaluateCommand() {
    super(FlowStage.EVALUATE);
  }

  @Override
  void after(StageContext context) throws IOException {
    Flow.report(context, "Reenactments", Map.of("workspace", context.workspace().root()));
  }
}
