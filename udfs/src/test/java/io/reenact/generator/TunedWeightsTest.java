package io.reenact.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.reenact.nn.Autograd;
import io.reenact.splat.cuda.CudaAdam;
import io.reenact.splat.cuda.EmulatedCuda;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** Adam in one kernel, with the emulated driver, against PyTorch's an array. */
class TunedWeightsTest {
  private static final int STEPS = 4;

  private record Run(Map<String, float[]> weights, long waits) {}

  /** Steps along the slope of the outputs' squares, and one with nothing to follow. */
  private static Run run(boolean atOnce) {
    return run(TinyBundle.load(), atOnce);
  }

  private static Run run(GeneratorBundle bundle, boolean atOnce) {
    Optional<CudaAdam> kernel = atOnce ? Optional.of(new CudaAdam(0)) : Optional.empty();
    try (Generator g = Generator.load(bundle, Device.cpu(), true);
        TunedWeights tuned = new TunedWeights(g, new TuningRates(1e-2, 1, 0), kernel)) {
      long first = 0;
      for (int step = 1; step <= STEPS; step++) {
        if (step != 3) {
          follow(g, step);
        }
        tuned.step(1.0 / step, step);
        first = step == 1 ? kernel.map(CudaAdam::waits).orElse(0L) : first;
        g.parameters()
            .forEach(
                (name, p) ->
                    assertThat(apart(Autograd.floats(Autograd.gradient(p)), null))
                        .as(name)
                        .isZero());
      }
      Map<String, float[]> weights = new TreeMap<>();
      g.parameters().forEach((name, p) -> weights.put(name, Autograd.floats(p)));
      return new Run(weights, kernel.map(CudaAdam::waits).orElse(0L) - first);
    }
  }

  private static void follow(Generator g, int seed) {
    Random random = new Random(seed);
    float[] latent = new float[g.bundle().manifest().latentSize()];
    for (int i = 0; i < latent.length; i++) {
      latent[i] = (float) random.nextGaussian();
    }
    try (Synthesis s = g.synthesize(new float[][] {latent}, true);
        Autograd.Scope on = Autograd.enabled()) {
      NDArray all = s.array();
      s.backward(new NDList(all), new NDList(all.stopGradient()));
    }
  }

  /** One of its matrices lies column by column. */
  @Test
  void oneKernelStepsTheEmbeddedGenerator() throws IOException, InterruptedException {
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    Run each = run(bundle, false);
    try (EmulatedCuda cuda = EmulatedCuda.start()) {
      run(bundle, true)
          .weights
          .forEach(
              (name, once) ->
                  assertThat(apart(once, each.weights.get(name))).as(name).isLessThan(2e-6f));
    }
  }

  @Test
  void oneKernelStepsAsOperationsOnEachArrayDo() throws IOException, InterruptedException {
    Run each = run(false);
    try (EmulatedCuda cuda = EmulatedCuda.start()) {
      Run once = run(true);
      assertThat(once.weights).containsOnlyKeys(each.weights.keySet());
      List<String> moved = new ArrayList<>();
      Map<String, float[]> before = before();
      each.weights.forEach(
          (name, expected) -> {
            assertThat(once.weights.get(name)).containsExactly(expected, within(2e-6f));
            if (!Arrays.equals(expected, before.get(name))) {
              moved.add(name);
            }
          });
      assertThat(moved).isNotEmpty();
      assertThat(once.waits).as("addresses are told the device once").isZero();
    }
  }

  /** The largest difference; of null zeros. */
  private static float apart(float[] a, float[] b) {
    float most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - (b == null ? 0 : b[i])));
    }
    return most;
  }

  private static Map<String, float[]> before() {
    Map<String, float[]> weights = new TreeMap<>();
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), true)) {
      g.parameters().forEach((name, p) -> weights.put(name, Autograd.floats(p)));
    }
    return weights;
  }
}
