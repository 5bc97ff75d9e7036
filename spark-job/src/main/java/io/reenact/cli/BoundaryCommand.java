package io.reenact.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.boundary.BoundaryFiles;
import io.reenact.boundary.BoundaryFit;
import io.reenact.boundary.Samples;
import io.reenact.console.TextTable;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Boundary;
import io.reenact.sample.BoundaryStrips;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
import io.reenact.table.Tables;
import io.reenact.text.Json;
import io.reenact.video.Images;
import io.reenact.video.Provenance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Boundaries for edits: found, listed, shown. */
@Command(
    name = "boundary",
    mixinStandardHelpOptions = true,
    description = {
      "Finds, lists and draws boundaries, along which edits move.",
      "A boundary is a hyperplane between latents (InterFaceGAN). A folder of them holds NAME.npy",
      "(float32 [1, w_dim]) and NAME.json; NAME.npy alone will do."
    },
    synopsisSubcommandLabel = "fit | list | show",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh boundary fit --name glasses --label \"glasses > 0.47\" --out my-boundaries",
      "  ./submit.sh boundary fit --name smile --landmarks --label smile --out my-boundaries",
      "  ./submit.sh boundary fit --name old --label \"scores[0] > 0\" --out my-boundaries \\",
      "      --set networks.labels=age.pt --set networks.labels_sha256=HEX",
      "  ./submit.sh boundary fit --name grin --table labels.csv --workspace W --label \"grin = 1\""
          + " --out B",
      "  ./submit.sh boundary list --boundaries my-boundaries",
      "  ./submit.sh boundary show --name smile --boundaries my-boundaries --out pictures"
    })
final class BoundaryCommand implements Runnable {
  @ParentCommand private Reenact parent;
  @Mixin private SettingsOptions settings;

  @Option(
      names = "--boundaries",
      paramLabel = "FOLDER",
      defaultValue = "",
      scope = ScopeType.INHERIT,
      description = "A folder of boundaries beside the bundle's, taken before them.")
  private String folder;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Details: log lines on the terminal, stack traces.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do: fit, list or show");
  }

  private GeneratorSettings generator(Configuration hadoop) {
    return settings.settings(hadoop).section("generator", GeneratorSettings.class);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Finds a boundary with a linear support vector machine and tests it on held-out latents.",
        "Latents come from the generator (default), from --workspace, or from --table."
      })
  int fit(
      @Option(
              names = "--name",
              required = true,
              description = "Name of the boundary, such as smile: letters, digits, _ and -.")
          String name,
      @Option(
              names = "--label",
              required = true,
              paramLabel = "SQL",
              description = {
                "True, false, or null to leave a latent out; of a number, the highest and the"
                    + " lowest",
                "(see --share) become the two classes.",
                "Columns: factors of z by name; with --landmarks smile, mouth_open, ...;",
                "with --set networks.labels=FILE its outputs, scores[0], scores[1], ...;",
                "with --workspace identity, clip, frame, mouth, left_eye, right_eye; with --table"
                    + " its own."
              })
          String label,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "FOLDER",
              description = "Folder for the results; made if it is not there.")
          String out,
      @Option(
              names = "--samples",
              defaultValue = "8000",
              description =
                  "How many latents to draw from the generator; default ${DEFAULT-VALUE}.")
          int samples,
      @Option(
              names = "--seed",
              defaultValue = "1",
              description =
                  "Seed of the draw; the same seed gives the same latents; default ${DEFAULT-VALUE}.")
          long seed,
      @Option(names = "--landmarks", description = "Render samples and measure their faces.")
          boolean landmarks,
      @Option(
              names = "--workspace",
              paramLabel = "URI",
              description = "Take the latents of this workspace.")
          String workspace,
      @Option(
              names = "--table",
              paramLabel = "URI",
              description = "CSV, JSON lines or Parquet with w, or identity, clip, frame.")
          String table,
      @Option(
              names = "--share",
              defaultValue = "0.3",
              description =
                  "Where the label is a number: the share of latents at either end that makes a class, above 0 to 0.5; default ${DEFAULT-VALUE}.")
          double share,
      @Option(
              names = "--regularisation",
              defaultValue = "0.001",
              description =
                  "Regularisation of the support vector machine, above 0; default ${DEFAULT-VALUE}.")
          double regularisation,
      @Option(
              names = "--conditioned-on",
              split = ",",
              paramLabel = "NAME",
              description = "Boundaries along which this one must not move.")
          List<String> conditions)
      throws IOException {
    BoundaryFiles.checkName(name);
    if (samples < 20 || !(share > 0 && share <= 0.5)) {
      throw new UserError("--samples must be at least 20, --share above 0 and at most 0.5");
    }
    SparkSession spark = Sessions.open("boundary fit", verbose);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    GeneratorSettings generator = generator(hadoop);
    NetworkSettings networks = settings.settings(hadoop).section("networks", NetworkSettings.class);
    if (networks.labelling(hadoop) != null && (workspace != null || table != null)) {
      throw new UserError(
          "networks.labels looks at pictures of the generator's samples: leave out --workspace and"
              + " --table");
    }
    GeneratorBundle bundle = generator.load(hadoop);
    Boundaries known = Boundaries.open(bundle, folder, hadoop);
    List<Boundary> others = new ArrayList<>();
    if (conditions != null) {
      conditions.forEach(c -> others.add(known.find(c.strip())));
    }
    Dataset<Row> latents = null;
    if (workspace != null) {
      Tables.views(spark, Sessions.workspace(spark, workspace, parent.console()));
      latents = Samples.latents(spark);
    }
    Dataset<Row> rows;
    if (table != null) {
      rows = Samples.table(spark, table, latents);
    } else if (latents != null) {
      rows = latents;
    } else {
      rows =
          Samples.generated(spark, generator, bundle, samples, seed, landmarks, networks).cache();
    }
    BoundaryFit.Fitted f = BoundaryFit.fit(rows, name, label, share, regularisation);
    if (f.boundary().normal().length != bundle.manifest().latentSize()) {
      throw new UserError(
          "the latents have "
              + f.boundary().normal().length
              + " floats, the generator's have "
              + bundle.manifest().latentSize());
    }
    ObjectNode facts = Json.mapper().createObjectNode();
    facts.put("accuracy", Math.round(f.accuracy() * 1e4) / 1e4);
    facts.put("positive", f.positive());
    facts.put("negative", f.negative());
    facts.put("held_out", f.heldOut());
    facts.put("label", label);
    facts.put("generator", bundle.id());
    Boundary result = f.boundary();
    if (!others.isEmpty()) {
      facts.put("conditioned_on", String.join(",", conditions));
      result = result.conditioned(others);
    }
    BoundaryFiles.write(result, facts, out, hadoop);
    parent
        .console()
        .line(
            String.format(
                Locale.ROOT,
                "boundary %s: %.1f %% right on %d held-out latents (%d show it, %d don't)%s;"
                    + " %s/%s.npy",
                name,
                100 * f.accuracy(),
                f.heldOut(),
                f.positive(),
                f.negative(),
                others.isEmpty() ? "" : ", before conditioning on " + String.join(", ", conditions),
                out,
                name));
    return 0;
  }

  @Command(mixinStandardHelpOptions = true, description = "Lists boundaries that edits can use.")
  int list() {
    Configuration hadoop = SparkConfiguration.hadoop();
    Boundaries all = Boundaries.open(generator(hadoop).load(hadoop), folder, hadoop);
    List<List<String>> rows = new ArrayList<>();
    for (String name : all.names()) {
      Boundary b = all.find(name);
      rows.add(
          List.of(
              name,
              all.isOwn(name) ? folder : "bundle",
              String.valueOf(b.normal().length),
              Double.isNaN(b.low())
                  ? "unknown"
                  : String.format(Locale.ROOT, "%.2f to %.2f", b.low(), b.high())));
    }
    TextTable.print(
        new String[] {"name", "where", "floats", "scores"}, rows.iterator(), System.out);
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Draws strips of pictures along boundaries: OUT/NAME.png.")
  int show(
      @Option(
              names = "--name",
              required = true,
              split = ",",
              description = "Names of boundaries, with commas between them.")
          List<String> names,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "FOLDER",
              description = "Folder for the results; made if it is not there.")
          String out,
      @Option(
              names = "--people",
              defaultValue = "3",
              description = "How many people, a row each; default ${DEFAULT-VALUE}.")
          int people,
      @Option(
              names = "--steps",
              defaultValue = "7",
              description = "Pictures in a row, 2 or more; default ${DEFAULT-VALUE}.")
          int steps,
      @Option(
              names = "--size",
              defaultValue = "160",
              description =
                  "Width and height of a picture in pixels, 16 or more; default ${DEFAULT-VALUE}.")
          int size,
      @Option(
              names = "--seed",
              defaultValue = "1",
              description = "Seed of the draw of the people; default ${DEFAULT-VALUE}.")
          long seed) {
    if (people < 1 || steps < 2 || size < 16 || (long) people * steps * size * size > 1 << 26) {
      throw new UserError("--people, --steps or --size is out of range");
    }
    Configuration hadoop = SparkConfiguration.hadoop();
    GeneratorBundle bundle = generator(hadoop).load(hadoop);
    Boundaries all = Boundaries.open(bundle, folder, hadoop);
    for (String name : names) {
      String file = out + "/" + name.strip() + ".png";
      Images.writePng(
          BoundaryStrips.draw(bundle, all.find(name.strip()), people, steps, size, seed),
          file,
          hadoop,
          Provenance.head());
      parent.console().line("boundary " + name.strip() + ": " + file);
    }
    return 0;
  }
}
