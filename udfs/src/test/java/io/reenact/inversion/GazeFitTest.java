package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.face.FaceCrops;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Painter;
import io.reenact.nn.face.FaceNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("draws")
class GazeFitTest {
  private static final int SIZE = 256;

  @Test
  void eyesOfAStartLookWhereTheFrameLooks() {
    double[][] looks = {{0.35, 0}, {-0.35, 0.1}, {0.2, -0.2}, {0, 0}, {0.3, 0.15}};
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu(), true);
        Generator g =
            Generator.load(
                GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false)),
                Device.cpu(),
                true);
        Painter painter = Painter.of(g, 2, true)) {
      FaceTargets targets = targets(networks, g);
      float[] anchor = person(g, 3);
      int blink = 2;
      List<TargetFrame> frames = new ArrayList<>();
      for (int i = 0; i < looks.length; i++) {
        float[] latent = moved(g, anchor, "gazeYaw", looks[i][0]);
        latent = moved(g, latent, "gazePitch", looks[i][1]);
        if (i == blink) {
          latent = moved(g, moved(g, latent, "eyeBlink_L", 1), "eyeBlink_R", 1);
        }
        Camera camera = Camera.orbit(0.06 * (i - 2), 0.03, 0);
        frames.add(Scene.target(painter, latent, camera, i, SIZE, 0.1f));
      }
      GazeFit fit = GazeFit.of(painter, targets, SIZE, anchor);
      float[][] offsets = new float[looks.length][anchor.length];
      fit.turn(
          new ClipInput("clip", frames),
          new int[] {0, 1, 2, 3, 4},
          offsets,
          new float[looks.length][HeadMotion.SIZE]);
      for (int i = 0; i < looks.length; i++) {
        double[] found = angles(g, offsets[i]);
        double[] shown = looks[i == blink ? i - 1 : i];
        for (int k = 0; k < 2; k++) {
          assertThat(found[k])
              .as("angle " + k + " of frame " + i)
              .isCloseTo(shown[k], within(Math.toRadians(i == blink ? 7 : 6)));
        }
      }
    }
  }

  private static FaceTargets targets(FaceNetworks networks, Generator g) {
    InversionSettings settings = InversionSettings.quick();
    return new FaceTargets(
        networks,
        new FaceCrops(CohortInverter.alignment(g.bundle()), settings.work().cropJitter()),
        ExpressionEmphasis.of(settings));
  }

  /** A neutral face. */
  private static float[] person(Generator g, long seed) {
    Random random = new Random(seed);
    float[] z = new float[g.bundle().manifest().zDim()];
    // Identity and appearance come first; moods, expression and gaze after them.
    for (int i = 0; i < 87; i++) {
      z[i] = 0.5f * (float) random.nextGaussian();
    }
    return g.latentOf(g.map(new float[][] {z})[0]);
  }

  private static float[] direction(Generator g, String name) {
    int row = g.bundle().manifest().directions().names().indexOf(name);
    return g.latentOf(g.bundle().directions()[row]);
  }

  private static float[] moved(Generator g, float[] latent, String name, double by) {
    float[] d = direction(g, name);
    float[] out = latent.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += (float) (by * d[i]);
    }
    return out;
  }

  /** Yaw and pitch that an offset consists of. */
  private static double[] angles(Generator g, float[] offset) {
    Array2DRowRealMatrix columns = new Array2DRowRealMatrix(offset.length, 2);
    String[] names = {"gazeYaw", "gazePitch"};
    for (int k = 0; k < 2; k++) {
      float[] d = direction(g, names[k]);
      for (int i = 0; i < d.length; i++) {
        columns.setEntry(i, k, d[i]);
      }
    }
    ArrayRealVector right = new ArrayRealVector(offset.length);
    for (int i = 0; i < offset.length; i++) {
      right.setEntry(i, offset[i]);
    }
    return new SingularValueDecomposition(columns).getSolver().solve(right).toArray();
  }
}
