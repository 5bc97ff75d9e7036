package io.reenact.nn.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.scratch.ThisMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped libraries come from the sources beside them. */
class NativeLibraryTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("reenact.root"), "udfs", "src", "main", "native");

  @ParameterizedTest
  @CsvSource({
    "nn/cpu, libreenact.so, network_kernels.h network.cpp",
    "splat/cpu, libsplat.so, native.h elementary.h tile_kernels.h tiles.cpp projection.cpp",
    "inversion, libdescent.so, native.h elementary.h descent.cpp",
    "face, libpictures.so, native.h elementary.h pictures.cpp",
    "video, libpixels.so, native.h pixels.cpp"
  })
  void isMadeFromItsSources(String part, String library, String code) throws Exception {
    List<String> built = built(part);
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    for (String source : (code + " build.sh").split(" ")) {
      sha.update(Files.readAllBytes(SOURCES.resolve(source)));
    }
    assertThat(built.get(0))
        .as("run udfs/src/main/native/build.sh")
        .isEqualTo("sources " + HexFormat.of().formatHex(sha.digest()));
    sha.reset();
    assertThat(built.get(2))
        .isEqualTo(HexFormat.of().formatHex(sha.digest(resource(part, library))) + "  " + library);
  }

  @Test
  void theSameCompilerMakesTheSameLibrariesAgain(@TempDir Path out) throws Exception {
    Process version = run("gcc", "--version");
    Assumptions.assumeTrue(version != null, "no gcc here");
    String compiler =
        new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .findFirst()
            .orElse("");
    List<String> built = built("nn/cpu");
    Assumptions.assumeTrue(
        built.get(1).equals("compiler " + compiler), compiler + ", built by " + built.get(1));
    Process p = run("sh", SOURCES.resolve("build.sh").toString(), out.toString());
    assertThat(p).isNotNull();
    String said = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(p.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(p.exitValue()).as(said).isZero();
    for (String part : List.of("nn/cpu", "splat/cpu", "inversion", "face", "video")) {
      assertThat(Files.readAllLines(out.resolve(part + "/linux-x86-64/BUILT")))
          .isEqualTo(built(part));
    }
  }

  @Test
  void runsOnLinuxOnX86() {
    Assumptions.assumeTrue(ThisMachine.runsShippedLibraries(), "not Linux on x86-64 with AVX2");
    assertThat(NativeNetworks.available()).isTrue();
    boolean wide = ThisMachine.has("avx512f", "avx512bw", "avx512dq", "avx512vl");
    assertThat(NativeNetworks.lanes()).isEqualTo(wide ? 16 : 8);
  }

  /** Null if there is no such program. */
  private static Process run(String... command) {
    try {
      return new ProcessBuilder(command).start();
    } catch (IOException e) {
      return null;
    }
  }

  private static List<String> built(String part) throws IOException {
    return new String(resource(part, "BUILT"), StandardCharsets.UTF_8).lines().toList();
  }

  /**
   * @param part a package that has a library
   */
  private static byte[] resource(String part, String name) throws IOException {
    String path = "/io/reenact/" + part + "/linux-x86-64/" + name;
    try (InputStream in = NativeNetworks.class.getResourceAsStream(path)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }
}
