package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceCrops;
import io.reenact.generator.Generator;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.generator.TinyBundle;
import io.reenact.nn.Precision;
import io.reenact.nn.face.FaceExpression;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.LandmarkExpression;
import io.reenact.nn.face.LandmarkNetwork;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What cross steps ask for, and how far from it they say that a face is. */
class ExpressionTermsTest {
  private static final int SIZE = 64;
  private static final int SIZE_OF_CODE =
      LandmarkExpression.NAMES.size() + 3 * LandmarkNetwork.POINTS;
  private static final float[] WHITE = {1, 1, 1};

  /** What a length of 0 is in the loss: the root of the term that keeps its gradient finite. */
  private static final double NOTHING = 0.01;

  private static final ExpressionEmphasis EMPHASIS =
      ExpressionEmphasis.of(InversionSettings.quick());
  private static final List<LossTerm> TERMS =
      List.of(new ExpressionTerm(0.5, true), new ChangeTerm(0.25));
  private static FaceNetworks networks;

  @BeforeAll
  static void open() {
    networks = FaceNetworks.bundled(Device.cpu(), true);
  }

  @AfterAll
  static void close() {
    networks.close();
  }

  @Test
  void anErrorSharedByAllFramesIsNoErrorOfChange() {
    RenderStep.Outcome out = step(new float[] {0.3f, 0.3f});
    assertThat(out.terms().get("expression")).isCloseTo(0.3, within(1e-3));
    assertThat(out.terms().get("change")).isCloseTo(NOTHING, within(1e-3));
    assertThat(out.loss()).isCloseTo(0.5 * 0.3 + 0.25 * NOTHING, within(1e-3));
  }

  @Test
  void whatTheFramesDifferByIsOnlyAnErrorOfChange() {
    RenderStep.Outcome out = step(new float[] {0.3f, -0.3f});
    assertThat(out.terms().get("expression")).isCloseTo(NOTHING, within(1e-3));
    assertThat(out.terms().get("change")).isCloseTo(0.3, within(1e-3));
  }

  /** Two heads, each with its own expression as the goal, but for the mouth's opening. */
  private static RenderStep.Outcome step(float[] mouths) {
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), true);
        Painter painter = Painter.of(g, 1, true)) {
      FaceCrops crops = new FaceCrops(CohortInverter.alignment(g.bundle()), 0);
      FaceTargets targets = new FaceTargets(networks, crops, EMPHASIS);
      Camera camera = Camera.neutral();
      List<RenderStep.Item> items = new ArrayList<>();
      for (int i = 0; i < mouths.length; i++) {
        float[] latent = new float[16];
        latent[i] = 0.4f;
        float[] goal;
        try (Heads heads = painter.heads(new float[][] {latent})) {
          goal = targets.expression(heads.draw(0, camera, SIZE, SIZE, WHITE).image(), camera, SIZE);
        }
        goal[LandmarkExpression.NAMES.indexOf("mouth_open")] += mouths[i];
        items.add(new RenderStep.Item(latent, camera, null, WHITE, TERMS, 1, goal, null, 0));
      }
      return new RenderStep(
              painter, new PictureLosses(networks, crops, EMPHASIS), SIZE, Precision.FLOAT32)
          .run(items);
    }
  }

  @Test
  void lossesCountLidsAndGazeThreeTimesAndBrowsTwice() {
    try (NDManager m = networks.manager().newSubManager()) {
      float[] counts =
          EMPHASIS
              .of(networks.expression(), m.ones(new Shape(2, SIZE_OF_CODE)))
              .get(1)
              .toFloatArray();
      for (int i = 0; i < counts.length; i++) {
        String name =
            i < LandmarkExpression.NAMES.size() ? LandmarkExpression.NAMES.get(i) : "mesh";
        assertThat(counts[i])
            .as(name)
            .isEqualTo(name.matches("(eye|gaze)_.*") ? 3 : name.startsWith("brow_") ? 2 : 1);
      }
      FaceTargets targets = new FaceTargets(networks, null, EMPHASIS);
      assertThat(targets.features(FaceExpression.Measure.LIDS)).hasSize(2);
      assertThat(targets.features(FaceExpression.Measure.GAZE)).hasSize(4);
    }
  }

  /** A driver with high brows and wide eyes who raises the one and closes the other. */
  @Test
  void aGoalIsTheDriversExpressionInPartOfTheSourcesFace() {
    int brow = LandmarkExpression.NAMES.indexOf("brow_left");
    int eye = LandmarkExpression.NAMES.indexOf("eye_left");
    float[] source = new float[SIZE_OF_CODE];
    float[] shown = new float[SIZE_OF_CODE];
    float[] driver = new float[SIZE_OF_CODE];
    source[brow] = 0.2f;
    driver[brow] = 0.4f;
    shown[brow] = 0.5f;
    source[eye] = 0.25f;
    driver[eye] = 0.35f;
    shown[eye] = 0.1f;
    float[] goal = new FaceTargets(networks, null, EMPHASIS).goal(source, shown, driver);
    assertThat(goal[brow]).isCloseTo(0.5f + 0.5f * (0.2f - 0.4f), within(1e-6f));
    assertThat(goal[eye]).isCloseTo(0.1f * (1 + 0.8f * (0.25f / 0.35f - 1)), within(1e-6f));
    shown[eye] = 0;
    float[] closed = new FaceTargets(networks, null, EMPHASIS).goal(source, shown, driver);
    assertThat(closed[eye]).as("closed in any face").isZero();
    assertThat(goal[SIZE_OF_CODE - 1]).isZero();
  }

  @Test
  void looksLieAboutTheFacesBox() {
    FaceCrops one = new FaceCrops(FaceAlignment.embedded(), 0);
    FaceCrops crops = new FaceCrops(FaceAlignment.embedded(), 0.1);
    float[] box = one.face(Camera.neutral(), 256);
    assertThat(one.looks()).isOne();
    assertThat(crops.look(Camera.neutral(), 256, 0)).containsExactly(box, within(1e-3f));
    double[] mean = new double[4];
    for (int look = 0; look < crops.looks(); look++) {
      float[] b = crops.look(Camera.neutral(), 256, look);
      for (int k = 0; k < 4; k++) {
        mean[k] += b[k] / crops.looks();
        assertThat(Math.abs(b[k] - box[k])).isLessThanOrEqualTo(0.0501f * (box[2] - box[0]));
      }
    }
    for (int k = 0; k < 4; k++) {
      assertThat(mean[k]).isCloseTo(box[k], within(1e-3));
    }
  }
}
