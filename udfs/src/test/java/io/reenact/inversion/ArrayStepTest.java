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
import io.reenact.nn.Autograd;
import io.reenact.nn.GpuUnit;
import io.reenact.nn.Precision;
import io.reenact.nn.Traffic;
import io.reenact.nn.cpu.NativeNetworks;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.splat.cuda.CudaRasterizer;
import io.reenact.splat.cuda.CudaUnit;
import io.reenact.splat.cuda.EmulatedCuda;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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
    Result device = onDevice(false);
    agree(device, host);
    // Gaussians alone would be 2 x 4 x 256 x 14 floats, pictures 4 x 4 x 3 x 64 x 64.
    long perFrame = 5L * SIZE * SIZE + 14 * 256;
    assertThat(device.bytes).isLessThan(4 * perFrame);
  }

  /** As of {@link Locality}: no network gives the pictures a gradient. */
  @Test
  void aStepOfPixelsAloneAgreesToo() {
    agree(onDevice(true), run(new CpuRasterizer(1), Precision.FLOAT32, null, true));
  }

  /**
   * What a step asks the device for once all has its memory and constants are there. The lengths of
   * the rasterizer's lists and the Gaussians of a term come with one wait, and at the end gradients
   * by latent and motion and values of terms with another.
   */
  @Test
  void theHostWaitsTwiceAStep() {
    Result device = onDevice(false);
    assertThat(device.deeds.waits()).isEqualTo(2);
    assertThat(device.deeds.allocations()).isZero();
    assertThat(device.moves).as("PyTorch waits for each").isZero();
    // There: targets, backgrounds, latents, views, places of Gaussians and a gradient by them;
    // boxes of three networks' crops, rows of identities and of expressions. Back: Gaussians,
    // lengths, motions, latents, values.
    // Of two terms on pixels: frames and factors, and values.
    assertThat(device.deeds.copies()).isLessThanOrEqualTo(6 + 3 + 2 + 5 + 2 * 2);
    // The rasterizer's for all frames, two for motions, crops of three networks, rotations, three a
    // term on pixels.
    assertThat(device.deeds.launches()).isLessThanOrEqualTo(23 + 2 + 3 + 1 + 2 * 3);
  }

  static void agree(Result device, Result host) {
    assertThat(device.out.loss()).isCloseTo(host.out.loss(), within(1e-4 * host.out.loss()));
    double[] losses = host.out.losses();
    assertThat(Arrays.stream(losses).average().orElseThrow())
        .isCloseTo(host.out.loss(), within(1e-9 * host.out.loss()));
    assertThat(losses[0]).isNotEqualTo(losses[1]);
    for (int i = 0; i < losses.length; i++) {
      assertThat(device.out.losses()[i]).isCloseTo(losses[i], within(1e-4 * losses[i]));
    }
    assertThat(device.out.terms()).containsOnlyKeys(host.out.terms().keySet());
    host.out
        .terms()
        .forEach(
            (term, value) ->
                assertThat(device.out.terms().get(term))
                    .as(term)
                    .isCloseTo(value, within(1e-4 + 1e-3 * Math.abs(value))));
    // Crops are summed in another order, so a PReLU near 0 may fall to the other side.
    close(device.out.latents(), host.out.latents(), 1e-2);
    close(device.out.motions(), host.out.motions(), 1e-2);
    close(new float[][] {device.weight}, new float[][] {host.weight}, 1e-2);
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

  /**
   * A step.
   *
   * @param bytes that it moved
   * @param moves through PyTorch
   * @param deeds of the emulated driver; null without one
   * @param weight gradient by a parameter
   */
  record Result(
      RenderStep.Outcome out, long bytes, long moves, EmulatedCuda.Deeds deeds, float[] weight) {}

  private static Result run(Rasterizer rasterizer, Precision precision) {
    return run(rasterizer, precision, null, false);
  }

  private static Result onDevice(boolean pixelsAlone) {
    CudaUnit unit = new CudaUnit(0, false);
    return run(new CudaRasterizer(0, true), Precision.FLOAT32, unit, pixelsAlone);
  }

  private static Result run(
      Rasterizer rasterizer, Precision precision, CudaUnit unit, boolean pixelsAlone) {
    return run(networks, networks, Device.cpu(), rasterizer, precision, unit, pixelsAlone);
  }

  /** A step with all terms on a device. */
  static Result run(
      FaceNetworks networks,
      FaceNetworks judges,
      Device device,
      Rasterizer rasterizer,
      Precision precision) {
    return run(networks, judges, device, rasterizer, precision, null, false);
  }

  /**
   * The second of two equal steps.
   *
   * @param networks on the device
   * @param judges on the CPU, for the targets
   * @param unit with the emulated driver; null: the device's own
   * @param pixelsAlone whether nothing but pixels is judged
   */
  private static Result run(
      FaceNetworks networks,
      FaceNetworks judges,
      Device device,
      Rasterizer rasterizer,
      Precision precision,
      CudaUnit unit,
      boolean pixelsAlone) {
    List<RenderStep.Item> items;
    FaceCrops crops = new FaceCrops(CohortInverter.alignment(TinyBundle.load()), 0.04);
    try (Generator truth = Generator.load(TinyBundle.load(), Device.cpu(), false);
        CpuRasterizer cpu = new CpuRasterizer(1)) {
      items = items(truth, cpu, new FaceTargets(judges, crops, EMPHASIS), pixelsAlone);
    }
    try (GpuUnit gpu = unit == null ? GpuUnit.begin(device) : GpuUnit.begin(device, unit);
        Generator g = Generator.load(TinyBundle.load(), device, true);
        Painter painter = new GaussianPainter(g, rasterizer)) {
      RenderStep step =
          new RenderStep(painter, new PictureLosses(networks, crops, EMPHASIS), SIZE, precision);
      RenderStep.Outcome first = step.run(items);
      g.parameters().values().forEach(Autograd::clearGradient);
      long moves = Traffic.moves();
      long bytes = step.times().bytes();
      EmulatedCuda.Deeds before = unit == null ? null : cuda.deeds();
      RenderStep.Outcome out = step.run(items);
      EmulatedCuda.Deeds deeds = unit == null ? null : cuda.deeds().since(before);
      moves = Traffic.moves() - moves;
      assertThat(out.loss()).isCloseTo(first.loss(), within(1e-5 * first.loss()));
      float[] weight = g.parameters().get("mean").getGradient().toFloatArray();
      return new Result(out, step.times().bytes() - bytes, moves, deeds, weight);
    }
  }

  /** Two frames with targets, and two judged by features alone, together. */
  private static List<RenderStep.Item> items(
      Generator g, Rasterizer r, FaceTargets targets, boolean pixelsAlone) {
    PersonInput person = Scene.person(g, r, "ann", 1, 2, SIZE);
    float[] identity = targets.identity(person);
    PixelLoss pixels = new PixelLoss(SIZE);
    List<LossTerm> ofFrames =
        pixelsAlone
            ? List.of(new LocalityTerm(1, pixels))
            : List.of(
                new PixelTerm(0.25, pixels, InversionSettings.quick().emphasis().regions()),
                new PerceptualTerm(1, false),
                new PerceptualTerm(0.5, true),
                new FaceTerm(1.2, pixels),
                new IdentityTerm(0.1),
                new LandmarkTerm(0.05, new LandmarkGaussians(g.bundle().manifest().landmarks68())));
    List<LossTerm> ofFeatures =
        pixelsAlone
            ? List.of()
            : List.of(new IdentityTerm(0.1), new ExpressionTerm(0.1, true), new ChangeTerm(0.2));
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
