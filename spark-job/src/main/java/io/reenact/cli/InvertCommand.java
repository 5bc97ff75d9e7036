package io.reenact.cli;

import io.reenact.flow.FlowStage;
import io.reenact.stage.invert.InvertStage;
import picocli.CommandLine.Command;

/** The third stage. */
@Command(
    name = InvertStage.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Turns key frames into latents and tunes the generator.",
      "Inverts the tracked clips, cohort by cohort. Writes the tables latents and persons."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh invert --workspace workspace/mine --profile standard",
      "  ./submit.sh invert --workspace workspace/mine --set inversion.planner=pair"
    })
final class InvertCommand extends StageCommand {
  InvertCommand() {
    super(FlowStage.INVERT);
  }
}
