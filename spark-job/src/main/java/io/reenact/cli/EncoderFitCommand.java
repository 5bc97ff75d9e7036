package io.reenact.cli;

import io.reenact.console.Meter;
import io.reenact.console.Work;
import io.reenact.encoder.EncoderErrors;
import io.reenact.fit.EncoderFitter;
import io.reenact.fit.EncoderRequest;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Fits an encoder. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    description = {
      "Learns to see latents in pictures, from sampled latents alone or, with --workspace, from people"
          + " that were inverted as well.",
      "Draws latents, renders them on executors from many sides and in different light, looks at"
          + " them with the face networks, and solves a ridge regression a stage: the first from"
          + " what is seen, the others from how that differs from the head found so far."
    })
final class EncoderFitCommand implements Callable<Integer> {
  @ParentCommand private EncoderCommand parent;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder for the results; made if it is not there.")
  private String out;

  @Option(
      names = "--samples",
      defaultValue = "8000",
      description = "How many pictures a stage learns from, at least 20; default ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--stages",
      defaultValue = "2",
      description = "How many regressions, 1 to 6; default ${DEFAULT-VALUE}.")
  private int stages;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description =
          "Seed of the draw; the same seed gives the same encoder; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--ridge",
      defaultValue = "0.03",
      description =
          "Ridge of the first regression, above 0; each later one takes ten times that of the one"
              + " before; default ${DEFAULT-VALUE}.")
  private double ridge;

  @Option(
      names = "--tried",
      defaultValue = "200",
      description = "How many other pictures the result is tried on; default ${DEFAULT-VALUE}.")
  private int tried;

  @Option(
      names = "--workspace",
      paramLabel = "WORKSPACE",
      description = {
        "Learn from key frames of its people too: those whom strategies optimise and encode+optimise"
            + " have inverted with this generator. Together they count as much as the samples, each"
            + " at most ten times. One person of five is only tried."
      })
  private String workspace;

  @Option(
      names = "--pictures",
      defaultValue = "2000",
      description =
          "How many key frames of a workspace at most, evenly spread; default ${DEFAULT-VALUE}.")
  private int pictures;

  @Override
  public Integer call() throws IOException {
    // What options say is checked before Spark starts.
    EncoderRequest request = new EncoderRequest(samples, stages, seed, ridge, tried, pictures);
    SparkSession spark = parent.spark();
    Workspace read =
        workspace == null ? null : Sessions.workspace(spark, workspace, parent.console());
    EncoderFitter fitter = parent.fitter(spark);
    EncoderErrors errors;
    try (Meter meter = parent.console().meter("encoder fit")) {
      errors =
          fitter.fit(
              request, read, out, (done, total, doing) -> meter.to(Work.of(done, total), doing));
    }
    parent
        .console()
        .line(
            String.format(
                Locale.ROOT,
                "encoder: %.0f %% of anchors' variance unexplained, heads %.1f dB on %d pictures;"
                    + " %s/encoder.json",
                100 * errors.anchorLeft(),
                errors.psnr(),
                tried,
                out));
    return 0;
  }
}
