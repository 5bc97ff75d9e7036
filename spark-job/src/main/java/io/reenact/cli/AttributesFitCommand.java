package io.reenact.cli;

import io.reenact.attribute.Attribute;
import io.reenact.attribute.FlowFit;
import io.reenact.attribute.FlowSettings;
import io.reenact.attributes.AttributeFitter;
import io.reenact.attributes.AttributeRequest;
import io.reenact.boundary.LatentSource;
import io.reenact.console.Meter;
import io.reenact.console.Work;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Fits an attribute flow. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    description = {
      "Fits a normalising flow between latents with their attributes and noise.",
      "Draws latents from the generator, labels them on executors, and trains on the driver."
    })
final class AttributesFitCommand implements Callable<Integer> {
  @ParentCommand private AttributesCommand parent;

  @Option(
      names = "--names",
      required = true,
      paramLabel = "NAME[=SQL],...",
      description = {
        "Attributes, each by the name of a factor or measure, or as name=SQL over them: a number,"
            + " or true or false; null leaves a latent out.",
        "Columns: factors of z by name; with --landmarks smile, mouth_open, ...;",
        "with --set networks.labels=FILE its outputs, scores[0], scores[1], ..."
      })
  private String names;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder for the results; made if it is not there.")
  private String out;

  @Option(
      names = "--samples",
      defaultValue = "10000",
      description =
          "How many latents to draw from the generator, at least 20; default ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the draw and the training; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--landmarks", description = "Render samples and measure their faces.")
  private boolean landmarks;

  @Option(
      names = "--couplings",
      defaultValue = "10",
      description = "Affine couplings of the flow, 1 to 64; default ${DEFAULT-VALUE}.")
  private int couplings;

  @Option(
      names = "--width",
      defaultValue = "256",
      description = "Width of the couplings' networks, 1 to 4096; default ${DEFAULT-VALUE}.")
  private int width;

  @Option(
      names = "--epochs",
      defaultValue = "40",
      description =
          "Passes over the samples at most; training ends when held-out samples get no better;"
              + " default ${DEFAULT-VALUE}.")
  private int epochs;

  @Override
  public Integer call() throws IOException {
    // What options say is checked before Spark starts.
    AttributeRequest request =
        new AttributeRequest(
            AttributeRequest.labels(names),
            new LatentSource.Generated(samples, seed, landmarks),
            new FlowSettings(couplings, width, epochs, seed));
    FlowFit fit;
    try (Meter meter = parent.console().meter("attributes fit")) {
      fit =
          parent
              .open("fit", AttributeFitter::new)
              .fit(request, out, (done, total, doing) -> meter.to(Work.of(done, total), doing));
    }
    parent
        .console()
        .line(
            String.format(
                Locale.ROOT,
                "attributes: held-out loss %.2f, %.2f by the linear part alone; read back: %s;"
                    + " %s/attributes.json",
                (double) fit.figures().get("loss"),
                (double) fit.figures().get("loss_linear"),
                fit.flow().attributes().stream()
                    .map((Attribute a) -> String.format(Locale.ROOT, "%s %.3f", a.name(), a.read()))
                    .collect(Collectors.joining(", ")),
                out));
    return 0;
  }
}
