package io.reenact.cli;

import io.reenact.attribute.Attribute;
import io.reenact.attribute.AttributeFlow;
import io.reenact.attribute.FlowFiles;
import io.reenact.console.Console;
import io.reenact.console.TextTable;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.sample.Strips;
import io.reenact.settings.Settings;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
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

/** Attribute flows for edits: fitted, listed, shown. */
@Command(
    name = "attributes",
    subcommands = {AttributesFitCommand.class, AttributesEvaluateCommand.class},
    mixinStandardHelpOptions = true,
    description = {
      "Fits, lists, draws and tries attribute flows, along whose curves edits move (StyleFlow).",
      "A folder of one holds flow.safetensors (the weights) and attributes.json (names, ranges, the"
          + " generator's hash); use it with reenact.attributes and reenact.edits=flow:NAME=CHANGE."
    },
    synopsisSubcommandLabel = "fit | list | show | evaluate",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh attributes fit --names age,glasses,hair_length --out my-attributes",
      "  ./submit.sh attributes fit --names \"age,specs=glasses > 0.47\" --out my-attributes",
      "  ./submit.sh attributes fit --names age,smile --landmarks --out my-attributes",
      "  ./submit.sh attributes list --attributes my-attributes",
      "  ./submit.sh attributes show --attributes my-attributes --name age --out pictures",
      "  ./submit.sh attributes evaluate --attributes my-attributes --boundaries my-boundaries"
    })
final class AttributesCommand implements Runnable {
  @ParentCommand private Reenact parent;
  @Mixin private SettingsOptions settings;

  @Option(
      names = "--attributes",
      paramLabel = "FOLDER",
      defaultValue = "",
      scope = ScopeType.INHERIT,
      description = "The folder of an attribute flow.")
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

  /** The folder of a flow. */
  String folder() {
    if (folder.isEmpty()) {
      throw new UserError("name the folder of an attribute flow: --attributes FOLDER");
    }
    return folder;
  }

  /** What fits or tries flows. */
  interface Made<T> {
    T of(SparkSession spark, GeneratorSettings generator, NetworkSettings networks, int threads);
  }

  /** Makes it, in a Spark session of its own. */
  <T> T open(String command, Made<T> made) {
    SparkSession spark = Sessions.open("attributes " + command, verbose);
    Settings all = settings.settings(spark.sparkContext().hadoopConfiguration());
    return made.of(
        spark,
        all.section("generator", GeneratorSettings.class),
        all.section("networks", NetworkSettings.class),
        all.job().threads());
  }

  private GeneratorBundle bundle(Configuration hadoop) {
    return settings.settings(hadoop).section("generator", GeneratorSettings.class).load(hadoop);
  }

  private AttributeFlow flow(GeneratorBundle bundle, Configuration hadoop) {
    return FlowFiles.open(bundle, folder(), hadoop);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Lists attributes that edits can change, in standard deviations among sampled people.",
        "read: share of the label's variance that is read back from held-out latents."
      })
  int list() {
    Configuration hadoop = SparkConfiguration.hadoop();
    List<List<String>> rows = new ArrayList<>();
    for (Attribute a : flow(bundle(hadoop), hadoop).attributes()) {
      rows.add(
          List.of(
              a.name(),
              a.label(),
              String.format(Locale.ROOT, "%.4g", a.spread()),
              String.format(Locale.ROOT, "%.2f to %.2f", a.low(), a.high()),
              String.format(Locale.ROOT, "%.3f", a.read())));
    }
    TextTable.print(
        new String[] {"name", "label", "1 changes", "values", "read"}, rows.iterator(), System.out);
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Draws strips of pictures along attributes: OUT/NAME.png.")
  int show(
      @Option(
              names = "--name",
              split = ",",
              description = "Names of attributes, with commas between them; default: all.")
          List<String> names,
      @Option(
              names = "--steps",
              defaultValue = "7",
              description = "Pictures in a row, 2 or more; default ${DEFAULT-VALUE}.")
          int steps,
      @Mixin StripOptions strips) {
    strips.require(steps);
    Configuration hadoop = SparkConfiguration.hadoop();
    GeneratorBundle bundle = bundle(hadoop);
    AttributeFlow flow = flow(bundle, hadoop);
    List<String> wanted = names == null ? flow.names() : names.stream().map(String::strip).toList();
    flow.require(wanted);
    for (String name : wanted) {
      strips.write(
          Strips.along(bundle, flow, name, strips.people, steps, strips.size, strips.seed),
          "attribute",
          name,
          hadoop,
          parent.console());
    }
    return 0;
  }
}
