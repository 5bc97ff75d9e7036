package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.scratch.ThisMachine;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled code gives the bits of Java, which RgbImageTest checks. */
class CompiledPixelsTest {
  private static final float[] ODD = {
    Float.NaN,
    Float.NEGATIVE_INFINITY,
    Float.POSITIVE_INFINITY,
    1e20f,
    -1e20f,
    -0f,
    Math.nextUp(1f),
    Math.nextDown(-1f)
  };

  @BeforeEach
  void itRunsWhereItShips() {
    assumeTrue(ThisMachine.runsShippedLibraries(), "not Linux on x86-64 with AVX2");
    assertThat(CompiledPixels.available()).isTrue();
  }

  /** More and fewer pixels than a block and a vector. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 33, 511, 512, 513, 5_000})
  void bothWaysTheSameBits(int pixels) {
    Random random = new Random(pixels);
    float[] chw = new float[3 * pixels];
    for (int i = 0; i < chw.length; i++) {
      int odd = random.nextInt(40);
      chw[i] = odd < ODD.length ? ODD[odd] : 1.3f * (2 * random.nextFloat() - 1);
    }
    byte[] java = new byte[chw.length];
    byte[] compiled = new byte[chw.length];
    RgbImage.bytesInJava(chw, java);
    CompiledPixels.pack(chw, compiled);
    assertThat(compiled).isEqualTo(java);

    random.nextBytes(java);
    float[] back = new float[chw.length];
    RgbImage.floatsInJava(java, chw);
    CompiledPixels.unpack(java, back);
    assertThat(back).isEqualTo(chw);
  }

  @Test
  void arraysOfTwoSizesAreRefused() {
    assertThatThrownBy(() -> CompiledPixels.pack(new float[3], new byte[6]))
        .hasMessageContaining("3 floats for 6 bytes");
    assertThatThrownBy(() -> CompiledPixels.unpack(new byte[6], new float[3]))
        .hasMessageContaining("3 floats for 6 bytes");
  }
}
