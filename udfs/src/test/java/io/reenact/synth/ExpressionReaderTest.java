package io.reenact.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.camera.Camera;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpressionReaderTest {
  private static final int SIZE = 128;
  private final HeadModel model = StandInHead.make();
  private final SynthRenderer renderer = new SynthRenderer(model);
  private final SyntheticPerson person = SyntheticPerson.sample(5);
  private final FrameState state = MotionCurve.speech(model, 3).at(1.7);
  private final Camera camera = Camera.orbit(0.2, 0.1, 0);
  private final ExpressionReader reader = renderer.expressions(person);

  private double[] landmarks(float[] expression) {
    double[] b = new double[expression.length];
    for (int e = 0; e < b.length; e++) {
      b[e] = expression[e];
    }
    return reader.landmarks(b, state, camera, SIZE);
  }

  private static double mean(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum / a.length;
  }

  @Test
  void landmarksAreWhereTheRendererHasThem() {
    float[] drawn = renderer.render(person, state, camera, SIZE).landmarks2d();
    double[] mine = landmarks(state.expression());
    for (int i = 0; i < drawn.length; i++) {
      assertThat(mine[i]).isCloseTo(drawn[i], within(0.01));
    }
  }

  /** With a shift, a scale and noise of a detector, too. */
  @Test
  void readsTheExpressionOffLandmarks() {
    double[] truth = landmarks(state.expression());
    double[] rest = landmarks(new float[state.expression().length]);
    Random random = new Random(1);
    float[] found = new float[truth.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = (float) (1.02 * truth[i] - 1 + 0.1 * random.nextGaussian());
    }
    float[] read = reader.read(found, state, camera, SIZE);
    for (float b : read) {
      assertThat(b).isBetween(0f, 1f);
    }
    assertThat(mean(landmarks(read), truth)).isLessThan(0.35 * mean(rest, truth));
    // The stand-in's landmarks follow few of its expressions.
    int jaw = model.expressions().indexOf("jawOpen");
    assertThat(state.expression()[jaw]).isGreaterThan(0.1f);
    assertThat(read[jaw]).isCloseTo(state.expression()[jaw], within(0.03f));
  }

  /** The real head model, where it is at hand: its landmarks tell expressions apart. */
  @Test
  void readsARealHeadsExpression() {
    Path path = Path.of(System.getProperty("reenact.root", ".")).resolve("../shared/head-model");
    assumeTrue(
        Files.exists(path.resolve("head_model.json")), "no shared/head-model beside the clone");
    SampleCorpus corpus =
        new SampleCorpus(new SynthRenderer(HeadModel.load(path)), ClipSettings.of(64, 2), 1);
    double error = 0;
    double size = 0;
    for (int frame = 0; frame < 50; frame += 10) {
      float[] landmarks = corpus.trueFrame(0, 1, 0, frame).landmarks2d();
      float[] read = corpus.read(0, 1, 0, frame, landmarks);
      float[] truth = corpus.expression(1, 0, frame);
      for (int e = 0; e < read.length; e++) {
        error += Math.abs(read[e] - truth[e]);
        size += truth[e];
      }
    }
    assertThat(error).as("against reading nothing, %s", size).isLessThan(0.75 * size);
  }
}
