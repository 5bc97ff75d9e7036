package io.reenact.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.reenact.error.UserError;
import org.junit.jupiter.api.Test;

/** libtorch's switches, set and read back; what they do to a GPU's sums is CudaGpuStepTest's. */
class PrecisionTest {
  @Test
  void precisionsHaveNames() {
    for (Precision p : Precision.values()) {
      assertThat(Precision.of(p.toString())).isEqualTo(p);
    }
    assertThatThrownBy(() -> Precision.of("half"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("float32, tf32, bfloat16");
  }

  @Test
  void nothingIsRoundedUnlessTf32IsAskedFor() {
    // Loads libtorch as everything of ours does.
    Autograd.threads();
    rounds(false);
    Device gpu = Device.gpu(0);
    try (Precision.Scope outer = Precision.TF32.begin(gpu)) {
      rounds(true);
      try (Precision.Scope inner = Precision.TF32.begin(gpu)) {
        rounds(true);
      }
      rounds(true);
    }
    rounds(false);
    for (Precision p : new Precision[] {Precision.FLOAT32, Precision.BFLOAT16}) {
      try (Precision.Scope scope = p.begin(gpu)) {
        rounds(false);
      }
    }
    try (Precision.Scope scope = Precision.TF32.begin(Device.cpu())) {
      rounds(false);
    }
  }

  private static void rounds(boolean expected) {
    assertThat(Tf32.convolutions()).as("cuDNN").contains(expected);
    assertThat(Tf32.products()).as("cuBLAS").contains(expected);
  }
}
