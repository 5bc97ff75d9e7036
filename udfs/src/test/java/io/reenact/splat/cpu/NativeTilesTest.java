package io.reenact.splat.cpu;

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

/** The compiled tiles that ship are those of the source; {@code src/main/native/build.sh}. */
class NativeTilesTest {
  @TempDir private Path out;

  @Test
  void theShippedLibraryComesFromTheSource() throws IOException {
    ByteArrayOutputStream sources = new ByteArrayOutputStream();
    for (String name : List.of("tiles.cc", "build.sh")) {
      sources.write(Files.readAllBytes(Path.of("src/main/native", name)));
    }
    List<String> built = built();
    assertThat(built.get(0))
        .as("the source changed: run udfs/src/main/native/build.sh")
        .isEqualTo("sources " + GeneratorBundle.sha256(sources.toByteArray()));
    assertThat(built).hasSizeGreaterThan(2);
    for (String line : built.subList(2, built.size())) {
      String[] parts = line.split(" +", 2);
      assertThat(GeneratorBundle.sha256(resource(parts[1]))).as(parts[1]).isEqualTo(parts[0]);
    }
  }

  @Test
  void theSameCompilerMakesTheSameLibraryAgain() throws IOException, InterruptedException {
    String compiler = built().get(1).replaceFirst("compiler ", "");
    assumeTrue(
        output("g++", "--version").startsWith(compiler),
        "no " + compiler + " here: the shipped library is not compiled again");
    output("sh", "src/main/native/build.sh", out.toString());
    assertThat(Files.readAllLines(out.resolve("BUILT"))).isEqualTo(built());
  }

  /** This machine may do without, but not a machine for which one ships. */
  @Test
  void itRunsWhereItShips() throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64")
            && Files.readString(Path.of("/proc/cpuinfo")).contains(" avx2 "),
        "no library ships for this machine");
    assertThat(NativeTiles.available()).isTrue();
  }

  private static List<String> built() throws IOException {
    return new String(resource("BUILT"), StandardCharsets.UTF_8).lines().toList();
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
    try (InputStream in = NativeTiles.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }
}
