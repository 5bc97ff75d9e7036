package io.reenact.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.generator.Generator;
import io.reenact.generator.Painter;
import io.reenact.generator.TinyBundle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stand-in bundles draw no faces, but what networks read of them has gradients all the same.
 */
@Tag("draws")
class DirectionTrainerTest {
  private interface Use {
    void with(Painter painter, ReadFaces faces, DirectionFit fit);
  }

  private static void open(String bundle, Use use) {
    try (Generator g =
            Generator.load(
                TinyBundle.load(Path.of("src/test/resources", bundle)), Device.cpu(), false);
        Painter painter = Painter.of(g, 2, true);
        ReadFaces faces = new ReadFaces(painter)) {
      DirectionSums sums = new DirectionSums(g.bundle().manifest().wDim());
      LatentChanges draws = new LatentChanges(g, 3, Sampling.halves(List.of()));
      for (int group = 0; group < 3; group++) {
        sums.sample(group, g, draws, faces);
      }
      use.with(painter, faces, DirectionFit.of(sums, 0.5));
    }
  }

  /**
   * The terms whose gradient holds nothing constant. In the others the rotation that frees a face
   * of its pose is, and where the landmark network looks a second time.
   */
  private static final List<DirectionLosses> EXACT =
      List.of(new DirectionLosses(0, 0, 0, 1, 0), new DirectionLosses(0, 0, 0, 0, 1));

  @ParameterizedTest
  @ValueSource(strings = {"tiny-bundle", "tiny-image-bundle"})
  void gradientsAreThoseOfFiniteDifferences(String bundle) {
    open(
        bundle,
        (painter, faces, fit) -> {
          for (DirectionLosses losses : EXACT) {
            try (DirectionTrainer trainer =
                new DirectionTrainer(painter, faces, fit, losses, Sampling.halves(List.of()), 5)) {
              List<DirectionTrainer.Sample> batch = trainer.samples().subList(0, 2);
              int width = fit.directions()[0].length;
              int rows = fit.directions().length;
              float[][] gradient = new float[rows][width];
              trainer.step(batch, fit.directions(), gradient);
              double square = 0;
              for (float[] row : gradient) {
                for (float v : row) {
                  square += (double) v * v;
                }
              }
              assertThat(square).isPositive();
              double reach = REACH / Math.sqrt(square);
              double up = trainer.step(batch, moved(fit, gradient, reach), new float[rows][width]);
              double down =
                  trainer.step(batch, moved(fit, gradient, -reach), new float[rows][width]);
              assertThat((up - down) / (2 * reach * square))
                  .as(losses.toString())
                  .isCloseTo(1, within(TOLERANCE));
            }
          }
        });
  }

  /** A step along the gradient, in units of latents: far over the losses' rounding. */
  private static final double REACH = 3e-3;

  /** Losses have kinks: networks' units switch on and off, Gaussians hide each other. */
  private static final double TOLERANCE = 0.15;

  @ParameterizedTest
  @ValueSource(strings = {"tiny-bundle", "tiny-image-bundle"})
  void stepsRepeatThemselves(String bundle) {
    open(
        bundle,
        (painter, faces, fit) -> {
          byte[] trained = train(painter, faces, fit);
          assertThat(trained).isNotEqualTo(fit.npy()).isEqualTo(train(painter, faces, fit));
        });
  }

  private static float[][] moved(DirectionFit fit, float[][] gradient, double by) {
    float[][] rows = new float[gradient.length][];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = fit.directions()[k].clone();
      for (int i = 0; i < rows[k].length; i++) {
        rows[k][i] += (float) (by * gradient[k][i]);
      }
    }
    return rows;
  }

  private static byte[] train(Painter painter, ReadFaces faces, DirectionFit fit) {
    try (DirectionTrainer trainer =
        new DirectionTrainer(
            painter, faces, fit, DirectionLosses.ALL, Sampling.halves(List.of()), 5)) {
      return trainer.run(1, (step, loss) -> assertThat(loss).isFinite()).npy();
    }
  }
}
