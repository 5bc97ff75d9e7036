package io.reenact.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.error.BadInput;
import io.reenact.error.BadSetting;
import io.reenact.face.FrameTrack;
import io.reenact.latent.OffsetCurve;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pose from one clip, expression from another, or from two. */
class MixedDriversTest {
  /** A head that turns by a radian a second. */
  private static HeadTrack turning(int frames, double fps, int... lost) {
    List<DriverFrame> list = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      long us = 3_000_000 + Math.round(1e6 * i / fps);
      boolean usable = true;
      for (int l : lost) {
        usable &= l != i;
      }
      double t = i / fps;
      list.add(new DriverFrame(us, 0, usable ? Camera.orbit(t, 0, 0) : null, 0.1 * t));
    }
    return new HeadTrack(null, list);
  }

  private static double yaw(CameraMode mode, DriverMotion driver, int frame) {
    return yaw(mode.at(driver, frame));
  }

  private static double yaw(Camera camera) {
    double[] c = camera.centre();
    return Math.atan2(c[0], c[2]);
  }

  @Test
  void thePoseOfAnotherClipIsReadByTime() {
    DriverMotion driver = TinyRender.driver(20);
    CameraMode mode = new CameraMode.OfClip(turning(61, 60, 3, 4, 5));
    for (int i = 0; i < 20; i++) {
      assertThat(yaw(mode, driver, i)).as("frame %d", i).isCloseTo(0.04 * i, within(1e-3));
    }
    Camera rolled = mode.at(driver, 10);
    Camera plain = Camera.orbit(0.4, 0, 0.04);
    for (int k = 0; k < 25; k++) {
      assertThat(rolled.label()[k]).isCloseTo(plain.label()[k], within(1e-4f));
    }
  }

  @Test
  void aShorterPoseGoesBackAndForth() {
    DriverMotion driver = TinyRender.driver(30);
    CameraMode mode = new CameraMode.OfClip(turning(11, 25));
    assertThat(yaw(mode, driver, 10)).isCloseTo(0.4, within(1e-4));
    assertThat(yaw(mode, driver, 13)).isCloseTo(0.28, within(1e-4));
    assertThat(yaw(mode, driver, 20)).isCloseTo(0, within(1e-4));
    assertThat(yaw(mode, driver, 25)).isCloseTo(0.2, within(1e-4));
    assertThat(yaw(new CameraMode.OfClip(turning(1, 25)), driver, 29)).isZero();
  }

  @Test
  void aClipsSmallHeadMotionIsPartOfItsPose() {
    List<FrameTrack> track = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      float[] label = Camera.orbit(0.1 * i, 0, 0).label();
      track.add(new FrameTrack(i, 40_000L * i, 0, true, null, null, label, null, 0, 0, 0, 0));
    }
    float[] refined = Camera.orbit(0.3, 0.05, 0).label();
    List<DriverMotions.KeyFrame> keys =
        List.of(new DriverMotions.KeyFrame(80_000, new float[2], refined, null));
    Camera with = DriverMotions.head("x/y", track, keys).at(80_000);
    assertThat(yaw(with)).isCloseTo(0.3, within(1e-4));
    assertThat(Math.asin(with.centre()[1] / Camera.RADIUS)).isCloseTo(0.05, within(1e-4));
    Camera without = DriverMotions.head("x/y", track, List.of()).at(80_000);
    assertThat(yaw(without)).isCloseTo(0.2, within(1e-4));
  }

  @Test
  void anEmptyTrackIsToldInOneLine() {
    assertThatThrownBy(() -> DriverMotions.head("x/y", List.of(), List.of()))
        .hasMessageContaining("no usable frame")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void twoExpressionsAreMixedByWeight() {
    DriverMotion a = TinyRender.driver(11);
    OffsetCurve smile = new OffsetCurve(new long[] {0}, new float[][] {new float[16]});
    smile.value(0)[5] = 2;
    DriverMotion b = new DriverMotion(smile, turning(4, 25));
    DriverMotion mixed =
        DriverMotions.blended(a, b, BlendWeights.parse("seconds,weight\n0,0\n0.4,1\n", "w.csv"));
    for (int i = 0; i < 11; i++) {
      float w = i / 10f;
      float[] own = a.offsets().at(TinyRender.time(i));
      float[] found = mixed.offsets().at(TinyRender.time(i));
      for (int k = 0; k < 16; k++) {
        float expected = (1 - w) * own[k] + (k == 5 ? 2 * w : 0);
        assertThat(found[k]).isCloseTo(expected, within(1e-5f));
      }
      assertThat(mixed.camera(i)).as("the pose stays the first one's").isEqualTo(a.camera(i));
    }
  }

  @Test
  void theSecondDriverRunsByItselfFromItsFirstFrame() {
    // One float that is the time since the clip's first frame, 120 ms long.
    OffsetCurve clock =
        new OffsetCurve(new long[] {3_000_000, 3_120_000}, new float[][] {{0}, {0.12f}});
    DriverMotion b = new DriverMotion(clock, turning(4, 25));
    OffsetCurve none = new OffsetCurve(new long[] {0}, new float[][] {{0}});
    List<DriverFrame> frames = TinyRender.driver(8).frames();
    OffsetCurve all = new OffsetCurve(new long[] {0}, new float[][] {{1}});
    DriverMotion mixed = DriverMotions.blended(new DriverMotion(none, null, frames), b, all);
    float[] expected = {0, 0.04f, 0.08f, 0.12f, 0.08f, 0.04f, 0, 0.04f};
    for (int i = 0; i < 8; i++) {
      assertThat(mixed.offsets().at(TinyRender.time(i))[0]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  @Test
  void weightsAreSharesInOneColumn() {
    assertThatThrownBy(() -> BlendWeights.parse("seconds,weight\n0,0.5\n1,1.5\n", "w.csv"))
        .isInstanceOf(BadInput.class)
        .hasMessage("blend weight w.csv is 1.5 at 1.0 s; it must be from 0 to 1");
    assertThatThrownBy(() -> BlendWeights.parse("seconds,wait\n0,0.5\n", "w.csv"))
        .hasMessageContaining("it needs one, weight");
  }

  @Test
  void camerasAreWordsOrClips() {
    assertThat(Viewpoint.of("clip:ben/one").clip()).isEqualTo("ben/one");
    assertThat(Viewpoint.of("clip:ben/one")).hasToString("clip:ben/one");
    assertThat(Viewpoint.of("orbit").choice()).isEqualTo(CameraChoice.ORBIT);
    assertThatThrownBy(() -> Viewpoint.of("clip")).isInstanceOf(BadSetting.class);
  }

  /**
   * Offsets are differences from the source's and driver's anchors, not from a clip's first frame:
   * a clip that begins in the middle of a word, or with closed eyes, drives as the same frames do
   * within a longer clip.
   */
  @Test
  void whichFrameAClipBeginsWithDoesNotMatter() {
    DriverMotion whole = TinyRender.driver(21);
    float[] anchor = TinyRender.anchor();
    FrameLatents all = new FrameLatents(ReenactmentRequest.plain(anchor, whole, TinyRender.SIZE));
    for (int first : new int[] {3, 5, 12}) {
      DriverMotion part =
          new DriverMotion(whole.offsets(), null, whole.frames().subList(first, 21));
      Timeline started =
          new Retiming(1, 0.04 * first, Looping.NONE, 0).over("x", 21, whole.seconds(20));
      DriverMotion moved = DriverMotions.retimed(whole, started);
      FrameLatents cut = new FrameLatents(ReenactmentRequest.plain(anchor, part, TinyRender.SIZE));
      FrameLatents run = new FrameLatents(ReenactmentRequest.plain(anchor, moved, TinyRender.SIZE));
      assertThat(moved.frames()).hasSize(21 - first);
      for (int i = first; i < 21; i++) {
        assertThat(cut.at(i - first)).containsExactly(all.at(i));
        assertThat(run.at(i - first)).containsExactly(all.at(i), within(1e-5f));
        assertThat(moved.camera(i - first)).isEqualTo(whole.camera(i));
      }
    }
  }
}
