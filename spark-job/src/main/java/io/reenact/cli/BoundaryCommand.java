package io.reenact.cli;

import io.reenact.console.Console;
import io.reenact.console.TextTable;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Boundary;
import io.reenact.sample.Strips;
import io.reenact.settings.Settings;
import io.reenact.stage.GeneratorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
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
    subcommands = BoundaryFitCommand.class,
    mixinStandardHelpOptions = true,
    description = {
      "Finds, lists and draws boundaries, along which edits move.",
      "A boundary is a hyperplane between latents (InterFaceGAN). A folder of them holds NAME.npy "
          + "(float32 [1, w_dim]) and NAME.json; NAME.npy alone will do."
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

  Console console() {
    return parent.console();
  }

  Settings settings(Configuration hadoop) {
    return settings.settings(hadoop);
  }

  /** A folder of the user's boundaries, or empty. */
  String folder() {
    return folder;
  }

  boolean verbose() {
    return verbose;
  }

  private GeneratorSettings generator(Configuration hadoop) {
    return settings.settings(hadoop).section("generator", GeneratorSettings.class);
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
              names = "--steps",
              defaultValue = "7",
              description = "Pictures in a row, 2 or more; default ${DEFAULT-VALUE}.")
          int steps,
      @Mixin StripOptions strips) {
    strips.require(steps);
    Configuration hadoop = SparkConfiguration.hadoop();
    GeneratorBundle bundle = generator(hadoop).load(hadoop);
    Boundaries all = Boundaries.open(bundle, folder, hadoop);
    for (String name : names) {
      strips.write(
          Strips.along(
              bundle, all.find(name.strip()), strips.people, steps, strips.size, strips.seed),
          "boundary",
          name.strip(),
          hadoop,
          parent.console());
    }
    return 0;
  }
}
