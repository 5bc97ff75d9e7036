package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class LossTraceTest {
  private static LossTrace trace(int steps, IntToDoubleFunction loss) {
    LossTrace trace = new LossTrace();
    for (int i = 0; i < steps; i++) {
      trace.add(new LossTrace.Entry(JointTuning.PHASE, i + 1, loss.applyAsDouble(i), Map.of()));
      // Another phase's losses are of another kind.
      trace.add(new LossTrace.Entry("cross", i + 1, 0.01 * i, Map.of()));
    }
    return trace;
  }

  @Test
  void tuningThatDoesHarmIsSaid() {
    // Steps 0 to 9 have a mean of 0.309, steps 90 to 99 one of 0.489.
    assertThat(trace(100, i -> 0.3 + 0.002 * i).harm())
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith("tuning made pictures worse (loss 0.309 in its first steps, 0.489")
                    .contains("inversion.tuning_rate", "inversion.rate_factor"));
    assertThat(trace(100, i -> 0.3 - 0.002 * i).harm()).isEmpty();
    // Noise, and too few steps to tell.
    assertThat(trace(100, i -> 0.3 + 0.1 * (i % 2)).harm()).isEmpty();
    assertThat(trace(99, i -> 0.3 + 0.02 * i).harm()).isEmpty();
    assertThat(trace(0, i -> 0).harm()).isEmpty();
  }
}
