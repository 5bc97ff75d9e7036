package io.reenact.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.reenact.face.FaceAlignment;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Synthesis;
import io.reenact.maths.Vectors;
import io.reenact.metric.Measurement;
import io.reenact.metric.Metric;
import io.reenact.metric.Region;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.splat.Gaussians;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** Heads that are heads, and one that is only painted. */
class ViewAgreementTest {
  private static final Configuration HADOOP = new Configuration(false);

  private static FloatBuffer head() {
    return head("", 0);
  }

  /** The mean head, moved along a direction by a share of its range. */
  private static FloatBuffer head(String direction, double share) {
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, HADOOP);
    float[] w = bundle.latentStats().mean().clone();
    GeneratorManifest.Directions known = bundle.manifest().directions();
    int k = known.names().indexOf(direction);
    for (int i = 0; k >= 0 && i < w.length; i++) {
      w[i] += (float) (share * known.ranges()[k][1] * bundle.directions()[k][i]);
    }
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        Synthesis made = generator.synthesize(new float[][] {generator.latentOf(w)}, false)) {
      FloatBuffer gaussians = made.gaussians(0);
      int n = bundle.manifest().gaussians() * Gaussians.FLOATS;
      FloatBuffer copy =
          ByteBuffer.allocateDirect(n * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
      copy.put(0, gaussians, 0, n);
      return copy;
    }
  }

  private static Map<Metric, Double> views(RenderEvaluation e, FloatBuffer head) {
    List<Measurement> rows = e.views("x", head);
    Map<Metric, Double> values = new HashMap<>();
    for (Measurement row : rows) {
      assertThat(row.item()).isEqualTo("x");
      assertThat(row.region()).isEqualTo(Region.HEAD);
      values.put(row.metric(), row.value());
    }
    return values;
  }

  /** Depth squeezed to a tenth around the face: the same picture from the front, a mask aside. */
  private static void flatten(FloatBuffer head) {
    for (int i = 0; i < head.capacity(); i += Gaussians.FLOATS) {
      int z = i + Gaussians.XYZ + 2;
      head.put(z, 0.3f + 0.1f * (head.get(z) - 0.3f));
    }
  }

  @Test
  void aHeadTurnsAndAPaintingDoesNot() {
    FloatBuffer head = head();
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu());
        RenderEvaluation e = new RenderEvaluation(FaceAlignment.embedded(), networks)) {
      Map<Metric, Double> real = views(e, head);
      assertThat(real.keySet())
          .containsExactlyInAnyOrder(Metric.VIEW_IDENTITY, Metric.VIEW_YAW, Metric.SPECKS);
      assertThat(real.get(Metric.VIEW_IDENTITY)).isGreaterThan(0.5);
      assertThat(real.get(Metric.VIEW_YAW)).isLessThan(6);
      assertThat(views(e, head)).isEqualTo(real);

      flatten(head);
      Map<Metric, Double> painted = views(e, head);
      assertThat(painted.get(Metric.VIEW_IDENTITY)).isLessThan(real.get(Metric.VIEW_IDENTITY));
      assertThat(painted.get(Metric.VIEW_YAW)).isGreaterThan(real.get(Metric.VIEW_YAW) + 3);
    }
  }

  /**
   * A clean head hardly has specks, whatever its eyes and mouth do; Gaussians gone dark are some.
   */
  @Test
  void specksAreSeen() {
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu());
        RenderEvaluation e = new RenderEvaluation(FaceAlignment.embedded(), networks)) {
      for (String move : List.of("", "jawOpen", "eyeBlink_L", "mouthUpperUp_L", "gazeYaw")) {
        assertThat(views(e, head(move, 0.8)).get(Metric.SPECKS)).as(move).isLessThanOrEqualTo(1);
      }
      FloatBuffer head = head();
      List<float[]> dark = new ArrayList<>();
      for (int i = 0; i < head.capacity(); i += Gaussians.FLOATS) {
        float[] at = {head.get(i), head.get(i + 1), head.get(i + 2)};
        boolean cheek = Math.abs(at[0]) > 0.1 && Math.abs(at[0]) < 0.25 && Math.abs(at[1]) < 0.15;
        if (cheek && at[2] > 0.3 && dark.stream().allMatch(d -> Vectors.distance(d, at) > 0.08)) {
          for (int c = 0; c < 3; c++) {
            head.put(i + Gaussians.COLOUR + c, -1.7f);
            head.put(i + Gaussians.LOG_SCALE + c, (float) Math.log(0.003));
          }
          head.put(i + Gaussians.OPACITY, 4);
          head.put(i + 2, head.get(i + 2) + 0.02f);
          dark.add(at);
        }
      }
      assertThat(dark).hasSize(6);
      assertThat(views(e, head).get(Metric.SPECKS)).isBetween(3.0, 7.0);
    }
  }

  /** Of a sphere without a face there is nothing to say. */
  @Test
  void nothingIsSaidOfWhatHasNoFace() {
    FloatBuffer nothing =
        ByteBuffer.allocateDirect(4 * Gaussians.FLOATS)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu());
        RenderEvaluation e = new RenderEvaluation(FaceAlignment.embedded(), networks)) {
      assertThat(e.views("x", nothing)).isEmpty();
    }
  }
}
