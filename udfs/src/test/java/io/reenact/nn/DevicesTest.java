package io.reenact.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.reenact.error.UserError;
import io.reenact.splat.cuda.EmulatedCuda;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {
  private record Fake(int gpus, boolean torchHasCuda, String fault) implements Devices.Machine {
    @Override
    public Optional<String> trouble(int gpu) {
      return Optional.ofNullable(fault);
    }

    @Override
    public Optional<String> neighbour(int gpu) {
      return gpu == 1 ? Optional.of("GPU 1 is used by another process") : Optional.empty();
    }
  }

  private static final Fake NONE = new Fake(0, false, null);
  private static final Fake WRONG_TORCH = new Fake(2, false, null);
  private static final Fake BROKEN = new Fake(2, true, "its pictures differ from the CPU's");
  private static final Fake FINE = new Fake(2, true, null);

  @Test
  void autoTakesAGpuOnlyIfItWorksAndSaysWhyNot() {
    assertThat(Devices.choose("auto", NONE)).isEqualTo(new Devices.Choice(Device.cpu(), null));
    assertThat(Devices.choose("auto", FINE)).isEqualTo(new Devices.Choice(Device.gpu(0), null));
    Devices.Choice torch = Devices.choose("auto", WRONG_TORCH);
    assertThat(torch.device()).isEqualTo(Device.cpu());
    assertThat(torch.note())
        .contains("PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION=2.7.1", "PYTORCH_FLAVOR=cu128")
        .doesNotContain("\n");
    Devices.Choice broken = Devices.choose("auto", BROKEN);
    assertThat(broken.device()).isEqualTo(Device.cpu());
    assertThat(broken.note()).contains("its pictures differ from the CPU's");
  }

  @Test
  void cpuIsNeverAskedTwice() {
    assertThat(Devices.choose("cpu", FINE)).isEqualTo(new Devices.Choice(Device.cpu(), null));
  }

  @Test
  void cudaIsTheGpuThatIsNamedOrAnError() {
    assertThat(Devices.choose("cuda", FINE).device()).isEqualTo(Device.gpu(0));
    assertThat(Devices.choose("cuda:1", FINE).device()).isEqualTo(Device.gpu(1));
    refused("cuda:2", FINE, "shows 2 GPUs");
    refused("cuda", NONE, "shows 0 GPUs");
    refused("cuda", WRONG_TORCH, "PYTORCH_LIBRARY_PATH");
    refused("cuda", BROKEN, "differ from the CPU's");
    refused("cuda:x", FINE, "auto, cpu, cuda or cuda:N");
    refused("gpu", FINE, "auto, cpu, cuda or cuda:N");
  }

  @Test
  void aGpuThatIsUsedAlreadyIsTakenAndToldOf() {
    assertThat(Devices.choose("cuda:1", FINE))
        .isEqualTo(new Devices.Choice(Device.gpu(1), "GPU 1 is used by another process"));
    assertThat(Devices.choose("cuda", FINE).note()).isNull();
  }

  /** Another process holds the lock: of one process, Java says no to a second by itself. */
  @Test
  void aClaimIsSeenByOtherProcesses(@TempDir Path folder) throws IOException, InterruptedException {
    assertThat(GpuClaim.of(3, folder)).isEmpty();
    assertThat(GpuClaim.of(3, folder)).as("its own").isEmpty();
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process other =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Claimant.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor()).isZero();
    assertThat(said)
        .startsWith(
            "GPU 3 is used by another process, too (process "
                + ProcessHandle.current().pid()
                + "): ")
        .contains("job.units_per_gpu");
  }

  /** Another process that wants GPU 3. */
  static final class Claimant {
    private Claimant() {}

    /** Prints who has it. */
    public static void main(String[] folder) {
      System.out.print(GpuClaim.of(3, Path.of(folder[0])).orElse("nobody"));
    }
  }

  private static void refused(String asked, Devices.Machine machine, String why) {
    assertThatThrownBy(() -> Devices.choose(asked, machine))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }

  @Test
  void theCheckPassesAnEmulatedGpuAndTellsOfAMissingOne() throws IOException, InterruptedException {
    try (EmulatedCuda cuda = EmulatedCuda.start()) {
      assertThat(GpuCheck.trouble(Device.cpu(), 0)).isEmpty();
      assertThat(GpuCheck.trouble(Device.cpu(), 7)).isPresent();
      // Here libtorch is the CPU's, so an emulated GPU is not used on its own.
      assertThat(Devices.choose("auto").note()).contains("libtorch");
    }
  }
}
