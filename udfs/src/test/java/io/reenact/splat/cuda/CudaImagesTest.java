package io.reenact.splat.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.generator.GeneratorBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiled kernels that ship are those of the sources; {@code src/main/cuda/build.sh}. */
class CudaImagesTest {
  @TempDir private Path out;

  @Test
  void theShippedImagesComeFromTheSources() throws IOException {
    List<String> built = new String(resource("BUILT"), StandardCharsets.UTF_8).lines().toList();
    ByteArrayOutputStream sources = new ByteArrayOutputStream();
    for (String name :
        List.of(
            "splat_math.h",
            "splat_sort.h",
            "step_kernels.h",
            "pixel_kernels.h",
            "splat.cu",
            "build.sh")) {
      sources.write(Files.readAllBytes(Path.of("src/main/cuda", name)));
    }
    assertThat(built.get(0))
        .as("the kernels' sources changed: run udfs/src/main/cuda/build.sh")
        .isEqualTo("sources " + GeneratorBundle.sha256(sources.toByteArray()));
    List<String> images = built.subList(2, built.size());
    assertThat(images).hasSize(5);
    for (String line : images) {
      String[] parts = line.split(" +", 2);
      assertThat(GeneratorBundle.sha256(resource(parts[1]))).as(parts[1]).isEqualTo(parts[0]);
    }
  }

  @Test
  void theSameCompilerMakesTheSameImagesAgain() throws IOException, InterruptedException {
    List<String> built = new String(resource("BUILT"), StandardCharsets.UTF_8).lines().toList();
    String version = built.get(1).replaceAll(".*, ", "");
    assumeTrue(
        output("nvcc", "--version").contains(version),
        "no nvcc " + version + " here: the shipped kernels are not compiled again");
    output("sh", "src/main/cuda/build.sh", out.toString());
    assertThat(Files.readAllLines(out.resolve("BUILT"))).isEqualTo(built);
    for (String line : built.subList(2, built.size())) {
      String name = line.split(" +", 2)[1];
      assertThat(Files.readAllBytes(out.resolve(name))).as(name).isEqualTo(resource(name));
    }
  }

  /** What a command prints; nothing if it is not here. */
  private static String output(String... command) throws IOException, InterruptedException {
    Process p;
    try {
      p = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return "";
    }
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(p.waitFor()).as(said).isZero();
    return said;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = CudaRasterizer.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }
}
