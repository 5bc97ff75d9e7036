package io.reenact.latent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartTransferTest {
  @Test
  void keepsTheNamedDirectionsOnly() {
    Random r = new Random(2);
    float[][] a = new float[5][32];
    for (float[] row : a) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) r.nextGaussian();
      }
    }
    float[] offset = new float[64];
    float[] expected = new float[64];
    for (int i = 0; i < 64; i++) {
      offset[i] = 0.7f * a[1][i % 32] - 0.4f * a[3][i % 32];
      expected[i] = 2 * 0.7f * a[1][i % 32];
    }
    float[] kept = new PartTransfer(a, Map.of(1, 2.0)).of(offset);
    for (int i = 0; i < 64; i++) {
      assertThat(kept[i]).isCloseTo(expected[i], org.assertj.core.api.Assertions.within(0.02f));
    }
  }
}
