package io.reenact.cli;

import picocli.CommandLine.Command;

/** The second stage. */
@Command(
    name = "track",
    mixinStandardHelpOptions = true,
    description = {
      "Finds face, landmarks, head pose and crop in every frame.",
      "Works on the indexed clips and writes the table tracks."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./submit.sh track --workspace workspace/mine"})
final class TrackCommand extends StageCommand {
  TrackCommand() {
    super(Flow.track());
  }
}
