package io.reenact.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * models/export_cgsgan.py on a checkpoint of the stand-in classes in models/standin_cgsgan, and the
 * embedded generator in the same shapes.
 */
class CgsganExportTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final Path MODELS = Path.of("../models").toAbsolutePath().normalize();

  @TempDir static Path dir;
  private static Path bundle;
  private static String printed;

  @BeforeAll
  static void export() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of(PYTHON)) && run("-c", "import torch").code == 0,
        "the exporter is not tested: " + PYTHON + " with python3-torch is not here");
    Run made = run(MODELS + "/standin_cgsgan/make_checkpoint.py", "--out", dir.toString());
    assertThat(made.code).as(made.text).isZero();
    bundle = dir.resolve("bundle");
    Run run = export(dir.resolve("network.pkl"), MODELS.resolve("standin_cgsgan"), bundle);
    assertThat(run.code).as(run.text).isZero();
    printed = run.text;
  }

  @Test
  void theBundleGivesTheCheckpointsGaussians() throws IOException {
    assertThat(printed).contains("120 Gaussians, 7 latents of 512", "largest difference");
    GeneratorManifest m = TinyBundle.load(bundle).manifest();
    assertThat(m.wSpace()).isEqualTo("W");
    assertThat(m.licence()).contains("CGS-GAN");
    assertThat(m.files().keySet()).contains("mapping.pt", "synthesis.pt", "latent_stats.json");
    try (Generator g = Generator.load(TinyBundle.load(bundle), Device.cpu(), false)) {
      float[][] w = g.map(rows("z"));
      float[][] expected = rows("w");
      for (int i = 0; i < w.length; i++) {
        assertThat(w[i]).containsExactly(expected[i], within(1e-5f));
      }
      float[] gaussians = Npy.parse(Files.readAllBytes(dir.resolve("gaussians.npy")), "").data();
      try (Synthesis s = g.synthesize(expected, false)) {
        for (int b = 0; b < 3; b++) {
          FloatBuffer found = s.gaussians(b);
          for (int i = 0; i < 120 * 14; i++) {
            assertThat(found.get(i)).isCloseTo(gaussians[b * 120 * 14 + i], within(1e-4f));
          }
        }
      }
    }
  }

  @Test
  void gradientsReachTheLatentAndTheWeights() throws IOException {
    try (Generator g = Generator.load(TinyBundle.load(bundle), Device.cpu(), true)) {
      float[] w = rows("w")[1];
      float[] probe = new float[120 * 14];
      for (int i = 0; i < probe.length; i++) {
        probe[i] = (float) Math.sin(i);
      }
      float[] gradient;
      try (Synthesis s = g.synthesize(new float[][] {w}, true)) {
        gradient = s.backward(s.gradientBuffer().put(probe).rewind())[0];
      }
      // Along the gradient itself, where the difference is largest against rounding.
      double norm = Math.sqrt(dot(gradient, gradient));
      float[] up = w.clone();
      float[] down = w.clone();
      for (int i = 0; i < w.length; i++) {
        up[i] += (float) (0.02 * gradient[i] / norm);
        down[i] -= (float) (0.02 * gradient[i] / norm);
      }
      double slope = (value(g, up, probe) - value(g, down, probe)) / 0.04;
      assertThat(norm).isCloseTo(slope, within(0.02 * norm));
      assertThat(g.parameters().keySet()).contains("points");
      assertThat(g.parameters().get("points").getGradient().abs().sum().getFloat()).isPositive();
    }
  }

  /** models/hidden_bundle.py turns z and w, and keeps what they show. */
  @Test
  void theEmbeddedGeneratorComesAsAStranger() throws IOException, InterruptedException {
    Path folder = dir.resolve("hidden");
    Run made = run(MODELS + "/hidden_bundle.py", "--out", folder.toString());
    assertThat(made.code).as(made.text).isZero();
    GeneratorBundle stranger = TinyBundle.load(folder);
    GeneratorManifest m = stranger.manifest();
    assertThat(made.text).contains(stranger.id());
    assertThat(List.of(m.zDim(), m.wDim(), m.numWs())).containsExactly(512, 512, 10);
    assertThat(m.directions()).isNull();
    assertThat(m.landmarks68()).isNull();
    assertThat(m.zLayout()).isNullOrEmpty();
    assertThat(m.boundaries()).isNullOrEmpty();
    GeneratorBundle known =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    // A rotation keeps how far w spread, and the mean w is the same head.
    assertThat(variance(stranger)).isCloseTo(variance(known), within(0.05 * variance(known)));
    float[] hidden = mean(stranger);
    float[] open = mean(known);
    double square = 0;
    for (int i = 0; i < open.length; i += 14) {
      for (int k = 0; k < 3; k++) {
        square += Math.pow(hidden[i + k] - open[i + k], 2) / open.length * 14;
      }
    }
    assertThat(Math.sqrt(square)).as("of a head half a unit high").isLessThan(0.005);
  }

  private static double variance(GeneratorBundle bundle) {
    double sum = 0;
    for (float s : bundle.latentStats().std()) {
      sum += (double) s * s;
    }
    return sum;
  }

  /** The Gaussians of the mean w. */
  private static float[] mean(GeneratorBundle bundle) {
    try (Generator g = Generator.load(bundle, Device.cpu(), false);
        Synthesis s =
            g.synthesize(new float[][] {g.latentOf(bundle.latentStats().mean())}, false)) {
      float[] all = new float[14 * s.count()];
      s.gaussians(0).get(all);
      return all;
    }
  }

  @Test
  void noDeviceIsWrittenDown() throws IOException {
    List<String> fixed = new ArrayList<>();
    try (ZipFile zip = new ZipFile(bundle.resolve("synthesis.pt").toFile())) {
      for (ZipEntry e : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
        if (e.getName().endsWith(".py")) {
          new String(zip.getInputStream(e).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> line.contains("torch.device("))
              .forEach(fixed::add);
        }
      }
    }
    assertThat(fixed).isEmpty();
  }

  @Test
  void saysInOneLineWhatIsWrong() throws IOException, InterruptedException {
    Path code = MODELS.resolve("standin_cgsgan");
    refused(dir.resolve("nowhere.pkl"), code, "no such file");
    refused(dir.resolve("network.pkl"), dir, "no CGS-GAN checkout");
    refused(dir.resolve("z.npy"), code, "no pickle of a network");
    assertThat(dir.resolve("refused")).doesNotExist();
  }

  private static void refused(Path checkpoint, Path code, String why)
      throws IOException, InterruptedException {
    Run run = export(checkpoint, code, dir.resolve("refused"));
    assertThat(run.code).isEqualTo(1);
    assertThat(run.text.strip().lines())
        .singleElement()
        .asString()
        .startsWith("export_cgsgan: ")
        .contains(why);
  }

  private static Run export(Path checkpoint, Path code, Path out)
      throws IOException, InterruptedException {
    return run(
        MODELS + "/export_cgsgan.py",
        "--checkpoint",
        checkpoint.toString(),
        "--code",
        code.toString(),
        "--out",
        out.toString(),
        "--samples",
        "500");
  }

  private record Run(int code, String text) {}

  private static Run run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(Arrays.asList(arguments));
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(p.waitFor(), text);
  }

  private static float[][] rows(String name) throws IOException {
    Npy a = Npy.parse(Files.readAllBytes(dir.resolve(name + ".npy")), name);
    float[][] rows = new float[a.shape()[0]][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = a.row(i);
    }
    return rows;
  }

  private static double value(Generator g, float[] latent, float[] probe) {
    try (Synthesis s = g.synthesize(new float[][] {latent}, false)) {
      double sum = 0;
      for (int i = 0; i < probe.length; i++) {
        sum += s.gaussians(0).get(i) * (double) probe[i];
      }
      return sum;
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
