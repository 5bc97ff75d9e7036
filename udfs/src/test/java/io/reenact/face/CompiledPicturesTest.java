package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.scratch.ThisMachine;
import io.reenact.video.RgbImage;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compiled code gives the bits of Java, which PersonMatteTest and SamplingTest check. */
class CompiledPicturesTest {
  private final Random random = new Random(5);

  @Test
  void itRunsWhereItShips() {
    assumeTrue(ThisMachine.runsShippedLibraries(), "not Linux on x86-64 with AVX2");
    assertThat(CompiledPictures.available()).isTrue();
  }

  /** Flat areas as well: there the system of a window is all but singular. */
  private float[] floats(int n, double scale) {
    float[] v = new float[n];
    for (int i = 0; i < n; i++) {
      v[i] = i > 0 && random.nextInt(3) > 0 ? v[i - 1] : (float) (scale * random.nextGaussian());
    }
    return v;
  }

  @ParameterizedTest
  @CsvSource({"4, 1, 1", "8, 40, 3", "64, 48, 2", "64, 48, 100", "128, 128, 4", "20, 21, 0"})
  void aGuidedFilter(int w, int h, int radius) {
    assumeTrue(CompiledPictures.available(), "no compiled code for this machine");
    float[] p = floats(w * h, 0.5);
    float[] guide = floats(3 * w * h, 0.5);
    assertThat(CompiledPictures.guided(p, guide, w, h, radius, 4e-4))
        .containsExactly(GuidedFilter.inJava(p, guide, w, h, radius, 4e-4));
  }

  @ParameterizedTest
  @CsvSource({"4, 1", "8, 3", "64, 2", "128, 21", "20, 0"})
  void aPersonsColours(int size, int radius) {
    assumeTrue(CompiledPictures.available(), "no compiled code for this machine");
    float[][] pictures = new float[3][];
    for (int k = 0; k < pictures.length; k++) {
      pictures[k] = floats(3 * size * size, 0.7);
    }
    // Nothing, everything and what lies between, in patches.
    float[] matte = floats(size * size, 1);
    for (int i = 0; i < matte.length; i++) {
      matte[i] = Math.max(0, Math.min(1, 2 * matte[i]));
    }
    assertThat(
            CompiledPictures.blurFused(pictures[0], pictures[1], pictures[2], matte, size, radius))
        .containsExactly(
            Foreground.inJava(pictures[0], pictures[1], pictures[2], matte, size, radius));
  }

  /** Scale, turn in radians, where the middle of the output lies, and the output's sides. */
  @ParameterizedTest
  @CsvSource({
    "0.6, 0.3, 30, 20, 33, 32, REPLICATE",
    "0.6, 0.3, 3, 50, 32, 30, BLACK",
    "1.04, -2, 30, 20, 17, 18, REPLICATE",
    "0.3, 0, 30, 20, 30, 40, REPLICATE",
    "0.9, 0, 1, 1, 41, 40, BLACK",
    "0.7, 0, 300, 200, 40, 40, REPLICATE",
    "0.7, 0, 300, 200, 40, 40, BLACK",
    "0.7, 1, -300, 20, 40, 40, REPLICATE",
    "1.4, 0.2, 30, 20, 43, 40, REPLICATE",
    "2, 0, 30, 20, 44, 40, BLACK",
    "2.6, 0.4, 30, 20, 19, 20, REPLICATE",
    "5.5, 0, 30, 20, 21, 20, BLACK",
    "3, 0.1, -30, 90, 20, 20, REPLICATE"
  })
  void aPictureIsSampled(
      double scale, double turn, double x, double y, int w, int h, AffineSampler.Border border) {
    assumeTrue(CompiledPictures.available(), "no compiled code for this machine");
    byte[] rgb = new byte[3 * 61 * 47];
    random.nextBytes(rgb);
    RgbImage image = new RgbImage(61, 47, rgb);
    double c = scale * Math.cos(turn);
    double s = scale * Math.sin(turn);
    double[] map = {
      c, -s, x - (c * w - s * h) / 2, s, c, y - (s * w + c * h) / 2,
    };
    assertThat(AffineSampler.sample(image, map, w, h, border))
        .containsExactly(AffineSampler.inJava(image, map, w, h, border));
  }

  /** Scale from frame to crop, turn in radians, and where in the crop the frame's middle lies. */
  @ParameterizedTest
  @CsvSource({
    "0.4, 0.2, 16, 16",
    "1, 0, 16, 16",
    "0.9, -1, 40, 3",
    "1.7, 0.5, 10, 20",
    "3.2, 0, 8, 9"
  })
  void aCropIsPasted(double scale, double turn, double u, double v) {
    assumeTrue(CompiledPictures.available(), "no compiled code for this machine");
    byte[] rgb = new byte[3 * 61 * 47];
    random.nextBytes(rgb);
    RgbImage frame = new RgbImage(61, 47, rgb);
    float[] picture = floats(3 * 32 * 32, 0.7);
    float[] alpha = new float[32 * 32];
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] = Math.max(0, Math.min(1, 1.5f * random.nextFloat() - 0.4f));
    }
    double c = scale * Math.cos(turn);
    double s = scale * Math.sin(turn);
    double[] toCrop = {c, -s, u - c * 30 + s * 23, s, c, v - s * 30 - c * 23};
    RgbImage pasted = CropPaste.paste(frame, picture, alpha, toCrop, 32, true);
    assertThat(pasted.rgb())
        .isNotEqualTo(rgb)
        .containsExactly(CropPaste.paste(frame, picture, alpha, toCrop, 32, false).rgb());
  }

  @Test
  void aMapThatLeadsNowhereIsRefused() {
    RgbImage image = new RgbImage(4, 4, new byte[48]);
    double[] map = {Double.NaN, 0, 0, 0, 1, 0};
    assertThatThrownBy(() -> AffineSampler.sample(image, map, 4, 4, AffineSampler.Border.REPLICATE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rowsOfAnyLengthAreFiltered() {
    float[] p = floats(7 * 5, 0.5);
    float[] guide = floats(3 * 7 * 5, 0.5);
    assertThat(GuidedFilter.filter(p, guide, 7, 5, 2, 4e-3))
        .containsExactly(GuidedFilter.inJava(p, guide, 7, 5, 2, 4e-3));
  }
}
