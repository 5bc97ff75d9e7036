package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.console.Console;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.stage.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("draws")
class AttributesCommandTest {
  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    LocalSpark.session();
  }

  private static String run(int expected, String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code =
        Main.run(
            new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false), arguments);
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isEqualTo(expected);
    return text;
  }

  private static void refused(String why, String... arguments) {
    assertThat(run(1, arguments)).startsWith("error: ").contains(why).hasLineCount(1);
  }

  @Test
  void flowsAreComparedWithBoundaries() throws IOException {
    String flow = folder.resolve("flow").toString();
    run(
        0,
        "attributes",
        "fit",
        "--names",
        "years=age,hair_curl",
        "--samples",
        "600",
        "--couplings",
        "1",
        "--width",
        "4",
        "--epochs",
        "1",
        "--out",
        flow);
    refused(
        "there is no boundary of the name of an attribute: attributes are [years, hair_curl]",
        "attributes",
        "evaluate",
        "--attributes",
        flow);

    Configuration hadoop = new Configuration(false);
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, hadoop);
    Path boundaries = Files.createDirectories(folder.resolve("boundaries"));
    Files.write(
        boundaries.resolve("years.npy"),
        Boundaries.open(bundle, "", hadoop).find("age").npy().encode());
    String said =
        run(
            0,
            "attributes",
            "evaluate",
            "--attributes",
            flow,
            "--boundaries",
            boundaries.toString(),
            "--samples",
            "160",
            "--people",
            "2",
            "--change",
            "0.2",
            "--output",
            "csv");
    assertThat(said).contains("pictures are read with correlations of years 0.");
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    refused("name the folder of an attribute flow", "attributes", "evaluate");
    refused("--people must be 2 to 10000, not 1", "attributes", "evaluate", "--people", "1");
    refused("--samples must be 100 to 20000, not 99", "attributes", "evaluate", "--samples", "99");
    refused("--change must be above 0", "attributes", "evaluate", "--change", "0");
  }
}
