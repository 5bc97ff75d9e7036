package io.reenact.motion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.face.FaceCrops;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.inversion.CohortInverter;
import io.reenact.nn.face.FaceDetail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** The model that ships reads what the heads of the generator that ships do. */
class BundledMotionModelTest {
  private static final int SIZE = 256;
  private static final int FRAMES = 12;
  private static final float[] WHITE = {1, 1, 1};

  /** What moves, and the least correlation of what is read with it. */
  private static final Map<String, Double> MOVED =
      Map.of("jawOpen", 0.95, "eyeBlink_L", 0.9, "eyeBlink_R", 0.9, "mouthPucker", 0.8);

  @Test
  void readsHeadsOfTheGenerator() {
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    float[][] directions = bundle.directions();
    List<String> names = bundle.manifest().directions().names();
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        Painter painter = Painter.of(generator, 1, true);
        FaceDetail network = new FaceDetail()) {
      float[] box = new FaceCrops(CohortInverter.alignment(bundle), 0).face(Camera.neutral(), SIZE);
      float[] mean = generator.latentOf(bundle.latentStats().mean());
      MotionModel model = MotionModel.bundled();
      Map<String, Double> found = new TreeMap<>();
      for (String name : MOVED.keySet()) {
        float[][] features = new float[FRAMES][];
        double[] truth = new double[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
          // up and down twice: what is read must follow the frame, not the time
          truth[i] = 0.5 - 0.5 * Math.cos(4 * Math.PI * i / FRAMES);
          float[] latent = moved(mean, directions[names.indexOf(name)], (float) truth[i]);
          try (Heads heads = painter.heads(new float[][] {latent})) {
            float[] image = heads.draw(0, Camera.neutral(), SIZE, SIZE, WHITE).image();
            features[i] = MotionFeatures.of(network.see(image, SIZE, box));
          }
        }
        float[][] read = model.read(features);
        int output = MotionModel.OUTPUTS.indexOf(name);
        List<Double> values = new ArrayList<>();
        for (float[] frame : read) {
          values.add((double) frame[output]);
        }
        found.put(name, correlation(truth, values));
      }
      MOVED.forEach(
          (name, least) -> assertThat(found.get(name)).as("%s", found).isGreaterThan(least));
    }
  }

  private static float[] moved(float[] latent, float[] direction, float by) {
    float[] out = latent.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += by * direction[i % direction.length];
    }
    return out;
  }

  private static double correlation(double[] x, List<Double> y) {
    double mx = 0;
    double my = 0;
    for (int i = 0; i < x.length; i++) {
      mx += x[i] / x.length;
      my += y.get(i) / x.length;
    }
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - mx) * (y.get(i) - my);
      xx += (x[i] - mx) * (x[i] - mx);
      yy += (y.get(i) - my) * (y.get(i) - my);
    }
    return xy / Math.sqrt(xx * yy);
  }
}
