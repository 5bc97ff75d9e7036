package io.reenact.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.generator.Npy;
import io.reenact.metric.Correlation;
import io.reenact.nn.face.FaceDetail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MotionModelTest {
  private static final int N = MotionFeatures.SIZE;
  private static final int OUTPUTS = MotionModel.OUTPUTS.size();
  private static final int JAW = HeadShapes.NAMES.indexOf("jawOpen");

  /** One feature says what the jaw does, another where eyes look; nothing is bent. */
  private static MotionModel model() {
    float[] ones = new float[N + OUTPUTS];
    Arrays.fill(ones, 1);
    float[] relative = new float[N * OUTPUTS];
    relative[3 * OUTPUTS + JAW] = 2;
    relative[5 * OUTPUTS + MotionModel.SHAPES] = 1;
    float[] people = new float[2 * N];
    Arrays.fill(people, N, 2 * N, 1);
    float[] level = new float[(1 + N) * MotionModel.ANGLES];
    level[0] = 0.1f;
    level[(1 + 5) * MotionModel.ANGLES] = 0.5f;
    int bent = 1 + MotionModel.HINGES.size();
    float[] shapes = new float[bent * MotionModel.SHAPES];
    shapes[(1 + JAW) * MotionModel.SHAPES + JAW] = 1;
    return new MotionModel(
        new MotionModel.Parts(
            new Npy(new int[] {N + OUTPUTS}, ones),
            new Npy(new int[] {N, OUTPUTS}, relative),
            new Npy(new int[] {2, N}, people),
            new Npy(new int[] {1 + N, MotionModel.ANGLES}, level),
            new Npy(new int[] {bent, MotionModel.SHAPES}, shapes)));
  }

  @Test
  void aPersonsOwnFaceDropsOutAndRestIsZero() {
    MotionModel model = model();
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
      assertThat(read[0][JAW]).isCloseTo(0, within(1e-6f));
      assertThat(read[5][JAW]).isCloseTo(0.6f, within(1e-5f));
      // The gaze's level is that of the mean frame: 0.5 times the feature, and the constant.
      assertThat(read[0][HeadShapes.NAMES.size()]).isCloseTo(0.2f, within(1e-6f));
    }
  }

  /** Four spreads from the mean, no further: 2 * 4, of which a coefficient keeps 1. */
  @Test
  void whatNobodyShowsLeadsNoFurtherThanTheRangeThatWasFitted() {
    float[][] features = {new float[N], new float[N], new float[N]};
    features[2][5] = 300;
    features[2][3] = 300;
    float[][] read = model().read(features);
    assertThat(read[2][JAW]).isEqualTo(1);
    // The mean is 100, 4 at most for the level; the frame is 200 above, 4 at most as well.
    assertThat(read[2][MotionModel.SHAPES]).isCloseTo(0.1f + 0.5f * 4 + 4, within(1e-5f));
    assertThat(read[0][MotionModel.SHAPES]).isCloseTo(0.1f + 0.5f * 4 - 4, within(1e-5f));
  }

  @Test
  void hingesAreTheDrawnOnes() {
    Random random = new Random(20_261_128);
    double[] w = new double[4];
    for (int i = 0; i < 4; i++) {
      w[i] = 2 / Math.sqrt(2) * random.nextGaussian();
    }
    float[] x = {0.7f, -1.2f};
    float[] out = new Hinges(2, 2).of(x);
    assertThat(out).startsWith(x).hasSize(4);
    for (int h = 0; h < 2; h++) {
      double known = w[2 * h] * x[0] + w[2 * h + 1] * x[1] + random.nextGaussian();
      assertThat(out[2 + h]).isCloseTo((float) Math.max(0, known), within(1e-5f));
    }
  }

  @Test
  void aMirrorChangesSidesAndYaw() {
    float[] known = new float[OUTPUTS];
    known[HeadShapes.NAMES.indexOf("mouthSmile_L")] = 0.7f;
    known[HeadShapes.NAMES.indexOf("jawRight")] = 0.2f;
    known[JAW] = 0.4f;
    known[MotionModel.SHAPES] = 0.1f;
    known[MotionModel.SHAPES + 1] = 0.2f;
    known[MotionModel.SHAPES + 2] = 0.3f;
    float[] mirrored = MotionModelFit.mirrored(known);
    float[] expected = new float[OUTPUTS];
    expected[HeadShapes.NAMES.indexOf("mouthSmile_R")] = 0.7f;
    expected[HeadShapes.NAMES.indexOf("jawLeft")] = 0.2f;
    expected[JAW] = 0.4f;
    expected[MotionModel.SHAPES] = -0.1f;
    expected[MotionModel.SHAPES + 1] = 0.2f;
    expected[MotionModel.SHAPES + 2] = -0.3f;
    assertThat(mirrored).containsExactly(expected);
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
      List<FaceDetail.Seen> seen = Drawn.frames(random, 12, 0.05f * p);
      fit.add(seen, seen, Drawn.truth());
    }
    MotionModel fitted = new MotionModel(fit.fit());
    List<FaceDetail.Seen> other = Drawn.frames(random, 20, 0.9f);
    float[][] read = fitted.read(other.stream().map(MotionFeatures::of).toArray(float[][]::new));
    List<float[]> truth = Drawn.truth();
    double[] a = new double[20];
    double[] b = new double[20];
    for (int i = 0; i < 20; i++) {
      a[i] = read[i][JAW];
      b[i] = truth.get(i)[JAW];
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
        truth[JAW] = jaw;
        TRUTH.add(truth);
        float[] points = new float[2 * FaceDetail.POINTS];
        for (int k = 0; k < points.length; k++) {
          points[k] = 0.5f + 0.002f * (float) random.nextGaussian() + 0.01f * own * (k % 7);
        }
        for (int k = 20; k < 31; k++) {
          points[2 * k + 1] += 0.08f * jaw;
        }
        seen.add(new FaceDetail.Seen(face, points, new float[FaceDetail.LOOKS], 1));
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
