package io.reenact.splat.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.scratch.ShippedLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Compiled tiles; what they draw is compared in CpuRasterizerTest, their making in
 * NativeLibraryTest.
 */
class NativeTilesTest {
  @Test
  void theyRunWhereTheyShip() throws IOException {
    assumeTrue(
        ShippedLibrary.here() && Files.readString(Path.of("/proc/cpuinfo")).contains(" avx2 "),
        "not Linux on x86-64 with AVX2");
    assertThat(NativeTiles.available()).isTrue();
  }
}
