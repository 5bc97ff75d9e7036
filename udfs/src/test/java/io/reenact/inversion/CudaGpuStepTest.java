package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.generator.TinyBundle;
import io.reenact.latent.Latents;
import io.reenact.nn.Compute;
import io.reenact.nn.Devices;
import io.reenact.nn.Precision;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.splat.cuda.CudaRasterizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Inversion steps on a real GPU: {@code mvn -pl udfs test -Dtest='CudaGpu*Test'} with
 * PYTORCH_LIBRARY_PATH, PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128. Skipped without one.
 */
class CudaGpuStepTest {
  private static final Device GPU = Device.gpu(0);
  private static FaceNetworks onGpu;
  private static FaceNetworks onCpu;

  @BeforeAll
  static void needsAGpu() {
    Assumptions.assumeTrue(
        CudaRasterizer.devices() > 0,
        "no NVIDIA GPU or driver here: inversion on a GPU is not run");
    assertThat(Devices.of("cuda")).isEqualTo(GPU);
    onGpu = FaceNetworks.bundled(GPU, true);
    onCpu = FaceNetworks.bundled(Device.cpu(), true);
  }

  @AfterAll
  static void close() {
    if (onGpu != null) {
      onGpu.close();
      onCpu.close();
    }
  }

  @Test
  void aStepAgreesWithTheCpus() {
    ArrayStepTest.agree(
        ArrayStepTest.run(onGpu, onCpu, GPU, new CudaRasterizer(0, true), Precision.FLOAT32),
        ArrayStepTest.run(onCpu, onCpu, Device.cpu(), new CpuRasterizer(1), Precision.FLOAT32));
  }

  @Test
  void picturesAgreeForBothKinds() {
    for (String name : List.of("tiny-bundle", "tiny-image-bundle")) {
      GeneratorBundle bundle = TinyBundle.load(Path.of("src/test/resources", name));
      float[][] images = new float[2][];
      for (int i = 0; i < 2; i++) {
        try (Generator g = Generator.load(bundle, i == 0 ? Device.cpu() : GPU, false);
            Painter painter = Painter.of(g, 1, true);
            Heads heads = painter.heads(new float[1][16])) {
          images[i] = heads.draw(0, Camera.neutral(), 64, 64, new float[] {1, 1, 1}).image();
        }
      }
      assertThat(images[1]).containsExactly(images[0], within(2e-3f));
    }
  }

  @Test
  void aWholeInversionRunsAndResumes(@TempDir Path folder) throws IOException {
    GeneratorBundle bundle = TinyBundle.load();
    List<PersonInput> people;
    try (Generator g = Generator.load(bundle, Device.cpu(), false);
        CpuRasterizer r = new CpuRasterizer(2)) {
      people = List.of(Scene.person(g, r, "ann", 1, 12, 64), Scene.person(g, r, "bob", 2, 12, 64));
    }
    for (Precision precision : Precision.values()) {
      CohortInverter inverter =
          new CohortInverter(
              bundle,
              onGpu,
              CohortInverterTest.settings(40, 15, 60).with(Map.of("checkpoint_seconds", 0)),
              new Compute(GPU, precision, true));
      CohortResult whole = inverter.invert(people, Checkpoints.NONE, (done, total, doing) -> {});
      assertThat(whole.persons().get(0).clips().get(0).keyFrames())
          .allSatisfy(k -> assertThat(k.psnr()).isGreaterThan(18));
      CohortInverterTest.Memory memory =
          new CohortInverterTest.Memory(
              Files.createDirectory(folder.resolve(precision.name())), 40);
      assertThatThrownBy(() -> inverter.invert(people, memory, (done, total, doing) -> {}))
          .hasMessage("killed");
      CohortResult resumed = inverter.invert(people, memory, (done, total, doing) -> {});
      for (int p = 0; p < 2; p++) {
        // A GPU's networks sum in any order, so results are alike, not the same.
        assertThat(
                Latents.cosine(resumed.persons().get(p).anchor(), whole.persons().get(p).anchor()))
            .isGreaterThan(0.98);
      }
    }
  }

  @Test
  void memoryStaysFlatOverSteps() {
    try (CudaRasterizer meter = new CudaRasterizer(0, true)) {
      long after = 0;
      for (int i = 0; i < 60; i++) {
        ArrayStepTest.run(onGpu, onCpu, GPU, new CudaRasterizer(0, true), Precision.FLOAT32);
        after = i == 10 ? meter.freeMemory() : after;
      }
      assertThat(after - meter.freeMemory()).isLessThan(64L << 20);
    }
  }
}
