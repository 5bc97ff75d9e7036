package io.reenact.cli;

import io.reenact.boundary.BoundaryFit;
import io.reenact.boundary.BoundaryFitter;
import io.reenact.boundary.BoundaryRequest;
import io.reenact.boundary.LatentSource;
import io.reenact.settings.Settings;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Fits a boundary. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    description = {
      "Finds a boundary with a linear support vector machine and tests it on held-out latents.",
      "Latents come from the generator (default), from --workspace, or from --table."
    })
final class BoundaryFitCommand implements Callable<Integer> {
  @ParentCommand private BoundaryCommand parent;

  @Option(
      names = "--name",
      required = true,
      description = "Name of the boundary, such as smile: letters, digits, _ and -.")
  private String name;

  @Option(
      names = "--label",
      required = true,
      paramLabel = "SQL",
      description = {
        "True, false, or null to leave a latent out; of a number, the highest and the lowest",
        "(see --share) become the two classes.",
        "Columns: factors of z by name; with --landmarks smile, mouth_open, ...;",
        "with --set networks.labels=FILE its outputs, scores[0], scores[1], ...;",
        "with --workspace identity, clip, frame, mouth, left_eye, right_eye; with --table"
            + " its own."
      })
  private String label;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder for the results; made if it is not there.")
  private String out;

  @Option(
      names = "--samples",
      defaultValue = "8000",
      description =
          "How many latents to draw from the generator, at least 20; default ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description =
          "Seed of the draw; the same seed gives the same latents; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--landmarks", description = "Render samples and measure their faces.")
  private boolean landmarks;

  @Option(
      names = "--workspace",
      paramLabel = "URI",
      description = "Take the latents of this workspace.")
  private String workspace;

  @Option(
      names = "--table",
      paramLabel = "URI",
      description = "CSV, JSON lines or Parquet with w, or identity, clip, frame.")
  private String table;

  @Option(
      names = "--share",
      defaultValue = "0.3",
      description =
          "Where the label is a number: the share of latents at either end that makes a class, above"
              + " 0 to 0.5; default ${DEFAULT-VALUE}.")
  private double share;

  @Option(
      names = "--regularisation",
      defaultValue = "0.001",
      description =
          "Regularisation of the support vector machine, above 0; default ${DEFAULT-VALUE}.")
  private double regularisation;

  @Option(
      names = "--conditioned-on",
      split = ",",
      paramLabel = "NAME",
      description = "Boundaries along which this one must not move.")
  private List<String> conditions = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    // What options say is checked before Spark starts, as far as it can be.
    LatentSource.Generated generated = new LatentSource.Generated(samples, seed, landmarks);
    BoundaryRequest request =
        new BoundaryRequest(name, generated, label, share, regularisation, conditions);
    SparkSession spark = Sessions.open("boundary fit", parent.verbose());
    Settings settings = parent.settings(spark.sparkContext().hadoopConfiguration());
    BoundaryFitter fitter =
        new BoundaryFitter(
            spark,
            settings.section("generator", GeneratorSettings.class),
            settings.section("networks", NetworkSettings.class),
            parent.folder());
    if (workspace != null || table != null) {
      fitter.refuseLabelNetwork();
    }
    parent.console().line(line(request, fitter.fit(request.of(latents(spark, generated)), out)));
    return 0;
  }

  private LatentSource latents(SparkSession spark, LatentSource.Generated generated)
      throws IOException {
    if (workspace == null && table == null) {
      return generated;
    }
    Workspace stored =
        workspace == null ? null : Sessions.workspace(spark, workspace, parent.console());
    return table == null ? new LatentSource.Stored(stored) : new LatentSource.Listed(table, stored);
  }

  private String line(BoundaryRequest request, BoundaryFit.Fitted f) {
    return String.format(
        Locale.ROOT,
        "boundary %s: %.1f %% right on %d held-out latents (%d show it, %d don't)%s; %s/%s.npy",
        name,
        100 * f.accuracy(),
        f.heldOut(),
        f.positive(),
        f.negative(),
        request.conditions().isEmpty()
            ? ""
            : ", before conditioning on " + String.join(", ", request.conditions()),
        out,
        name);
  }
}
