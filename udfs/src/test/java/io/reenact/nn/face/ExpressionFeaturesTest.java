package io.reenact.nn.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Gradients;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpressionFeaturesTest {
  private static final int POINTS = LandmarkNetwork.POINTS;

  /** The canonical face, its points moved a little, as landmarks: y down, z away. */
  private static float[] face(long seed) {
    Random random = new Random(seed);
    float[] p = CanonicalMesh.points();
    for (int i = 0; i < p.length; i++) {
      p[i] = (p[i] + (float) random.nextGaussian() * 0.1f) * (i % 3 == 0 ? 1 : -1);
    }
    return p;
  }

  /** Turned by Euler angles, scaled and moved. */
  private static float[] posed(float[] p, double yaw, double pitch, double roll, double scale) {
    float[] out = new float[p.length];
    for (int v = 0; v < POINTS; v++) {
      double x = p[3 * v];
      double y = p[3 * v + 1];
      double z = p[3 * v + 2];
      double x1 = x * Math.cos(yaw) + z * Math.sin(yaw);
      double z1 = -x * Math.sin(yaw) + z * Math.cos(yaw);
      double y2 = y * Math.cos(pitch) - z1 * Math.sin(pitch);
      double z2 = y * Math.sin(pitch) + z1 * Math.cos(pitch);
      out[3 * v] = (float) (scale * (x1 * Math.cos(roll) - y2 * Math.sin(roll)) + 0.5);
      out[3 * v + 1] = (float) (scale * (x1 * Math.sin(roll) + y2 * Math.cos(roll)) + 0.4);
      out[3 * v + 2] = (float) (scale * z2 - 0.1);
    }
    return out;
  }

  @Test
  void poseScaleAndPlaceDoNotMatter() {
    float[] p = face(1);
    float[] scalars = ExpressionFeatures.scalars(p);
    float[] mesh = ExpressionFeatures.mesh(p);
    float[] q = posed(p, 0.4, -0.2, 0.3, 0.03);
    assertThat(ExpressionFeatures.scalars(q)).containsExactly(scalars, within(1e-4f));
    assertThat(ExpressionFeatures.mesh(q)).containsExactly(mesh, within(1e-4f));
  }

  @Test
  void canonicalFaceStaysAsItIs() {
    float[] canonical = CanonicalMesh.points();
    assertThat(canonical[3 * 10 + 1])
        .as("forehead above the chin")
        .isGreaterThan(canonical[3 * 152 + 1] + 15);
    float[] p = canonical.clone();
    for (int i = 0; i < p.length; i++) {
      p[i] *= i % 3 == 0 ? 1 : -1;
    }
    float[] mesh = ExpressionFeatures.mesh(p);
    // Equal up to shift and scale.
    double scale =
        (mesh[3 * 10 + 1] - mesh[3 * 152 + 1]) / (canonical[3 * 10 + 1] - canonical[3 * 152 + 1]);
    for (int v = 0; v < POINTS; v++) {
      for (int k = 0; k < 3; k++) {
        assertThat((double) mesh[3 * v + k] - mesh[k])
            .isCloseTo(scale * (canonical[3 * v + k] - canonical[k]), within(1e-4));
      }
    }
  }

  @Test
  void eachScalarFollowsItsOwnMovement() {
    float[] p = face(2);
    float[] before = ExpressionFeatures.scalars(p);
    List<String> names = ExpressionFeatures.NAMES;
    assertRises(p, before, names.indexOf("mouth_open"), new int[] {14}, 1);
    assertRises(p, before, names.indexOf("lip_corner_left"), new int[] {61}, -1);
    assertRises(p, before, names.indexOf("lip_corner_right"), new int[] {291}, -1);
    assertRises(p, before, names.indexOf("eye_left"), new int[] {145, 153, 144}, 1);
    assertRises(p, before, names.indexOf("eye_right"), new int[] {374, 380, 373}, 1);
    assertRises(p, before, names.indexOf("brow_left"), new int[] {70, 63, 105, 66, 107}, -1);
    assertRises(p, before, names.indexOf("jaw_drop"), new int[] {152}, 1);
  }

  /** Moves points along y (down) by {@code dy} cm and expects one feature to rise the most. */
  private static void assertRises(float[] p, float[] before, int feature, int[] points, int dy) {
    float[] q = p.clone();
    for (int v : points) {
      q[3 * v + 1] += dy;
    }
    float[] after = ExpressionFeatures.scalars(q);
    for (int i = 0; i < after.length; i++) {
      float rise = after[i] - before[i];
      if (i == feature) {
        assertThat(rise).as(ExpressionFeatures.NAMES.get(i)).isGreaterThan(0.1f);
      } else {
        assertThat(Math.abs(rise))
            .as(ExpressionFeatures.NAMES.get(i))
            .isLessThan(0.6f * (after[feature] - before[feature]));
      }
    }
  }

  @Test
  void differentiableAndPlainVersionsAgree() {
    float[] a = posed(face(3), 0.3, 0.1, -0.1, 0.02);
    float[] b = posed(face(4), -0.2, 0.2, 0.1, 0.05);
    try (NDManager m = NDManager.newBaseManager()) {
      NDArray both = m.create(a).concat(m.create(b)).reshape(new Shape(2, POINTS, 3));
      ExpressionFeatures.Batch f = ExpressionFeatures.of(both);
      assertThat(f.scalars().get(0).toFloatArray())
          .containsExactly(ExpressionFeatures.scalars(a), within(1e-4f));
      assertThat(f.scalars().get(1).toFloatArray())
          .containsExactly(ExpressionFeatures.scalars(b), within(1e-4f));
      assertThat(f.mesh().get(1).toFloatArray())
          .containsExactly(ExpressionFeatures.mesh(b), within(1e-4f));
    }
  }

  @Test
  void gradientsMatchFiniteDifferencesAtFixedRotation() {
    float[] p = posed(face(5), 0.3, 0.1, -0.1, 1);
    float[] rotation = ExpressionFeatures.rotation(p);
    try (NDManager m = NDManager.newBaseManager()) {
      Shape shape = new Shape(1, POINTS, 3);
      Gradients.check(m, p, shape, x -> ExpressionFeatures.of(x, rotation).scalars());
      Gradients.check(m, p, shape, x -> ExpressionFeatures.of(x, rotation).mesh());
    }
  }

  @Test
  void landmarks68PickTheirPoints() {
    float[] dense = new float[3 * POINTS];
    for (int i = 0; i < dense.length; i++) {
      dense[i] = i;
    }
    int[] index = Landmarks68.indices();
    float[] l = Landmarks68.fromDense(dense);
    assertThat(l).hasSize(136);
    for (int i = 0; i < 68; i++) {
      assertThat(l[2 * i]).isEqualTo(3 * index[i]);
      assertThat(l[2 * i + 1]).isEqualTo(3 * index[i] + 1);
    }
    // On the canonical face: chin lowest, left of the jaw at the image's left, brows over eyes.
    float[] face = Landmarks68.fromDense(face(6));
    for (int i = 0; i < 68; i++) {
      assertThat(face[2 * i + 1]).isLessThanOrEqualTo(face[2 * 8 + 1] + 0.3f);
    }
    assertThat(face[0]).isLessThan(face[2 * 16]);
    assertThat(face[2 * 19 + 1]).isLessThan(face[2 * 37 + 1]);
    assertThat(face[2 * 36]).isLessThan(face[2 * 45]);
  }
}
