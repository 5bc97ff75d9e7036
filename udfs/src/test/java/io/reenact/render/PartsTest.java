package io.reenact.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.video.InputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** Strengths by part and by coefficient. */
class PartsTest {
  /** What is left of one unit of a direction, in units of it. */
  private static double left(Map<String, Double> parts, String direction) throws IOException {
    Configuration hadoop = new Configuration(false);
    Path dir = Path.of("src/test/resources/tiny-bundle");
    String pin = GeneratorBundle.sha256(Files.readAllBytes(dir.resolve("generator.json")));
    GeneratorBundle bundle = GeneratorBundle.load(InputFiles.uri(dir), pin, hadoop);
    Boundaries boundaries = Boundaries.open(bundle, "", hadoop);
    float[] step = boundaries.step(direction);
    float[] kept = Parts.of(boundaries, parts).of(step);
    double dot = 0;
    double square = 0;
    for (int i = 0; i < step.length; i++) {
      dot += kept[i] * step[i];
      square += step[i] * step[i];
    }
    return dot / square;
  }

  @Test
  void aCoefficientBesideItsPartCounts() throws IOException {
    // Whatever the alphabet says: eyes come before gazeYaw, jawOpen before mouth.
    Map<String, Double> parts = Map.of("eyes", 0.5, "gazeYaw", 2.0, "mouth", 1.2, "jawOpen", 0.3);
    assertThat(left(parts, "jawOpen")).isCloseTo(0.3, within(0.02));
    assertThat(left(parts, "gazeYaw")).isCloseTo(2, within(0.02));
    assertThat(left(parts, "eyeBlink_L")).isCloseTo(0.5, within(0.02));
    assertThat(left(Map.of("mouth", 1.2), "jawOpen")).isCloseTo(1.2, within(0.02));
    assertThat(left(Map.of("eyeBlink_L", 1.0), "jawOpen")).isCloseTo(0, within(0.02));
    // Gaze is narrower than eyes.
    Map<String, Double> gaze = Map.of("gaze", 2.0, "eyes", 0.5);
    assertThat(left(gaze, "gazePitch")).isCloseTo(2, within(0.02));
    assertThat(left(gaze, "eyeBlink_L")).isCloseTo(0.5, within(0.02));
  }
}
