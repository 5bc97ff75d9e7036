package io.reenact.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.latent.OffsetCurve;
import io.reenact.video.RgbImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class CameraModeTest {
  private static void same(Camera found, Camera expected) {
    float[] a = found.label();
    float[] b = expected.label();
    for (int i = 0; i < 25; i++) {
      assertThat(a[i]).as("entry %d", i).isCloseTo(b[i], within(2e-5f));
    }
  }

  @Test
  void driversCameraCarriesTheRollAndTheRefinement() {
    DriverMotion plain = TinyRender.driver(5);
    same(new CameraMode.Driver().at(plain, 4), Camera.orbit(0.08, -0.04, 0.04));
    OffsetCurve motion =
        new OffsetCurve(
            new long[] {TinyRender.time(0), TinyRender.time(4)},
            new float[][] {{0, 0, 0, 0, 0, 0}, {0, 0.1f, 0, 0.02f, 0, 0}});
    DriverMotion refined = new DriverMotion(plain.offsets(), motion, plain.frames());
    same(
        new CameraMode.Driver().at(refined, 2),
        Camera.orbit(0.04, -0.02, 0)
            .withHeadMotion(new double[] {0, 0.05, 0}, new double[] {0.01, 0, 0})
            .withRoll(0.02));
  }

  @Test
  void theMotionBetweenTwoCamerasIsFound() {
    Camera tracked = Camera.orbit(0.3, -0.2, 0);
    double[] omega = {0.02, -0.05, 0.01};
    double[] shift = {0.01, -0.02, 0.03};
    float[] motion = HeadMotions.between(tracked, tracked.withHeadMotion(omega, shift));
    for (int i = 0; i < 3; i++) {
      assertThat((double) motion[i]).isCloseTo(omega[i], within(1e-5));
      assertThat((double) motion[3 + i]).isCloseTo(shift[i], within(1e-5));
    }
    assertThat(HeadMotions.between(tracked, tracked)).containsExactly(new float[6], within(1e-6f));
  }

  @Test
  void unusableFramesTakeTheSlerpOfTheirNeighbours() {
    DriverMotion gap = TinyRender.driver(9, 0, 4, 5);
    CameraMode mode = new CameraMode.Driver();
    same(mode.at(gap, 0), Camera.orbit(0.02, -0.01, 0.01));
    Camera expected =
        Camera.slerp(Camera.orbit(0.06, -0.03, 0), Camera.orbit(0.12, -0.06, 0), 1 / 3.0)
            .withRoll(0.04);
    same(mode.at(gap, 4), expected);
  }

  @Test
  void camerasAreNotInterpolatedAcrossACut() {
    DriverMotion d = TinyRender.driver(4);
    List<DriverFrame> f = d.frames();
    DriverMotion cut =
        new DriverMotion(
            d.offsets(),
            null,
            List.of(
                f.get(0),
                new DriverFrame(f.get(1).ptsUs(), 0, null, 0),
                new DriverFrame(f.get(2).ptsUs(), 1, null, 0),
                new DriverFrame(f.get(3).ptsUs(), 1, f.get(3).camera(), 0)));
    same(new CameraMode.Driver().at(cut, 1), f.get(0).camera());
    same(new CameraMode.Driver().at(cut, 2), f.get(3).camera());
  }

  @Test
  void fixedSourceAndOrbit() {
    DriverMotion d = TinyRender.driver(26);
    same(new CameraMode.Fixed(0.3, 0.1).at(d, 7), Camera.orbit(0.3, 0.1, 0));
    Camera held = Camera.orbit(0.2, 0, 0);
    same(new CameraMode.Source(held).at(d, 20), held);
    CameraMode orbit = new CameraMode.Orbit(1, 4);
    same(orbit.at(d, 0), Camera.neutral());
    same(orbit.at(d, 25), Camera.orbit(0.5, 0, 0));
    assertThatThrownBy(() -> new CameraMode.Orbit(1, 0)).isInstanceOf(UserError.class);
  }

  @Test
  void pathIsReadAndCheckedAgainstTheClip() {
    CameraPath path = CameraPath.parse("# t,yaw,pitch,roll\n0, 0,0,0\n\n1, 30, 0, 10\n", "p.csv");
    same(path.at(1), Camera.orbit(Math.toRadians(30), 0, Math.toRadians(10)));
    same(path.at(9), path.at(1));
    same(path.at(0.5), Camera.slerp(path.at(0), path.at(1), 0.5));
    DriverMotion d = TinyRender.driver(30);
    assertThatThrownBy(() -> new CameraMode.PathFile(path).check(d))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("ends at 1.00 s")
        .hasMessageContaining("1.16 s");
    for (String bad : new String[] {"", "0,1,2", "0,a,0,0", "1,0,0,0\n1,0,0,0", "0,0,95,0"}) {
      assertThatThrownBy(() -> CameraPath.parse(bad, "p.csv"))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("p.csv");
    }
  }

  @Test
  void quiltPutsViewKFromBottomLeft() {
    ViewLayout quilt = ViewLayout.quilt(32);
    assertThat(quilt.suffix()).isEqualTo("_qs5x9a0.75");
    assertThat(quilt.views()).isEqualTo(45);
    assertThat(new int[] {quilt.left(0), quilt.top(0)}).containsExactly(0, 8 * 32);
    assertThat(new int[] {quilt.left(7), quilt.top(7)}).containsExactly(2 * 24, 7 * 32);
    assertThat(new int[] {quilt.left(44), quilt.top(44)}).containsExactly(4 * 24, 0);

    ViewLayout square = new ViewLayout(2, 2, 32, 32);
    assertThat(square.suffix()).isEqualTo("_qs2x2a1");
    CameraMode.Grid grid = new CameraMode.Grid(new CameraMode.Fixed(0, 0), square, 0.6);
    DriverMotion d = TinyRender.driver(2);
    List<Camera> views = grid.views(d, 0);
    for (int k = 0; k < 4; k++) {
      double yaw = 0.6 * (k / 3.0 - 0.5);
      assertThat(views.get(k).yawPitch()[0]).isCloseTo(yaw, within(1e-5));
      assertThat(Math.signum(views.get(k).centre()[0])).isEqualTo(Math.signum(yaw));
      double[] p = views.get(k).project(0, 0, 0.2, 32, 32);
      assertThat(p[0]).as("the look-at point stays put").isCloseTo(16, within(1e-3));
      assertThat(p[1]).isCloseTo(16, within(1e-3));
    }
    try (ReenactmentRenderer r = TinyRender.renderer(1)) {
      RgbImage whole = TinyRender.frames(r, TinyRender.request(2, grid), 0, 1).get(0).image();
      assertThat(whole.width()).isEqualTo(64);
      for (int k = 0; k < 4; k++) {
        CameraMode one =
            new CameraMode.Grid(
                new CameraMode.PathFile(
                    CameraPath.parse(
                        "0," + numbers(views.get(k)) + "\n9," + numbers(views.get(k)), "one")),
                ViewLayout.single(32),
                0);
        RgbImage view = TinyRender.frames(r, TinyRender.request(2, one), 0, 1).get(0).image();
        int left = k % 2 * 32;
        int top = k < 2 ? 32 : 0;
        for (int y = 0; y < 32; y++) {
          for (int x = 0; x < 32; x++) {
            assertThat(whole.at(left + x, top + y, 0)).isEqualTo(view.at(x, y, 0));
          }
        }
      }
    }
  }

  private static String numbers(Camera c) {
    StringBuilder s = new StringBuilder();
    for (float v : c.label()) {
      s.append(s.isEmpty() ? "" : ",").append(v);
    }
    return s.toString();
  }

  @Test
  void aNarrowViewIsTheMiddleOfTheSquareOne() {
    ViewLayout narrow = new ViewLayout(1, 1, 24, 32);
    CameraMode centre = new CameraMode.Fixed(0.2, 0.1);
    DriverMotion d = TinyRender.driver(1);
    Camera wide = centre.at(d, 0);
    Camera slim = new CameraMode.Grid(centre, narrow, 0).views(d, 0).get(0);
    double[] a = wide.project(0.1, 0.05, 0.3, 32, 32);
    double[] b = slim.project(0.1, 0.05, 0.3, 24, 32);
    assertThat(b[0]).isCloseTo(a[0] - 4, within(1e-4));
    assertThat(b[1]).isCloseTo(a[1], within(1e-4));
  }
}
