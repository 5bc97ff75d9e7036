package io.reenact.cli;

import io.reenact.console.Console;
import io.reenact.console.TextTable;
import io.reenact.direction.ReadFaces;
import io.reenact.direction.TrialSums;
import io.reenact.direction.TrialSums.Way;
import io.reenact.error.UserError;
import io.reenact.fit.DirectionFitter;
import io.reenact.fit.DirectionRequest;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.latent.Boundaries;
import io.reenact.latent.FittedDirections;
import io.reenact.sample.Strips;
import io.reenact.settings.Settings;
import io.reenact.stage.GeneratorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Directions: fitted, listed, shown, tried. */
@Command(
    name = "directions",
    subcommands = DirectionsFitCommand.class,
    mixinStandardHelpOptions = true,
    description = {
      "Finds, lists, draws and tries directions: how a generator's latents move with an expression.",
      "A folder of them holds directions.npy (float32 [K, w_dim]) and directions.json (names,"
          + " ranges, the generator's hash); use it with reenact.directions and"
          + " inversion.directions."
    },
    synopsisSubcommandLabel = "fit | list | show | evaluate",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh directions fit --out my-directions",
      "  ./submit.sh directions fit --out my-directions --set generator.bundle=FOLDER \\",
      "      --set generator.sha256=HEX",
      "  ./submit.sh directions list --directions my-directions",
      "  ./submit.sh directions show --directions my-directions --name mouth_open --out pictures",
      "  ./submit.sh directions evaluate --directions my-directions --pairs 200"
    })
final class DirectionsCommand implements Runnable {
  @ParentCommand private Reenact parent;
  @Mixin private SettingsOptions settings;

  @Option(
      names = "--directions",
      paramLabel = "FOLDER",
      defaultValue = "",
      scope = ScopeType.INHERIT,
      description = "A folder of fitted directions; without it those of the bundle.")
  private String folder;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Details: log lines on the terminal, stack traces.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name what to do: fit, list, show or evaluate");
  }

  Console console() {
    return parent.console();
  }

  /** What fits and tries, in a Spark session of its own. */
  DirectionFitter fitter(String command) {
    SparkSession spark = Sessions.open("directions " + command, verbose);
    Settings all = settings.settings(spark.sparkContext().hadoopConfiguration());
    return new DirectionFitter(
        spark, all.section("generator", GeneratorSettings.class), all.job().threads(), console());
  }

  private GeneratorBundle bundle(Configuration hadoop) {
    GeneratorBundle bundle =
        FittedDirections.in(
            settings.settings(hadoop).section("generator", GeneratorSettings.class).load(hadoop),
            folder,
            hadoop);
    if (bundle.manifest().directions() == null) {
      throw new UserError(
          "generator "
              + bundle.manifest().name()
              + " has no directions of its own: name a folder that directions fit has written"
              + " (--directions)");
    }
    return bundle;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Lists directions, what a value of 1 changes, and the range of values.")
  int list() {
    Configuration hadoop = SparkConfiguration.hadoop();
    GeneratorManifest.Directions all = bundle(hadoop).manifest().directions();
    List<List<String>> rows = new ArrayList<>();
    for (int k = 0; k < all.names().size(); k++) {
      rows.add(
          List.of(
              all.names().get(k),
              folder.isEmpty() ? "bundle" : folder,
              all.units() == null
                  ? "a coefficient"
                  : String.format(Locale.ROOT, "%.4f", all.units()[k]),
              all.ranges() == null
                  ? "unknown"
                  : String.format(
                      Locale.ROOT, "%.2f to %.2f", all.ranges()[k][0], all.ranges()[k][1])));
    }
    TextTable.print(
        new String[] {"name", "where", "1 changes", "values"}, rows.iterator(), System.out);
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Draws strips of pictures along directions: OUT/NAME.png.")
  int show(
      @Option(
              names = "--name",
              split = ",",
              description = "Names of directions, with commas between them; default: all.")
          List<String> names,
      @Option(
              names = "--steps",
              defaultValue = "5",
              description = "Pictures in a row, 2 or more; default ${DEFAULT-VALUE}.")
          int steps,
      @Mixin StripOptions strips) {
    strips.require(steps);
    Configuration hadoop = SparkConfiguration.hadoop();
    GeneratorBundle bundle = bundle(hadoop);
    GeneratorManifest.Directions all = bundle.manifest().directions();
    List<String> wanted = names == null ? all.names() : names.stream().map(String::strip).toList();
    Boundaries.requireDirections(bundle, wanted);
    float[][] rows = bundle.directions();
    for (String name : wanted) {
      int k = all.names().indexOf(name);
      double[] range = all.ranges() == null ? new double[] {-1, 1} : all.ranges()[k];
      strips.write(
          Strips.along(
              bundle, rows[k], range[0], range[1], strips.people, steps, strips.size, strips.seed),
          "direction",
          name,
          hadoop,
          parent.console());
    }
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Tries fitted directions on pairs of faces that no fit has seen: the source is asked to show"
            + " the target's expression.",
        "Prints the mean error of what is read from the results, an attribute's range being -1 to 1;"
            + " beside it that of the bundle's own directions with the true coefficients, if both"
            + " are known."
      })
  int evaluate(
      @Option(
              names = "--pairs",
              defaultValue = "200",
              description = "How many pairs; default ${DEFAULT-VALUE}.")
          int pairs,
      @Option(
              names = "--seed",
              defaultValue = "1",
              description = "Seed of the draw of the pairs; default ${DEFAULT-VALUE}.")
          long seed) {
    DirectionRequest.requirePairs(pairs);
    if (folder.isEmpty()) {
      throw new UserError("name a folder of fitted directions: --directions FOLDER");
    }
    Configuration hadoop = SparkConfiguration.hadoop();
    bundle(hadoop);
    TrialSums trial =
        fitter("trial")
            .evaluate(
                FittedDirections.open(folder, hadoop),
                FittedDirections.matrix(folder, hadoop),
                pairs,
                seed);
    List<List<String>> rows = new ArrayList<>();
    for (int k = 0; k < ReadFaces.NAMES.size(); k++) {
      int attribute = k;
      rows.add(row(ReadFaces.NAMES.get(k), trial, way -> trial.error(way, attribute)));
    }
    rows.add(row("mean error", trial, trial::error));
    rows.add(row("identity cosine", trial, trial::identity));
    TextTable.print(
        new String[] {"attribute", "unmoved", "fitted", "known"}, rows.iterator(), System.out);
    return 0;
  }

  /** A figure by way. */
  private interface Figure {
    double of(Way way);
  }

  private static List<String> row(String name, TrialSums trial, Figure figure) {
    List<String> row = new ArrayList<>();
    row.add(name);
    for (Way way : Way.values()) {
      row.add(trial.count(way) == 0 ? "-" : String.format(Locale.ROOT, "%.4f", figure.of(way)));
    }
    return row;
  }
}
