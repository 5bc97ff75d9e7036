package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.console.Console;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.latent.FittedDirections;
import io.reenact.render.Parts;
import io.reenact.stage.LocalSpark;
import io.reenact.stage.RenderWorkspace;
import io.reenact.stage.reenact.ReenactStage;
import io.reenact.text.Hashes;
import io.reenact.text.Json;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("draws")
class DirectionsCommandTest {
  private static final Configuration HADOOP = new Configuration(false);
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
  void expressionsAreFoundInFaces() {
    String out = folder.resolve("d").toString();
    String said = run(0, "directions", "fit", "--out", out, "--samples", "105", "--pairs", "8");
    assertThat(said).contains("directions: error ").contains("by the bundle's own");
    Map<String, Object> figures = FittedDirections.open(out, HADOOP).figures();
    double fitted = (double) figures.get("error_fitted");
    // So few samples go a part of the way; thousands halve the error.
    assertThat(fitted).isLessThan(0.8 * (double) figures.get("error_unmoved"));
    assertThat((double) figures.get("error_known")).isLessThan(fitted);
    assertThat(figures.get("samples")).isEqualTo(105);

    run(
        0,
        "directions",
        "show",
        "--directions",
        out,
        "--name",
        "mouth_open",
        "--people",
        "1",
        "--steps",
        "2",
        "--size",
        "64",
        "--out",
        folder.resolve("pictures").toString());
    assertThat(folder.resolve("pictures/mouth_open.png")).isNotEmptyFile();
    refused(
        "no direction 'mouth_opn'; did you mean mouth_open?",
        "directions",
        "show",
        "--directions",
        out,
        "--name",
        "mouth_opn",
        "--out",
        out);
  }

  /** The stand-in bundle without anything that is known of its z. */
  private Path hidden() throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("hidden"));
    try (Stream<Path> all = Files.walk(RenderWorkspace.BUNDLE)) {
      for (Path from : all.filter(Files::isRegularFile).toList()) {
        Path to = bundle.resolve(RenderWorkspace.BUNDLE.relativize(from).toString());
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
      }
    }
    Path json = bundle.resolve("generator.json");
    ObjectNode manifest = (ObjectNode) Json.mapper().readTree(Files.readAllBytes(json));
    manifest.remove(List.of("directions", "expressions", "gaze", "z_layout", "landmarks68"));
    Files.write(json, Json.mapper().writeValueAsBytes(manifest));
    return bundle;
  }

  @Test
  void aGeneratorOfWhichNothingIsKnownGetsDirections() throws IOException {
    Path bundle = hidden();
    String pin =
        Hashes.hex(Hashes.sha256().digest(Files.readAllBytes(bundle.resolve("generator.json"))));
    String[] settings = {"--set", "generator.bundle=" + bundle, "--set", "generator.sha256=" + pin};
    String[] fit = {"directions", "fit", "--samples", "50", "--pairs", "1", "--out"};
    String out = folder.resolve("one").toString();
    assertThat(run(0, with(fit, out, settings))).doesNotContain("by the bundle's own");
    String again = folder.resolve("two").toString();
    run(0, with(fit, again, settings));
    assertThat(folder.resolve("two/directions.npy"))
        .as("the same seed")
        .hasSameBinaryContentAs(folder.resolve("one/directions.npy"));

    GeneratorBundle plain = GeneratorBundle.load(bundle.toString(), pin, HADOOP);
    assertThat(plain.manifest().directions()).isNull();
    GeneratorBundle fitted = FittedDirections.in(plain, out, HADOOP);
    Boundaries known = Boundaries.open(fitted, "", HADOOP);
    float[] step = known.step("mouth_open");
    float[] moved = known.animate(new float[step.length], Map.of("mouth_open", 0.5));
    assertThat(moved[0]).isCloseTo(step[0] / 2, within(1e-5f));
    assertThat(Parts.of(known, Map.of("mouth", 1.0)).of(step)).hasSize(step.length);
  }

  @Test
  void halfOfTheLatentsAreInvertedOnes() throws IOException {
    RenderWorkspace workspace = RenderWorkspace.in(folder);
    String root = workspace.workspace().root();
    String out = folder.resolve("d").toString();
    String[] fit = {
      "directions",
      "fit",
      "--samples",
      "50",
      "--pairs",
      "1",
      "--steps",
      "1",
      "--workspace",
      root,
      "--out"
    };
    String[] settings = {
      "--set",
      "generator.bundle=" + RenderWorkspace.BUNDLE,
      "--set",
      "generator.sha256=" + workspace.pin()
    };
    run(0, with(fit, out, settings));
    Map<String, Object> figures = FittedDirections.open(out, HADOOP).figures();
    assertThat((int) figures.get("real_latents")).isPositive();
    assertThat(figures.get("steps")).isEqualTo(1);
    refused("has no latents of generator embedded", with(fit, out, new String[0]));

    // What was fitted drives people, by parts of a driver's expression and by number.
    assertThat(driven(workspace, out, "parts", "mouth,gaze")).isEqualTo(1);
    assertThat(driven(workspace, out, "expression", "mouth_open=2")).isEqualTo(1);
    assertThat(driven(workspace, out, "expression", "mouth_open=-2")).isEqualTo(1);
    List<RgbImage> shown = new ArrayList<>();
    for (Row row : workspace.rows("SELECT uri FROM renders WHERE expression <> ''")) {
      try (VideoReader video = workspace.open(row.getString(0))) {
        shown.add(video.next().image());
      }
    }
    assertThat(shown).hasSize(2);
    assertThat(RenderWorkspace.difference(shown.get(0), shown.get(1))).isGreaterThan(0.2);
  }

  private static int driven(
      RenderWorkspace workspace, String directions, String setting, String value) {
    return workspace
        .run(new ReenactStage(), "pairs", "anna:ben", "directions", directions, setting, value)
        .done();
  }

  private static String[] with(String[] start, String out, String[] end) {
    return Stream.of(start, new String[] {out}, end).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void whatIsWrongIsSaidBeforeWorkBegins() {
    String out = folder.resolve("d").toString();
    refused(
        "--samples must be at least 50, not 49",
        "directions",
        "fit",
        "--out",
        out,
        "--samples",
        "49");
    refused("--ridge must be above 0", "directions", "fit", "--out", out, "--ridge", "0");
    refused("--pairs must be 1 to", "directions", "fit", "--out", out, "--pairs", "0");
    refused("name a folder of fitted directions", "directions", "evaluate");
    refused("holds no directions", "directions", "list", "--directions", folder.toString());
    refused("holds no directions", "directions", "evaluate", "--directions", folder.toString());
  }
}
