package io.reenact.cli;

import io.reenact.flow.FlowStage;
import io.reenact.stage.track.TrackStage;
import picocli.CommandLine.Command;

/** The second stage. */
@Command(
    name = TrackStage.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Finds face, landmarks, head pose and crop in every frame.",
      "Works on the indexed clips and writes the table tracks."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./submit.sh track --workspace workspace/mine"})
final class TrackCommand extends StageCommand {
  TrackCommand() {
    super(FlowStage.TRACK);
  }
}
