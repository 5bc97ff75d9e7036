package io.reenact.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Npy;
import io.reenact.maths.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundaryTest {
  private static float[] random(long seed, int n) {
    Random r = new Random(seed);
    float[] v = new float[n];
    for (int i = 0; i < n; i++) {
      v[i] = (float) r.nextGaussian();
    }
    return v;
  }

  private static Boundary boundary(long seed) {
    return Boundary.of("b" + seed, random(seed, 64), 0.5, -1, 1);
  }

  @Test
  void aConditionalBoundaryLeavesItsConditionsScoresAlone() {
    List<Boundary> conditions = List.of(boundary(2), boundary(3), boundary(4));
    Boundary free = boundary(1).conditioned(conditions);
    float[] w = random(9, 64);
    float[] moved = Latents.plus(w, 3, free.normal());
    assertThat(Vectors.norm(free.normal())).isCloseTo(1, within(1e-6));
    for (Boundary c : conditions) {
      assertThat(c.score(moved)).isCloseTo(c.score(w), within(1e-5));
    }
    assertThat(boundary(1).score(moved)).isGreaterThan(boundary(1).score(w) + 1);
    // One condition: the published formula n1 - (n1 . n2) n2.
    Boundary one = boundary(1).conditioned(List.of(boundary(2)));
    float[] n1 = boundary(1).normal();
    float[] n2 = boundary(2).normal();
    float[] expected = Latents.plus(n1, -Latents.dot(n1, n2), n2);
    assertThat(Latents.cosine(expected, one.normal())).isCloseTo(1, within(1e-6));
  }

  @Test
  void nothingIsLeftInTheSpanOfTheConditions() {
    assertThatThrownBy(() -> boundary(1).conditioned(List.of(boundary(2), boundary(1))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("span of its conditions");
  }

  @Test
  void aUsersFolderComesBeforeTheBundle(@TempDir Path folder) throws IOException {
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    int n = bundle.manifest().wDim();
    Files.write(folder.resolve("age.npy"), new Npy(new int[] {n}, random(5, n)).encode());
    Files.writeString(folder.resolve("age.json"), "{\"intercept\": 2, \"range\": [-1, 4]}");
    Boundaries all = Boundaries.open(bundle, folder.toString(), new Configuration(false));
    assertThat(all.isOwn("age")).isTrue();
    assertThat(all.find("age").high()).isEqualTo(4);
    assertThat(Latents.cosine(all.step("age"), random(5, n))).isCloseTo(1, within(1e-6));
    assertThat(all.names()).contains("age", "smile");
    assertThat(all.step("jawOpen")).hasSize(n);
    assertThatThrownBy(() -> all.step("nose"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("'nose'");
    Files.write(folder.resolve("short.npy"), new Npy(new int[] {1, 3}, random(6, 3)).encode());
    Boundaries again = Boundaries.open(bundle, folder.toString(), new Configuration(false));
    assertThat(again.step("age")).as("untouched by a broken neighbour").hasSize(n);
    assertThatThrownBy(() -> again.find("short"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has 3 floats")
        .hasMessageContaining("belongs to another generator");
    assertThatThrownBy(() -> Boundaries.open(bundle, folder + "/x", new Configuration(false)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void publishedBoundariesAreRead() throws IOException {
    Path shared = Path.of(System.getProperty("reenact.root", ".")).resolve("../shared/boundaries");
    Assumptions.assumeTrue(Files.isDirectory(shared), "no boundaries in " + shared);
    for (String name : new String[] {"age", "glasses", "sentiment"}) {
      Npy file = Npy.parse(Files.readAllBytes(shared.resolve(name + ".npy")), name);
      Boundary b = Boundary.of(name, file, Double.NaN, Double.NaN, Double.NaN);
      assertThat(b.normal()).hasSize(512);
      assertThat(Latents.cosine(b.normal(), file.data())).isCloseTo(1, within(1e-6));
      assertThat(Npy.parse(b.npy().encode(), name).shape()).containsExactly(1, 512);
    }
  }
}
