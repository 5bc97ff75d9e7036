package io.reenact.splat.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.scratch.ThisMachine;
import org.junit.jupiter.api.Test;

/**
 * Compiled tiles; what they draw is compared in CpuRasterizerTest, their making in
 * NativeLibraryTest.
 */
class NativeTilesTest {
  @Test
  void theyRunWhereTheyShip() {
    assumeTrue(ThisMachine.runsShippedLibraries(), "not Linux on x86-64 with AVX2");
    assertThat(NativeTiles.available()).isTrue();
  }
}
