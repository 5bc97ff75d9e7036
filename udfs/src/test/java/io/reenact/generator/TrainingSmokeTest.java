package io.reenact.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The training scripts run from start to finish and write a bundle that this project loads. Takes
 * minutes, so only with {@code -Dreenact.slow=true}.
 */
class TrainingSmokeTest {
  private static final String PYTHON = "/usr/bin/python3";

  @Test
  void buildsABundleThatLoads(@TempDir Path folder) throws Exception {
    assumeTrue(Boolean.getBoolean("reenact.slow"), "slow: run with -Dreenact.slow=true");
    Path root = Path.of(System.getProperty("reenact.root", ".")).toAbsolutePath();
    Path head = root.resolve("../shared/head-model");
    assumeTrue(Files.exists(head.resolve("head_model.npz")), "no head model at " + head);
    assumeTrue(
        run(folder, List.of(PYTHON, "-c", "import torch, numpy, scipy, PIL")) == 0,
        "training needs Debian's python3-torch, python3-numpy, python3-scipy and python3-pil");
    Path bundle = folder.resolve("out/bundle");
    int code =
        run(
            folder,
            List.of(
                PYTHON,
                root.resolve("models/embedded/train/build.py").toString(),
                "--head-model",
                head.toString(),
                "--work",
                folder.resolve("work").toString(),
                "--out",
                bundle.toString(),
                "--smoke"));
    assertThat(code).as(Files.readString(folder.resolve("said.txt"))).isZero();
    assertThat(folder.resolve("out/refinement.npy")).isNotEmptyFile();
    String pin = GeneratorBundle.sha256(Files.readAllBytes(bundle.resolve("generator.json")));
    GeneratorBundle loaded = GeneratorBundle.load(bundle.toString(), pin, new Configuration(false));
    assertThat(loaded.manifest().boundaries()).containsKeys("age", "smile", "glasses", "beard");
    try (Generator g = Generator.load(loaded, Device.cpu(), false)) {
      float[] latent = g.latentOf(g.map(new float[1][loaded.manifest().zDim()])[0]);
      try (Synthesis s = g.synthesize(new float[][] {latent}, false)) {
        FloatBuffer gaussians = s.gaussians(0);
        assertThat(s.count()).isEqualTo(8192);
        for (int i = 0; i < gaussians.limit(); i++) {
          assertThat(gaussians.get(i)).isFinite();
        }
      }
    }
  }

  private static int run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("said.txt").toFile())
          .start()
          .waitFor();
    } catch (IOException e) {
      // No such program.
      return -1;
    }
  }
}
