package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.reenact.camera.Camera;
import io.reenact.face.FaceCrops;
import io.reenact.generator.Generator;
import io.reenact.generator.Painter;
import io.reenact.generator.TinyBundle;
import io.reenact.nn.Precision;
import io.reenact.nn.face.FaceNetworks;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A term that nothing else knows of is judged, derived and named. */
class NewTermTest {
  private static final int SIZE = 64;

  /** Mean square of the picture. */
  private record Brightness(double weight) implements LossTerm.OfPictures {
    @Override
    public String name() {
      return "brightness";
    }

    @Override
    public List<NDArray> values(StepPictures pictures, List<Integer> own) {
      return own.stream().map(i -> pictures.picture(i).square().mean()).toList();
    }
  }

  @Test
  void aTermListedIsInValueGradientAndColumns() {
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu(), true);
        Generator g =
            Generator.load(
                TinyBundle.load(Path.of("src/test/resources/tiny-image-bundle")),
                Device.cpu(),
                true);
        Painter painter = Painter.of(g, 1, true)) {
      InversionSettings settings = InversionSettings.quick();
      RenderStep step =
          new RenderStep(
              painter,
              new PictureLosses(
                  networks,
                  new FaceCrops(CohortInverter.alignment(g.bundle()), 0),
                  ExpressionEmphasis.of(settings)),
              SIZE,
              Precision.FLOAT32);
      float[] latent = new float[16];
      latent[2] = -0.4f;
      RenderStep.Outcome out = run(step, latent);
      assertThat(out.terms()).containsOnlyKeys("brightness");
      assertThat(out.loss()).isCloseTo(0.5 * out.terms().get("brightness"), within(1e-9));
      for (int k = 0; k < 3; k++) {
        float[] up = latent.clone();
        float[] down = latent.clone();
        up[5 * k] += 0.05f;
        down[5 * k] -= 0.05f;
        double slope = (run(step, up).loss() - run(step, down).loss()) / 0.1;
        assertThat((double) out.latents()[0][5 * k])
            .isCloseTo(slope, within(1e-3 + 0.05 * Math.abs(slope)));
      }
      PhaseTerms phases = PhaseTerms.of(settings, new LandmarkGaussians(null), new int[0]);
      PhaseTerms more =
          new PhaseTerms(
              phases.analysis(),
              phases.neutral(),
              phases.keyFrames(),
              phases.reconstruction(),
              List.of(new Brightness(0.5)),
              List.of());
      assertThat(more.names())
          .containsExactly(
              "pixel",
              "perceptual",
              "face",
              "landmark",
              "expression",
              "identity",
              "eye_colour",
              "brightness");
    }
  }

  private static RenderStep.Outcome run(RenderStep step, float[] latent) {
    return step.run(
        List.of(
            new RenderStep.Item(
                latent,
                Camera.neutral(),
                null,
                new float[] {1, 1, 1},
                List.of(new Brightness(0.5)),
                1,
                null,
                null,
                0)));
  }
}
