package io.reenact.cli;

import picocli.CommandLine.Command;

/** The fourth stage. */
@Command(
    name = "reenact",
    mixinStandardHelpOptions = true,
    description = {
      "Renders every inverted identity by itself and driven by others, and writes the table",
      "renders and the videos."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh reenact --workspace workspace/mine",
      "  ./submit.sh reenact --workspace workspace/mine --set reenact.pairs=anna:ben,ben:anna",
      "  ./submit.sh reenact --workspace workspace/mine --set reenact.camera=orbit",
      "  ./submit.sh reenact --workspace workspace/mine --set reenact.camera=quilt"
    })
final class ReenactCommand extends StageCommand {
  ReenactCommand() {
    super(Flow.reenact());
  }
}
