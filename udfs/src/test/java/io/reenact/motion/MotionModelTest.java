package io.reenact.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.generator.Npy;
import io.reenact.metric.Correlation;
import io.reenact.nn.face.FaceDetail;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MotionModelTest {
  private static final int N = PictureFeatures.SIZE;
  private static final int OUTPUTS = MotionModel.OUTPUTS.size();

  /** One feature says what the jaw does, another where eyes look. */
  private static MotionModel model() {
    float[] relative = new float[N * OUTPUTS];
    relative[3 * OUTPUTS + HeadShapes.NAMES.indexOf("jawOpen")] = 2;
    relative[5 * OUTPUTS + HeadShapes.NAMES.size()] = 1;
    float[] level = new float[2 * (N + 1)];
    level[2 * 5] = 0.5f;
    level[2 * N] = 0.1f;
    return new MotionModel(
        new Npy(new int[] {N, OUTPUTS}, relative), new Npy(new int[] {N + 1, 2}, level));
  }

  @Test
  void aPersonsOwnFaceDropsOutAndRestIsZero() {
    MotionModel model = model();
    int jaw = HeadShapes.NAMES.indexOf("jawOpen");
    for (float own : new float[] {0, 7}) {
      float[][] features = new float[6][];
      for (int i = 0; i < 6; i++) {
        features[i] = i == 3 ? null : new float[N];
        if (features[i] != null) {
          // Open in the last frame only, more than a coefficient can say in its own unit.
          features[i][3] = own + (i == 5 ? 0.3f : 0);
          features[i][5] = 0.2f;
        }
      }
      float[][] read = model.read(features);
      assertThat(read[3]).isNull();
      assertThat(read[0][jaw]).isCloseTo(0, within(1e-6f));
      assertThat(read[5][jaw]).isCloseTo(0.6f, within(1e-5f));
      // The gaze's level is that of the mean frame: 0.5 times the feature, and the constant.
      assertThat(read[0][HeadShapes.NAMES.size()]).isCloseTo(0.2f, within(1e-6f));
    }
  }

  @Test
  void aClipWithoutAFaceHasNoMotion() {
    assertThat(model().read(new float[2][])).isDeepEqualTo(new float[2][]);
    assertThat(model().read(new float[0][])).isEmpty();
    MotionSequence none =
        new MotionSequence(
            HeadShapes.NAMES, List.of(MotionFrame.none(0), MotionFrame.none(40_000)));
    assertThat(MotionSmoothing.of(none, new int[] {0, 0})).isEqualTo(none);
  }

  @Test
  void aTurnedHeadIsReadOffTheMeshsRotation() {
    HeadAngles turned = new HeadAngles(0.3, -0.2, 0.1);
    double[] h = turned.rotation();
    // Turns the picture's axes, which point right, down and away, onto the face's.
    float[] r = {
      (float) h[0], (float) -h[3], (float) -h[6],
      (float) h[1], (float) -h[4], (float) -h[7],
      (float) h[2], (float) -h[5], (float) -h[8]
    };
    HeadAngles found = PictureFeatures.head(r);
    assertThat(found.yaw()).isCloseTo(turned.yaw(), within(1e-6));
    assertThat(found.pitch()).isCloseTo(turned.pitch(), within(1e-6));
    assertThat(found.roll()).isCloseTo(turned.roll(), within(1e-6));
  }

  /** What a landmark network could see of people whose coefficients are known is found again. */
  @Test
  void aFitFindsWhatPointsHoldOfCoefficients() {
    Random random = new Random(4);
    MotionModelFit fit = new MotionModelFit();
    for (int p = 0; p < 30; p++) {
      fit.add(Drawn.frames(random, 12, 0.05f * p), Drawn.truth());
    }
    MotionModel fitted = new MotionModel(fit.relative(), fit.level());
    List<FaceDetail.Seen> other = Drawn.frames(random, 20, 0.9f);
    float[][] read = fitted.read(other.stream().map(PictureFeatures::of).toArray(float[][]::new));
    List<float[]> truth = Drawn.truth();
    int jaw = HeadShapes.NAMES.indexOf("jawOpen");
    double[] a = new double[20];
    double[] b = new double[20];
    for (int i = 0; i < 20; i++) {
      a[i] = read[i][jaw];
      b[i] = truth.get(i)[jaw];
    }
    assertThat(Correlation.of(a, b).correlation()).isGreaterThan(0.95);
  }

  /** Faces whose lower lips move with the jaw, and whose other points are noise and their own. */
  private static final class Drawn {
    private static final List<float[]> TRUTH = new ArrayList<>();

    static List<FaceDetail.Seen> frames(Random random, int n, float own) {
      TRUTH.clear();
      List<FaceDetail.Seen> seen = new ArrayList<>();
      float[] face = face();
      for (int i = 0; i < n; i++) {
        float[] truth = new float[OUTPUTS];
        float jaw = random.nextFloat();
        truth[HeadShapes.NAMES.indexOf("jawOpen")] = jaw;
        TRUTH.add(truth);
        float[] points = new float[2 * FaceDetail.POINTS];
        for (int k = 0; k < points.length; k++) {
          points[k] = 0.5f + 0.002f * (float) random.nextGaussian() + 0.01f * own * (k % 7);
        }
        for (int k = 20; k < 31; k++) {
          points[2 * k + 1] += 0.08f * jaw;
        }
        seen.add(new FaceDetail.Seen(face, points, 1));
      }
      return seen;
    }

    /** A flat one will do: the points are what moves. */
    private static float[] face() {
      float[] flat = FaceAlignment.embedded().project(Camera.neutral(), 1);
      float[] mesh = new float[flat.length / 2 * 3];
      for (int v = 0; v < flat.length / 2; v++) {
        mesh[3 * v] = flat[2 * v];
        mesh[3 * v + 1] = flat[2 * v + 1];
      }
      return mesh;
    }

    static List<float[]> truth() {
      return List.copyOf(TRUTH);
    }
  }
}
