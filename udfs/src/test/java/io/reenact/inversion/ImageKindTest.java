package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.face.FaceCrops;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.generator.TinyBundle;
import io.reenact.nn.GpuUnit;
import io.reenact.nn.Precision;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.render.CameraMode;
import io.reenact.render.DriverFrame;
import io.reenact.render.DriverMotion;
import io.reenact.render.ReenactmentRenderer;
import io.reenact.render.ReenactmentRequest;
import io.reenact.render.RenderedFrame;
import io.reenact.splat.cuda.CudaUnit;
import io.reenact.splat.cuda.EmulatedCuda;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A generator that ends in pictures, from inversion to reenactment; models/tiny_image_bundle.py.
 */
class ImageKindTest {
  private static final int SIZE = 64;
  private static final float[] WHITE = {1, 1, 1};
  private static final List<LossTerm> TERMS =
      List.of(
          new PixelTerm(1, new PixelLoss(SIZE), InversionSettings.quick().emphasis().regions()));
  private static FaceNetworks networks;
  private static GeneratorBundle bundle;

  @BeforeAll
  static void setUp() {
    networks = FaceNetworks.bundled(Device.cpu(), true);
    bundle = TinyBundle.load(Path.of("src/test/resources/tiny-image-bundle"));
  }

  @AfterAll
  static void tearDown() {
    networks.close();
  }

  @Test
  void gradientsReachLatentsAndCameras() {
    try (Generator g = Generator.load(bundle, Device.cpu(), true);
        Painter painter = Painter.of(g, 1, true)) {
      FaceCrops crops = new FaceCrops(CohortInverter.alignment(bundle), 0);
      RenderStep step =
          new RenderStep(
              painter,
              new PictureLosses(networks, crops, ExpressionEmphasis.of(InversionSettings.quick())),
              SIZE,
              Precision.FLOAT32);
      TargetFrame target = Scene.target(painter, latent(0.3f), Camera.neutral(), 0, SIZE, 0.1f);
      Camera camera = Camera.orbit(0.15, 0.1, 0);
      float[] latent = latent(-0.4f);
      RenderStep.Outcome out = step.run(List.of(item(latent, camera, target)));
      for (int k = 0; k < 3; k++) {
        float[] up = latent.clone();
        float[] down = latent.clone();
        up[5 * k] += 0.05f;
        down[5 * k] -= 0.05f;
        double slope =
            (step.run(List.of(item(up, camera, target))).loss()
                    - step.run(List.of(item(down, camera, target))).loss())
                / 0.1;
        assertThat((double) out.latents()[0][5 * k])
            .isCloseTo(slope, within(0.003 + 0.05 * Math.abs(slope)));
      }
      for (int k = 1; k < 6; k += 2) {
        float[] motion = new float[HeadMotion.SIZE];
        motion[k] = 0.003f;
        Camera up = camera.withHeadMotion(motion);
        motion[k] = -0.003f;
        Camera down = camera.withHeadMotion(motion);
        double slope =
            (step.run(List.of(item(latent, up, target))).loss()
                    - step.run(List.of(item(latent, down, target))).loss())
                / 0.006;
        assertThat((double) out.motions()[0][k])
            .as("motion %d", k)
            .isCloseTo(slope, within(0.03 + 0.15 * Math.abs(slope)));
      }
    }
  }

  /** Pictures of a network with copies and kernels of a GPU against the CPU's way. */
  @Test
  void aStepWithADevicesKernelsAgrees() throws IOException, InterruptedException {
    RenderStep.Outcome[] out = new RenderStep.Outcome[2];
    try (EmulatedCuda cuda = EmulatedCuda.start();
        Generator g = Generator.load(bundle, Device.cpu(), true);
        Painter painter = Painter.of(g, 1, true)) {
      FaceCrops crops = new FaceCrops(CohortInverter.alignment(bundle), 0);
      PictureLosses losses =
          new PictureLosses(networks, crops, ExpressionEmphasis.of(InversionSettings.quick()));
      RenderStep step = new RenderStep(painter, losses, SIZE, Precision.FLOAT32);
      TargetFrame target = Scene.target(painter, latent(0.3f), Camera.neutral(), 0, SIZE, 0.1f);
      List<RenderStep.Item> items =
          List.of(
              item(latent(-0.4f), Camera.orbit(0.15, 0.1, 0), target),
              item(latent(0.1f), Camera.neutral(), target));
      out[0] = step.run(items);
      try (GpuUnit unit = GpuUnit.begin(Device.cpu(), new CudaUnit(0, false))) {
        EmulatedCuda.Deeds before = cuda.deeds();
        out[1] = step.run(items);
        assertThat(cuda.deeds().since(before).launches()).isPositive();
      }
    }
    assertThat(out[1].loss()).isCloseTo(out[0].loss(), within(1e-5 * out[0].loss()));
    for (int i = 0; i < 2; i++) {
      assertThat(out[1].latents()[i]).containsExactly(out[0].latents()[i], within(2e-4f));
      assertThat(out[1].motions()[i]).containsExactly(out[0].motions()[i], within(2e-3f));
    }
  }

  private static RenderStep.Item item(float[] latent, Camera camera, TargetFrame target) {
    return new RenderStep.Item(latent, camera, target, WHITE, TERMS, 1, null, null, 0);
  }

  private static float[] latent(float value) {
    float[] latent = new float[16];
    for (int i = 0; i < latent.length; i++) {
      latent[i] = value * (1 + i % 3);
    }
    return latent;
  }

  @Test
  void isInvertedTunedAndReenacted() throws IOException {
    List<PersonInput> people;
    try (Generator g = Generator.load(bundle, Device.cpu(), false);
        Painter painter = Painter.of(g, 1, true)) {
      people =
          List.of(
              Scene.person(painter, "ann", 1, 8, SIZE), Scene.person(painter, "bob", 2, 8, SIZE));
    }
    // What only Gaussians have is neither planned nor done.
    InversionSettings settings =
        CohortInverterTest.settings(50, 16, 24)
            .with(Map.of("tuning_sides", 20, "tuning_coherence", 0.1, "tuning_constancy", 0.3));
    List<Double> inTuning = new ArrayList<>();
    CohortResult result =
        new CohortInverter(bundle, networks, settings, Device.cpu())
            .invert(
                people,
                Checkpoints.NONE,
                (done, total, doing) -> {
                  if (doing.startsWith("tuning")) {
                    inTuning.add(total);
                  }
                });
    InversionCost plan =
        InversionCost.of(
            settings.with(Map.of("tuning_sides", 0, "tuning_coherence", 0, "tuning_constancy", 0)),
            List.of(8, 8),
            false,
            networks.light());
    plan.keyFrames(
        result.persons().stream().map(p -> p.clips().get(0).keyFrames().size()).toList());
    assertThat(inTuning)
        .isNotEmpty()
        .allSatisfy(total -> assertThat(total).isCloseTo(plan.seconds(), within(1e-9)));
    for (PersonResult p : result.persons()) {
      assertThat(p.clips().get(0).keyFrames().stream().mapToDouble(PersonResult.KeyFrame::psnr))
          .satisfies(all -> assertThat(mean(all)).isGreaterThan(22));
    }
    PersonResult ann = result.persons().get(0);
    PersonResult bob = result.persons().get(1);
    DriverMotion driver =
        new DriverMotion(CohortInverter.offsets(bob.clips().get(0)), null, frames(people.get(1)));
    ReenactmentRequest request =
        new ReenactmentRequest(
            ann.anchor(), driver, 1, 0, List.of(), new CameraMode.Driver(), SIZE);
    List<RenderedFrame> frames = new ArrayList<>();
    try (ReenactmentRenderer r =
        ReenactmentRenderer.open(bundle, result.weights(), result.sha256(), Device.cpu(), 1, 0)) {
      r.render(request, frames::add, (done, total) -> {});
      assertThatThrownBy(() -> r.gaussians(request, 0, (gaussians, n) -> {}))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("no Gaussians");
    }
    assertThat(frames).hasSize(8);
    TargetFrame own = people.get(1).clips().get(0).frames().get(0);
    assertThat(frames.get(0).image().width()).isEqualTo(SIZE);
    assertThat(frames.get(0).image().rgb()).isNotEqualTo(frames.get(7).image().rgb());
    assertThat(apart(frames.get(0).image().toChw(), own)).as("not bob").isGreaterThan(0.01);
  }

  private static double mean(List<? extends Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElseThrow();
  }

  private static List<DriverFrame> frames(PersonInput person) {
    return person.clips().get(0).frames().stream()
        .map(f -> new DriverFrame(f.ptsUs(), 0, f.camera(), 0))
        .toList();
  }

  private static double apart(float[] image, TargetFrame target) {
    float[] truth = new float[image.length];
    target.composite(WHITE, truth);
    double sum = 0;
    for (int i = 0; i < image.length; i++) {
      sum += Math.abs(image[i] - truth[i]);
    }
    return sum / image.length;
  }

  @Test
  void viewsOfAnotherShapeShowTheMiddle() {
    try (Generator g = Generator.load(bundle, Device.cpu(), false);
        Painter painter = Painter.of(g, 1, true);
        Heads heads = painter.heads(new float[][] {latent(0.2f)})) {
      float[] square = heads.draw(0, Camera.neutral(), 48, 48, WHITE).image();
      float[] label = Camera.neutral().label();
      label[16] *= 48f / 36;
      label[17] *= 48f / 36;
      float[] narrow = heads.draw(0, Camera.of(label), 36, 48, WHITE).image();
      for (int y = 0; y < 3 * 48; y++) {
        for (int x = 0; x < 36; x++) {
          assertThat(narrow[y * 36 + x]).isCloseTo(square[y * 48 + x + 6], within(1e-3f));
        }
      }
      assertThatThrownBy(() -> g.synthesize(new float[][] {latent(0)}, false))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("kind image");
    }
  }
}
