package io.reenact.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.doctor.Finding.Level;
import io.reenact.generator.TinyBundle;
import io.reenact.inversion.StepCheck;
import io.reenact.nn.Compute;
import io.reenact.nn.GpuUnit;
import io.reenact.splat.backend.Rasterizers;
import io.reenact.splat.cuda.EmulatedCuda;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cards that the emulated driver plays; a real one is looked at by {@code submit.sh doctor}. */
class GpuChecksTest {
  private static EmulatedCuda cuda;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cuda = EmulatedCuda.start();
  }

  @AfterAll
  static void end() {
    if (cuda != null) {
      cuda.close();
    }
  }

  @Test
  void theCardIsDescribed() {
    cuda.card(90, 80L << 30);
    assertThat(GpuChecks.card(0))
        .extracting(Finding::line)
        .containsExactly(
            "ok    GPU driver: runs CUDA up to 13.0",
            "ok    GPU: 0, emulated on the host, compute capability 9.0",
            "ok    GPU memory: 80.0 of 80.0 GiB free");
    assertThat(GpuChecks.kernels(0))
        .containsExactly(Finding.ok("GPU kernels", "splat_sm_90.cubin"));
    assertThat(GpuChecks.card(3))
        .singleElement()
        .satisfies(f -> assertThat(f.found()).isEqualTo("there is no GPU 3: the driver shows 1"));
  }

  @Test
  void aNewCardTakesThePtxAndAnOldOneNothing() {
    cuda.card(120, 32L << 30);
    assertThat(GpuChecks.kernels(0))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.level()).isEqualTo(Level.NOTE);
              assertThat(f.found()).startsWith("splat.ptx");
            });
    cuda.card(75, 16L << 30);
    assertThat(GpuChecks.kernels(0))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.level()).isEqualTo(Level.FAULT);
              assertThat(f.found()).contains("compute capability 8.0");
            });
    assertThat(GpuChecks.all(0, TinyBundle.load())).as("the first fault ends it").hasSize(4);
  }

  @Test
  void littleMemoryIsANoteAndVeryLittleAFault() {
    cuda.card(80, 4L << 30);
    assertThat(GpuChecks.card(0).get(2).level()).isEqualTo(Level.NOTE);
    cuda.card(80, 1L << 30);
    assertThat(GpuChecks.card(0).get(2))
        .satisfies(
            f -> {
              assertThat(f.level()).isEqualTo(Level.FAULT);
              assertThat(f.todo()).contains("nvidia-smi");
            });
  }

  @Test
  void theCpusLibtorchIsNamedWithWhatToSet() {
    cuda.card(80, 16L << 30);
    List<Finding> found = GpuChecks.all(0, TinyBundle.load());
    assertThat(found.get(found.size() - 1))
        .satisfies(
            f -> {
              assertThat(f.what()).isEqualTo("libtorch on the GPU");
              assertThat(f.level()).isEqualTo(Level.FAULT);
              assertThat(f.found()).contains("PYTORCH_LIBRARY_PATH", "PYTORCH_FLAVOR=cu128");
            });
  }

  @Test
  void withoutADriverItSaysSo() {
    String emulated = System.getProperty(EmulatedCuda.PROPERTY);
    System.setProperty(EmulatedCuda.PROPERTY, "libno-such-driver.so.1");
    try {
      assertThat(GpuChecks.all(0, TinyBundle.load()))
          .singleElement()
          .satisfies(f -> assertThat(f.found()).contains("libcuda.so.1"));
    } finally {
      System.setProperty(EmulatedCuda.PROPERTY, emulated);
    }
  }

  /** Our kernels on PyTorch's arrays against the way through the host, with what doctor runs. */
  @Test
  void aStepIsTheSameOnBothAndADifferentOneIsTold() throws IOException {
    cuda.card(80, 4L << 30);
    StepCheck.Outcome host;
    try (StepCheck check = new StepCheck(TinyBundle.load(), Compute.cpu(), 48)) {
      host = check.run();
      assertThat(check.run().apart(host)).as("the same step again").isZero();
      StepCheck.Pace pace = check.pace(0.1);
      assertThat(pace.seconds()).isPositive();
      assertThat(pace.busy()).isPositive();
    }
    System.setProperty(Rasterizers.PROPERTY, "cuda");
    try (StepCheck check = new StepCheck(TinyBundle.load(), Compute.cpu(), 48)) {
      double apart = check.run().apart(host);
      assertThat(GpuChecks.agrees(apart).level()).isEqualTo(Level.OK);
    } finally {
      System.clearProperty(Rasterizers.PROPERTY);
    }
    StepCheck.Outcome other =
        new StepCheck.Outcome(1.02 * host.loss(), host.latents(), host.weights());
    assertThat(other.apart(host)).isCloseTo(0.02, within(1e-6));
    assertThat(GpuChecks.agrees(other.apart(host)).level()).isEqualTo(Level.FAULT);
  }

  @Test
  void anIdleGpuIsToldOf() {
    assertThat(GpuChecks.pace(new StepCheck.Pace(0.08, 0.37)).line())
        .isEqualTo(
            "note  busy share: 37 % with one unit, 80 ms a step of the bundle;"
                + " let several units share it: --set job.units_per_gpu=auto");
    assertThat(GpuChecks.pace(new StepCheck.Pace(0.02, 0.93)).level()).isEqualTo(Level.OK);
  }

  @Test
  void unitsThatShareAStreamAreNoted() {
    assertThat(GpuChecks.streams(true).level()).isEqualTo(Level.OK);
    assertThat(GpuChecks.streams(false).line()).contains("share the default one");
    assertThat(GpuUnit.ownStreams()).as("of the CPU's libtorch").isFalse();
  }

  @Test
  void librariesAreThoseThatAreLoaded(@TempDir Path folder) throws IOException {
    Path cublas = Files.createFile(folder.resolve("libcublas.so.12.8.4.1"));
    Files.createSymbolicLink(folder.resolve("libcublas.so.12"), cublas);
    Path maps =
        Files.write(
            folder.resolve("maps"),
            List.of(
                "7f00-7f01 r-xp 0 08:01 12 " + folder.resolve("libcublas.so.12"),
                "7f02-7f03 r--p 0 08:01 12 " + folder.resolve("libcublas.so.12"),
                "7f04-7f05 r-xp 0 08:01 13 /usr/lib/libc.so.6",
                "7f06-7f07 rw-p 0 00:00 0 "));
    assertThat(GpuChecks.libraries(maps)).isEqualTo("libcublas.so.12.8.4.1");
    assertThat(GpuChecks.libraries(folder.resolve("none"))).isEqualTo("not to be seen here");
  }
}
