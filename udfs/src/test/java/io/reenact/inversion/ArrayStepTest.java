package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.face.FaceCrops;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.Generator;
import io.reenact.generator.Painter;
import io.reenact.generator.TinyBundle;
import io.reenact.nn.Precision;
import io.reenact.nn.Traffic;
import io.reenact.nn.cpu.NativeNetworks;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.splat.DeviceRasterizer;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.splat.cuda.CudaRasterizer;
import io.reenact.splat.cuda.EmulatedCuda;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The step that stays on the device against the one through the host: with the emulated driver a
 * CPU array's address is a device address.
 */
class ArrayStepTest {
  private static final int SIZE = 64;
  private static final ExpressionEmphasis EMPHASIS =
      ExpressionEmphasis.of(InversionSettings.quick());
  private static FaceNetworks networks;
  private static EmulatedCuda cuda;

  @BeforeAll
  static void setUp() throws IOException, InterruptedException {
    cuda = EmulatedCuda.start();
    // As on a GPU, where PyTorch runs the networks.
    System.setProperty(NativeNetworks.PROPERTY, "torch");
    try {
      networks = FaceNetworks.bundled(Device.cpu(), true);
    } finally {
      System.clearProperty(NativeNetworks.PROPERTY);
    }
  }

  @AfterAll
  static void tearDown() {
    if (networks != null) {
      networks.close();
    }
    if (cuda != null) {
      cuda.close();
    }
  }

  @Test
  void agreesWithTheStepThroughTheHost() {
    Result host = run(new CpuRasterizer(1), Precision.FLOAT32);
    Result device = run(new CudaRasterizer(0, true), Precision.FLOAT32);
    agree(device, host);
    // Gaussians alone would be 2 x 4 x 256 x 14 floats, pictures 4 x 4 x 3 x 64 x 64.
    long perFrame = 5L * SIZE * SIZE + 14 * 256;
    assertThat(device.moved).isLessThan(4 * (perFrame + crops()));
    assertThat(device.drawing)
        .as("the rasterizer is told four views and asks for the length of the lists")
        .isEqualTo(4 * (16 * 8 + 4 * 4 + 3 * 4) + 4);
    assertThat(device.waits).as("once for all frames").isEqualTo(1);
    // Before the pictures are drawn: targets, 4 each of two, latents. At the end: gradients by
    // latent
    // and motion, values of terms. Between: rows of Gaussians there and back, features to show (2),
    // weights of expressions, two matrices for each of four crops.
    assertThat(device.moves).isLessThanOrEqualTo(9 + 3 + 13);
  }

  static void agree(Result device, Result host) {
    assertThat(device.out.loss()).isCloseTo(host.out.loss(), within(1e-4 * host.out.loss()));
    assertThat(device.out.terms()).containsOnlyKeys(host.out.terms().keySet());
    host.out
        .terms()
        .forEach(
            (term, value) ->
                assertThat(device.out.terms().get(term))
                    .as(term)
                    .isCloseTo(value, within(1e-4 + 1e-3 * Math.abs(value))));
    close(device.out.latents(), host.out.latents(), 5e-3);
    close(device.out.motions(), host.out.motions(), 5e-3);
    close(new float[][] {device.weight}, new float[][] {host.weight}, 5e-3);
  }

  /** Weights of the three crops of a frame: two matrices each. */
  private static long crops() {
    return 4L * 2 * SIZE * (64 * 3 + networks.identity().size() + networks.expression().size());
  }

  @Test
  void mixedPrecisionStaysNear() {
    Result single = run(new CpuRasterizer(1), Precision.FLOAT32);
    Result mixed = run(new CpuRasterizer(1), Precision.BFLOAT16);
    assertThat(mixed.out.loss()).isNotEqualTo(single.out.loss());
    assertThat(mixed.out.loss()).isCloseTo(single.out.loss(), within(0.05 * single.out.loss()));
    assertThat(cosine(mixed.out.latents()[0], single.out.latents()[0])).isGreaterThan(0.97);
    Result after = run(new CpuRasterizer(1), Precision.FLOAT32);
    assertThat(after.out.loss()).as("it ends with its scope").isEqualTo(single.out.loss());
  }

  record Result(
      RenderStep.Outcome out, long moved, long moves, long drawing, long waits, float[] weight) {}

  private static Result run(Rasterizer rasterizer, Precision precision) {
    return run(networks, networks, Device.cpu(), rasterizer, precision);
  }

  /**
   * One step.
   *
   * @param networks on the device
   * @param judges on the CPU, for the targets
   */
  static Result run(
      FaceNetworks networks,
      FaceNetworks judges,
      Device device,
      Rasterizer rasterizer,
      Precision precision) {
    try (Generator g = Generator.load(TinyBundle.load(), device, true);
        Generator truth = Generator.load(TinyBundle.load(), Device.cpu(), false);
        CpuRasterizer cpu = new CpuRasterizer(1);
        Painter painter = new GaussianPainter(g, rasterizer)) {
      FaceCrops crops = new FaceCrops(CohortInverter.alignment(g.bundle()), 0.04);
      RenderStep step =
          new RenderStep(painter, new PictureLosses(networks, crops, EMPHASIS), SIZE, precision);
      List<RenderStep.Item> items = items(truth, cpu, new FaceTargets(judges, crops, EMPHASIS));
      long before = Traffic.moves();
      RenderStep.Outcome out = step.run(items);
      long moves = Traffic.moves() - before;
      float[] weight = g.parameters().get("mean").getGradient().toFloatArray();
      long drawing = rasterizer.onDevice().map(DeviceRasterizer::traffic).orElse(0L);
      long waits = rasterizer.onDevice().map(DeviceRasterizer::waits).orElse(0L);
      return new Result(out, step.times().bytes(), moves, drawing, waits, weight);
    }
  }

  /** Two frames with targets, and two judged by features alone, together. */
  private static List<RenderStep.Item> items(Generator g, Rasterizer r, FaceTargets targets) {
    PersonInput person = Scene.person(g, r, "ann", 1, 2, SIZE);
    float[] identity = targets.identity(person);
    PixelLoss pixels = new PixelLoss(SIZE);
    List<LossTerm> ofFrames =
        List.of(
            new PixelTerm(0.25, pixels, InversionSettings.quick().emphasis().regions()),
            new PerceptualTerm(1, false),
            new PerceptualTerm(0.5, true),
            new FaceTerm(1.2, pixels),
            new IdentityTerm(0.1),
            new LandmarkTerm(0.05, new LandmarkGaussians(g.bundle().manifest().landmarks68())));
    List<LossTerm> ofFeatures =
        List.of(new IdentityTerm(0.1), new ExpressionTerm(0.1, true), new ChangeTerm(0.2));
    List<RenderStep.Item> items = new ArrayList<>();
    float[] latent = new float[16];
    for (int i = 0; i < 4; i++) {
      TargetFrame frame = person.clips().get(0).frames().get(i % 2);
      latent[i] = 0.4f;
      items.add(
          new RenderStep.Item(
              latent.clone(),
              frame.camera(),
              i < 2 ? frame : null,
              new float[] {0.2f * i, -0.5f, 0.7f},
              i < 2 ? ofFrames : ofFeatures,
              1,
              i < 2 ? null : targets.expression(frame),
              identity,
              2 * i));
    }
    return items;
  }

  @Test
  void aHeadMotionsGradientFollowsFromTheCameras() {
    Camera camera = Camera.orbit(0.3, -0.1, 0.05);
    float[] probe = new float[25];
    for (int i = 0; i < probe.length; i++) {
      probe[i] = (float) Math.cos(3 * i);
    }
    float[] gradient = HeadMotion.gradient(camera, probe);
    for (int k = 0; k < HeadMotion.SIZE; k++) {
      float[] up = new float[HeadMotion.SIZE];
      up[k] = 0.03f;
      float[] down = new float[HeadMotion.SIZE];
      down[k] = -0.03f;
      double slope =
          (dot(camera.withHeadMotion(up).label(), probe)
                  - dot(camera.withHeadMotion(down).label(), probe))
              / 0.06;
      assertThat((double) gradient[k]).isCloseTo(slope, within(0.01 + 0.01 * Math.abs(slope)));
    }
  }

  private static void close(float[][] found, float[][] expected, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      double apart = 0;
      for (int k = 0; k < expected[i].length; k++) {
        apart += Math.pow(found[i][k] - expected[i][k], 2);
      }
      assertThat(Math.sqrt(apart))
          .isLessThanOrEqualTo(tolerance * Math.sqrt(dot(expected[i], expected[i])));
    }
  }

  private static double cosine(float[] a, float[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
