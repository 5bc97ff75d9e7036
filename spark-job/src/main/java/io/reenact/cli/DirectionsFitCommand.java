package io.reenact.cli;

import io.reenact.direction.TrialSums;
import io.reenact.direction.TrialSums.Way;
import io.reenact.fit.DirectionFitter;
import io.reenact.fit.DirectionRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Fits directions. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    description = {
      "Finds how latents move with what networks read from pictures: mouth, lips, lids, brows, jaw,"
          + " gaze.",
      "Draws latents and small changes of them, renders them from the front on executors, reads"
          + " their faces, and solves for the directions by ridge regression."
    })
final class DirectionsFitCommand implements Callable<Integer> {
  @ParentCommand private DirectionsCommand parent;

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
          "How many changes of latents to render and read, at least 50; default ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description =
          "Seed of the draw; the same seed gives the same directions; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--ridge",
      defaultValue = "0.2",
      description = "Ridge of the regression, above 0; default ${DEFAULT-VALUE}.")
  private double ridge;

  @Option(
      names = "--steps",
      defaultValue = "0",
      description =
          "Steps of training through the generator after the regression, on the driver; default"
              + " ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--workspace",
      paramLabel = "URI",
      description =
          "Take half of the latents from the key frames of this workspace; may be repeated.")
  private List<String> workspaces = new ArrayList<>();

  @Option(
      names = "--pairs",
      defaultValue = "100",
      description =
          "How many pairs of faces the directions are tried on; default ${DEFAULT-VALUE}.")
  private int pairs;

  @Override
  public Integer call() throws IOException {
    // What options say is checked before Spark starts.
    DirectionRequest request = new DirectionRequest(samples, seed, ridge, steps, pairs);
    DirectionFitter fitter = parent.fitter("fit");
    for (String uri : workspaces) {
      fitter.draw(Sessions.workspace(SparkConfiguration.hadoop(), uri, parent.console()));
    }
    TrialSums trial = fitter.fit(request, out);
    parent
        .console()
        .line(
            String.format(
                Locale.ROOT,
                "directions: error %.3f on %d pairs, %.3f if nothing moves%s; %s/directions.npy",
                trial.error(Way.FITTED),
                trial.count(Way.FITTED),
                trial.error(Way.UNMOVED),
                trial.count(Way.KNOWN) == 0
                    ? ""
                    : String.format(
                        Locale.ROOT,
                        ", %.3f by the bundle's own and true coefficients",
                        trial.error(Way.KNOWN)),
                out));
    return 0;
  }
}
