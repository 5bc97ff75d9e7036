package io.reenact.cli;

import io.reenact.console.Console;
import io.reenact.encoder.EncoderBundle;
import io.reenact.fit.EncoderFitter;
import io.reenact.settings.Settings;
import io.reenact.stage.GeneratorSettings;
import java.util.Map;
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

/** Encoders: fitted and shown. */
@Command(
    name = "encoder",
    subcommands = EncoderFitCommand.class,
    mixinStandardHelpOptions = true,
    description = {
      "Fits an encoder to a generator: from a picture to a latent in a tenth of a second.",
      "A folder of it holds encoder.json (the generator's hash, hashes of the matrices, figures of"
          + " the fit) and a matrix a stage; use it with inversion.strategy=encode or"
          + " encode+optimise, and inversion.encoder=FOLDER."
    },
    synopsisSubcommandLabel = "fit | show",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh encoder fit --out my-encoder",
      "  ./submit.sh encoder fit --out my-encoder --set generator.bundle=FOLDER \\",
      "      --set generator.sha256=HEX",
      "  ./submit.sh encoder fit --out my-encoder --workspace W",
      "  ./submit.sh encoder show --encoder my-encoder",
      "  ./submit.sh run --corpus CLIPS --workspace W --set inversion.strategy=encode \\",
      "      --set inversion.encoder=my-encoder"
    })
final class EncoderCommand implements Runnable {
  @ParentCommand private Reenact parent;
  @Mixin private SettingsOptions settings;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Details: log lines on the terminal, stack traces.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do: fit or show");
  }

  SparkSession spark() {
    return Sessions.open("encoder fit", verbose);
  }

  Console console() {
    return parent.console();
  }

  /**
   * What fits.
   *
   * @param spark a session of the command's own
   */
  EncoderFitter fitter(SparkSession spark) {
    Settings all = settings.settings(spark.sparkContext().hadoopConfiguration());
    return new EncoderFitter(
        spark, all.section("generator", GeneratorSettings.class), all.job().threads(), console());
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Shows how an encoder was fitted and how good it is.")
  int show(
      @Option(
              names = "--encoder",
              paramLabel = "FOLDER",
              defaultValue = "",
              description = "A folder that encoder fit has written; without it the one that ships.")
          String folder) {
    Configuration hadoop = SparkConfiguration.hadoop();
    EncoderBundle.Facts facts =
        EncoderBundle.of(
                settings
                    .settings(hadoop)
                    .section("generator", GeneratorSettings.class)
                    .load(hadoop),
                folder,
                hadoop)
            .facts();
    System.out.println("generator: " + facts.generatorName() + " (" + facts.generator() + ")");
    System.out.println("stages: " + facts.stages().size());
    for (Map.Entry<String, Object> figure : facts.figures().entrySet()) {
      System.out.println(figure.getKey().replace('_', ' ') + ": " + figure.getValue());
    }
    return 0;
  }
}
