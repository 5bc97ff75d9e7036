package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.face.FaceCrops;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Painter;
import io.reenact.latent.Boundaries;
import io.reenact.latent.FittedDirections;
import io.reenact.nn.face.FaceNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Starts by directions that {@code directions fit --samples 3000} made of the embedded bundle; they
 * carry its hash, so another bundle needs other ones here.
 */
@Tag("draws")
class AttributeFitTest {
  private static final int SIZE = 256;
  private static final Configuration HADOOP = new Configuration(false);

  private static final List<Map<String, Double>> SHOWN =
      List.of(
          Map.of("jawOpen", 0.5),
          Map.of("mouthSmile_L", 0.7, "mouthSmile_R", 0.7, "gazeYaw", 0.25),
          Map.of("browInnerUp_L", 0.8, "browInnerUp_R", 0.8, "eyeWide_L", 0.6, "eyeWide_R", 0.6));

  @Test
  void keyFramesStartAtWhatFramesShow() {
    GeneratorBundle plain = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, HADOOP);
    GeneratorBundle fitted = FittedDirections.in(plain, "src/test/resources/directions", HADOOP);
    InversionSettings settings = InversionSettings.quick();
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu(), true);
        Generator g = Generator.load(fitted, Device.cpu(), false);
        Painter painter = Painter.of(g, 2, true)) {
      FaceTargets targets =
          new FaceTargets(
              networks,
              new FaceCrops(CohortInverter.alignment(plain), settings.work().cropJitter()),
              ExpressionEmphasis.of(settings));
      float[] anchor = person(g);
      Boundaries own = Boundaries.open(plain, "", HADOOP);
      List<TargetFrame> frames = new ArrayList<>();
      for (int i = 0; i < SHOWN.size(); i++) {
        Camera camera = Camera.orbit(0.1 * (i - 1), 0.03, 0);
        float[] latent = own.animate(anchor, SHOWN.get(i));
        frames.add(Scene.target(painter, latent, camera, i, SIZE, 0.1f));
      }
      try (Generator other = Generator.load(plain, Device.cpu(), false);
          Painter its = Painter.of(other, 2, true)) {
        assertThat(AttributeFit.of(its, targets, SIZE, anchor))
            .as("the bundle's own are coefficients, which no network reads")
            .isNull();
      }
      AttributeFit fit = AttributeFit.of(painter, targets, SIZE, anchor);
      float[][] offsets =
          fit.offsets(new ClipInput("clip", frames), new int[] {0, 1, 2}, new float[anchor.length]);
      double[] units = fitted.manifest().directions().units();
      for (int i = 0; i < offsets.length; i++) {
        TargetFrame frame = frames.get(i);
        double before = error(targets, painter, anchor, new float[anchor.length], frame, units);
        double after = error(targets, painter, anchor, offsets[i], frame, units);
        assertThat(after).as(SHOWN.get(i) + " from " + before).isLessThan(0.6 * before);
      }
    }
  }

  /** Mean difference of what is read of a result and of a frame, in units of the directions. */
  private static double error(
      FaceTargets targets,
      Painter painter,
      float[] anchor,
      float[] offset,
      TargetFrame frame,
      double[] units) {
    float[] latent = anchor.clone();
    for (int i = 0; i < latent.length; i++) {
      latent[i] += offset[i];
    }
    float[] shown = targets.expression(frame);
    float[] seen =
        targets.expression(Scene.target(painter, latent, frame.camera(), 99, SIZE, 0.1f));
    double sum = 0;
    for (int k = 0; k < units.length; k++) {
      sum += Math.abs((double) shown[k] - seen[k]) / units[k];
    }
    return sum / units.length;
  }

  /** A neutral face. */
  private static float[] person(Generator g) {
    Random random = new Random(3);
    float[] z = new float[g.bundle().manifest().zDim()];
    // Identity and appearance come first; moods, expression and gaze after them.
    for (int i = 0; i < 87; i++) {
      z[i] = 0.5f * (float) random.nextGaussian();
    }
    return g.latentOf(g.map(new float[][] {z})[0]);
  }
}
