package io.reenact.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Npy;
import io.reenact.generator.TinyBundle;
import io.reenact.render.NumberCurves;
import io.reenact.render.Parts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FittedDirectionsTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final GeneratorBundle BUNDLE = TinyBundle.load();

  @TempDir private Path folder;

  private static FittedDirections facts(String generator) {
    return new FittedDirections(
        generator,
        "another",
        List.of(
            new FittedDirections.Attribute("mouth_open", 0, 0.5),
            new FittedDirections.Attribute("gaze_left_x", -0.2, 0.2)),
        Map.of("samples", 10_000));
  }

  private void write(FittedDirections facts, int rows, float value) throws IOException {
    int width = BUNDLE.manifest().wDim();
    float[] data = new float[rows * width];
    for (int k = 0; k < rows; k++) {
      data[k * width + k] = value;
    }
    Files.write(folder.resolve("directions.json"), facts.encode());
    Files.write(folder.resolve("directions.npy"), new Npy(new int[] {rows, width}, data).encode());
  }

  private GeneratorBundle open() {
    return FittedDirections.in(BUNDLE, folder.toString(), HADOOP);
  }

  @Test
  void takeThePlaceOfTheBundlesOwn() throws IOException {
    write(facts(BUNDLE.id()), 2, 0.5f);
    GeneratorBundle moved = open();
    assertThat(moved.id()).isEqualTo(BUNDLE.id());
    assertThat(moved.manifest().directions().names()).containsExactly("mouth_open", "gaze_left_x");
    assertThat(moved.manifest().directions().units()).containsExactly(0.25, 0.2);
    assertThat(BUNDLE.manifest().directions().names()).contains("jawOpen");
    assertThat(FittedDirections.in(BUNDLE, "", HADOOP)).isSameAs(BUNDLE);

    Boundaries known = Boundaries.open(moved, "", HADOOP);
    assertThat(known.stepNames()).contains("mouth_open", "smile").doesNotContain("jawOpen");
    float[] offset = new float[moved.manifest().latentSize()];
    offset[0] = 1;
    offset[1] = 1;
    assertThat(Parts.of(known, Map.of("mouth", 1.0)).of(offset)[0]).isBetween(0.99f, 1f);
    assertThat(Parts.of(known, Map.of("mouth", 1.0)).of(offset)[1]).isZero();
    assertThat(Parts.of(known, Map.of("gaze", 1.0)).of(offset)[1]).isBetween(0.99f, 1f);
    float[] spoken = known.animate(new float[offset.length], Map.of("mouth_open", 2.0));
    assertThat(spoken[0]).isEqualTo(1);
    assertThat(spoken[1]).isZero();
    NumberCurves.constant(Map.of("mouth_open", 1.0)).requireDirections(moved);
    assertThatThrownBy(
            () -> NumberCurves.constant(Map.of("mouth_opn", 1.0)).requireDirections(moved))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no direction 'mouth_opn'; did you mean mouth_open?");
  }

  @Test
  void namesOfAGeneratorWithoutDirectionsAreNotFound() {
    assertThatThrownBy(
            () ->
                Boundaries.requireDirections(
                    TinyBundle.load(Path.of("src/test/resources/tiny-image-bundle")),
                    List.of("mouth_open")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no direction 'mouth_open'; fit some (directions fit)");
  }

  @Test
  void whatCantBeUsedIsSaid() throws IOException {
    refused("holds no directions (directions.json is missing)");
    write(facts("ab12"), 2, 1);
    refused("were fitted to generator another (ab12), generator.bundle is tiny");
    write(facts(BUNDLE.id()), 3, 1);
    refused("directions.npy must be [2, 16]");
    write(facts(BUNDLE.id()), 2, Float.NaN);
    refused("holds values that are no numbers");
    byte[] matrix = Files.readAllBytes(folder.resolve("directions.npy"));
    Files.write(folder.resolve("directions.npy"), java.util.Arrays.copyOf(matrix, 150));
    refused("directions.npy");
    Files.delete(folder.resolve("directions.npy"));
    refused("holds no directions (directions.npy is missing)");
    Files.writeString(folder.resolve("directions.json"), "{\"generator\": ");
    refused("directions.json in " + folder + " can't be read");
    Files.writeString(folder.resolve("directions.json"), "{}");
    refused("generator and attributes must be set");
    Files.writeString(
        folder.resolve("directions.json"),
        "{\"generator\":\"x\",\"attributes\":[{\"name\":\"a\",\"low\":1,\"high\":1}]}");
    refused("low below high");
  }

  private void refused(String why) {
    assertThatThrownBy(this::open)
        .isInstanceOf(UserError.class)
        .hasMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}
