package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.console.Console;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Latents;
import io.reenact.nn.BrightnessNetwork;
import io.reenact.stage.LocalSpark;
import io.reenact.text.Hashes;
import io.reenact.video.Images;
import io.reenact.video.RgbImage;
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

class BoundaryCommandTest {
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

  @Test
  void theCommandFinds() throws Exception {
    String out = folder.resolve("b").toString();
    String said =
        run(
            0,
            "boundary",
            "fit",
            "--name",
            "specs",
            "--label",
            "glasses > 0.47",
            "--samples",
            "600",
            "--out",
            out);
    assertThat(said).contains("boundary specs: ").contains("held-out");
    Configuration hadoop = new Configuration(false);
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, hadoop);
    Boundaries found = Boundaries.open(bundle, out, hadoop);
    // Another tool found the bundle's own with other samples.
    assertThat(Latents.cosine(found.step("specs"), found.step("glasses"))).isGreaterThan(0.6);

    run(
        0,
        "boundary",
        "--boundaries",
        out,
        "fit",
        "--name",
        "old",
        "--label",
        "age",
        "--samples",
        "200",
        // The more regular, the fewer steps: how well it fits does not matter here.
        "--regularisation",
        "0.3",
        "--conditioned-on",
        "specs,gender",
        "--out",
        out);
    Boundaries both = Boundaries.open(bundle, out, hadoop);
    assertThat(Latents.dot(both.step("old"), both.step("specs"))).isBetween(-1e-5, 1e-5);
    assertThat(Latents.dot(both.step("old"), both.step("gender"))).isBetween(-1e-5, 1e-5);

    assertThat(run(1, "boundary", "fit", "--name", "x", "--label", "no_such_column", "--out", out))
        .startsWith("error: ")
        .hasLineCount(1);
    assertThat(run(1, "boundary", "show", "--name", "nose", "--out", out))
        .startsWith("error: there is no boundary 'nose'");
  }

  private RgbImage picture(String name) throws IOException {
    return Images.read(Files.readAllBytes(folder.resolve("pictures/" + name + ".png")), name);
  }

  @Test
  @Tag("draws")
  void aNetworkLabelsSamples() throws Exception {
    Path network = Files.write(folder.resolve("mean.pt"), BrightnessNetwork.torchScript());
    String hash = Hashes.hex(Hashes.sha256().digest(Files.readAllBytes(network)));
    String out = folder.resolve("b").toString();
    String[] fit = {
      "boundary",
      "fit",
      "--name",
      "bright",
      "--label",
      "scores[0] + scores[1] + scores[2]",
      "--samples",
      "100",
      "--out",
      out,
      "--set",
      "networks.labels=" + network,
      "--set",
      "networks.labels_size=48",
      "--set",
      "networks.labels_sha256=" + hash
    };
    assertThat(run(0, fit)).startsWith("boundary bright: ").contains("held-out");
    run(
        0,
        "boundary",
        "show",
        "--boundaries",
        out,
        "--name",
        "bright",
        "--people",
        "1",
        "--steps",
        "2",
        "--size",
        "64",
        "--out",
        folder.resolve("pictures").toString());
    RgbImage strip = picture("bright");
    assertThat(strip.height()).isGreaterThanOrEqualTo(64);
    assertThat(brightness(strip, strip.width() / 2, strip.width()))
        .isGreaterThan(5 + brightness(strip, 0, strip.width() / 2));

    fit[fit.length - 1] = "networks.labels_sha256=ab";
    assertThat(run(1, fit)).contains(hash).contains("networks.labels_sha256");
    assertThat(
            run(
                1,
                "boundary",
                "fit",
                "--name",
                "x",
                "--label",
                "scores[0]",
                "--out",
                out,
                "--workspace",
                folder.toString(),
                "--set",
                "networks.labels=" + network,
                "--set",
                "networks.labels_sha256=" + hash))
        .startsWith("error: networks.labels looks at pictures")
        .hasLineCount(1);
  }

  private static double brightness(RgbImage image, int from, int to) {
    double sum = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = from; x < to; x++) {
        sum += image.at(x, y, 0) + image.at(x, y, 1) + image.at(x, y, 2);
      }
    }
    return sum / (3.0 * image.height() * (to - from));
  }
}
