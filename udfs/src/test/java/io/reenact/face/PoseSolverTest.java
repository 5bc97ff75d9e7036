package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Head pose from projections of the canonical face whose pose is known. */
class PoseSolverTest {
  private final FaceAlignment alignment = FaceAlignment.embedded();

  /** Landmarks of the canonical face as a frame with this pose shows them. */
  static FaceMesh project(FaceAlignment alignment, HeadPose pose, double noise, Random random) {
    double[] world = alignment.canonicalPoints();
    Camera camera = pose.camera();
    double[] toFrame = pose.cropToFrame();
    float[] xyz = new float[world.length];
    PoseSolver solver = new PoseSolver(alignment);
    int[] points = solver.points();
    double[] weights = solver.weights();
    double depth = 0;
    double total = 0;
    for (int k = 0; k < points.length; k++) {
      int i = 3 * points[k];
      depth += weights[k] * camera.project(world[i], world[i + 1], world[i + 2], 512, 512)[2];
      total += weights[k];
    }
    depth /= total;
    for (int i = 0; i < world.length; i += 3) {
      double[] q = camera.project(world[i], world[i + 1], world[i + 2], 512, 512);
      xyz[i] =
          (float)
              (toFrame[0] * q[0] + toFrame[1] * q[1] + toFrame[2] + noise * random.nextGaussian());
      xyz[i + 1] =
          (float)
              (toFrame[3] * q[0] + toFrame[4] * q[1] + toFrame[5] + noise * random.nextGaussian());
      // As the landmark network gives depth: at the scale of x and y, from any origin.
      xyz[i + 2] =
          (float)
              (pose.scale() * Camera.FOCAL * 512 / depth * q[2]
                  - 70
                  + 2 * noise * random.nextGaussian());
    }
    return new FaceMesh(xyz, 1, 1);
  }

  private HeadPose solve(FaceMesh mesh) {
    PoseSolver solver = new PoseSolver(alignment);
    return solver.fit(mesh, solver.guess(mesh), false);
  }

  @Test
  void recoversThePoseOfCleanLandmarks() {
    for (double yaw : new double[] {-45, -20, 0, 8, 40}) {
      for (double pitch : new double[] {-25, 0, 15}) {
        for (double roll : new double[] {-30, 0, 12}) {
          HeadPose truth =
              new HeadPose(
                  Math.toRadians(yaw),
                  Math.toRadians(pitch),
                  Math.toRadians(roll),
                  Math.log(0.8),
                  310,
                  222);
          HeadPose found = solve(project(alignment, truth, 0, new Random(1)));
          assertThat(Math.toDegrees(found.yaw())).isCloseTo(yaw, within(0.1));
          assertThat(Math.toDegrees(found.pitch())).isCloseTo(pitch, within(0.1));
          assertThat(Math.toDegrees(found.roll())).isCloseTo(roll, within(0.1));
          assertThat(found.scale()).isCloseTo(0.8, within(2e-3));
          assertThat(found.x()).isCloseTo(310, within(0.2));
          assertThat(found.y()).isCloseTo(222, within(0.2));
        }
      }
    }
  }

  @Test
  void staysWithinADegreeUnderNoise() {
    Random random = new Random(7);
    for (int k = 0; k < 40; k++) {
      HeadPose truth =
          new HeadPose(
              0.6 * (random.nextDouble() - 0.5),
              0.5 * (random.nextDouble() - 0.5),
              0.5 * (random.nextDouble() - 0.5),
              Math.log(0.5 + random.nextDouble()),
              300,
              200);
      HeadPose found = solve(project(alignment, truth, truth.scale(), random));
      assertThat(Math.toDegrees(found.yaw() - truth.yaw())).isCloseTo(0, within(1.0));
      assertThat(Math.toDegrees(found.pitch() - truth.pitch())).isCloseTo(0, within(1.0));
      assertThat(Math.toDegrees(found.roll() - truth.roll())).isCloseTo(0, within(1.0));
    }
  }

  @Test
  void mouthAndJawDoNotMoveThePose() {
    HeadPose truth = new HeadPose(0.2, -0.1, 0.05, 0, 256, 256);
    FaceMesh mesh = project(alignment, truth, 0, new Random(1));
    float[] open = mesh.xyz().clone();
    for (int i : new int[] {13, 14, 17, 61, 84, 146, 148, 152, 171, 175, 199, 291, 314, 377, 405}) {
      open[3 * i + 1] += 40;
    }
    HeadPose found = solve(new FaceMesh(open, 1, 1));
    assertThat(Math.toDegrees(found.pitch() - truth.pitch())).isCloseTo(0, within(0.1));
    assertThat(Math.toDegrees(found.yaw() - truth.yaw())).isCloseTo(0, within(0.1));
  }

  @Test
  void aFewWildLandmarksCountForLittle() {
    HeadPose truth = new HeadPose(-0.3, 0.1, -0.1, 0, 256, 256);
    FaceMesh mesh = project(alignment, truth, 0, new Random(1));
    float[] wild = mesh.xyz().clone();
    for (int i : new int[] {127, 234, 116}) {
      wild[3 * i] -= 60;
    }
    HeadPose found = solve(new FaceMesh(wild, 1, 1));
    assertThat(Math.toDegrees(found.yaw() - truth.yaw())).isCloseTo(0, within(0.5));
    assertThat(Math.toDegrees(found.pitch() - truth.pitch())).isCloseTo(0, within(0.5));
  }

  /** What a clip keeps of a mesh gives the track that the whole mesh gives, to the last bit. */
  @Test
  void whatIsKeptIsEnough() {
    HeadPose truth = new HeadPose(-0.3, 0.1, -0.1, 0, 256, 256);
    FaceMesh mesh = project(alignment, truth, 2, new Random(1));
    FaceMesh kept = mesh.kept();
    assertThat(3 * kept.xyz().length).isLessThan(mesh.xyz().length);
    assertThat(solve(kept)).isEqualTo(solve(mesh));
    assertThat(Openings.of(kept)).isEqualTo(Openings.of(mesh));
    assertThat(kept.landmarks68()).isEqualTo(mesh.landmarks68());
    PoseSolver solver = new PoseSolver(alignment);
    assertThat(solver.guess(kept)).isEqualTo(solver.guess(mesh));
    assertThat(shape(solver, kept)).isEqualTo(shape(solver, mesh));
    assertThatThrownBy(() -> kept.x(10)).isInstanceOf(ArrayIndexOutOfBoundsException.class);
  }

  private static double[] shape(PoseSolver solver, FaceMesh mesh) {
    return PersonalShape.estimate(
        solver,
        List.of(new FrameMeasure(0, 0, 0, mesh, null, 0)),
        List.of(0),
        new HeadPose[] {solver.guess(mesh)});
  }
}
