package io.reenact.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.error.BadSetting;
import io.reenact.latent.OffsetCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A driver's time in a result: speed, start, cut, loops. */
class RetimingTest {
  private static final int FRAMES = 11;
  private static final double LAST = 0.4;

  private static Timeline timeline(double speed, double start, Looping loop, double seconds) {
    return new Retiming(speed, start, loop, seconds).over("ben/one", FRAMES, LAST);
  }

  /** Driver times of all frames of a result, in frames of 40 ms. */
  private static List<Double> shown(Timeline t) {
    return IntStream.range(0, t.frames()).mapToObj(i -> t.driverUs(t.us(i)) / 40_000.0).toList();
  }

  private static double yaw(Camera camera) {
    double[] c = camera.centre();
    return Math.atan2(c[0], c[2]);
  }

  @Test
  void startAndCutKeepTheDriversFrames() {
    assertThat(shown(timeline(1, 0.12, Looping.NONE, 0.2)))
        .containsExactly(3.0, 4.0, 5.0, 6.0, 7.0);
    // The driver's end is the result's, however long that was to be.
    assertThat(shown(timeline(1, 0.28, Looping.NONE, 9))).containsExactly(7.0, 8.0, 9.0, 10.0);
    assertThat(shown(timeline(1, 0.4, Looping.NONE, 0))).containsExactly(10.0);
    assertThatThrownBy(() -> timeline(1, 0.41, Looping.NONE, 0))
        .isInstanceOf(BadSetting.class)
        .hasMessage("reenact.start=0.41: the last frame of ben/one is at 0.40 s; start before");
  }

  @Test
  void slowMotionShowsNoFrameTwice() {
    Timeline slow = timeline(0.25, 0, Looping.NONE, 0);
    assertThat(shown(slow)).hasSize(41).doesNotHaveDuplicates().isSorted().endsWith(10.0);
    DriverMotion motion = DriverMotions.retimed(TinyRender.driver(FRAMES), slow);
    FrameLatents latents =
        new FrameLatents(ReenactmentRequest.plain(TinyRender.anchor(), motion, TinyRender.SIZE));
    for (int i = 1; i < 41; i++) {
      assertThat(latents.at(i)).as("expression of frame %d", i).isNotEqualTo(latents.at(i - 1));
      assertThat(motion.camera(i)).as("pose of frame %d", i).isNotEqualTo(motion.camera(i - 1));
    }
    // Every fourth frame is a frame of the driver's, as it is.
    DriverMotion own = TinyRender.driver(FRAMES);
    assertThat(motion.camera(20)).isEqualTo(own.camera(5));
    assertThat(motion.offsets().at(slow.us(20)))
        .containsExactly(own.offsets().at(TinyRender.time(5)));
    assertThat(yaw(motion.camera(2))).isCloseTo(0.01, within(1e-4));
  }

  @Test
  void fastMotionLeavesFramesOut() {
    assertThat(shown(timeline(2.5, 0, Looping.NONE, 0))).containsExactly(0.0, 2.5, 5.0, 7.5, 10.0);
    assertThat(shown(timeline(20, 0, Looping.NONE, 0))).containsExactly(0.0);
  }

  @Test
  void loopsBeginAgainAfterTheLastFrameWasSeen() {
    Timeline loop = timeline(1, 0.32, Looping.LOOP, 0.28);
    assertThat(shown(loop)).containsExactly(8.0, 9.0, 10.0, 8.0, 9.0, 10.0, 8.0);
    assertThat(loop.loopUs()).isEqualTo(120_000);
    DriverMotion motion = DriverMotions.retimed(TinyRender.driver(FRAMES), loop);
    assertThat(motion.frames())
        .extracting(DriverFrame::shot)
        .as("smoothing must not reach over the cut")
        .containsExactly(0, 0, 0, 1, 1, 1, 2);
    assertThat(timeline(1, 0, Looping.LOOP, 0.2).loopUs()).as("it never begins again").isZero();
    assertThatThrownBy(() -> timeline(1, 0, Looping.LOOP, 0))
        .isInstanceOf(BadSetting.class)
        .hasMessage("reenact.loop=loop needs reenact.seconds, the length of the result");
  }

  @Test
  void pingPongShowsNoFrameTwiceInARow() {
    Timeline there = timeline(1, 0.28, Looping.PING_PONG, 0.4);
    assertThat(shown(there)).containsExactly(7.0, 8.0, 9.0, 10.0, 9.0, 8.0, 7.0, 8.0, 9.0, 10.0);
    assertThat(there.turns()).isTrue();
    assertThat(timeline(1, 0, Looping.PING_PONG, 0.4).turns()).isFalse();
    assertThat(DriverMotions.retimed(TinyRender.driver(FRAMES), there).frames())
        .extracting(DriverFrame::shot)
        .containsOnly(0);
  }

  @Test
  void ofFrameRatesThatAreNoWholeNumbersNoFrameIsLost() {
    double fps = 30_000 / 1001.0;
    Timeline loop = new Retiming(1, 0, Looping.LOOP, 20).over("x", 30, 29 / fps);
    assertThat(loop.frames()).isEqualTo(599);
    for (int i = 0; i < loop.frames(); i++) {
      assertThat(loop.driverUs(loop.us(i)) * fps / 1e6)
          .as("frame %d", i)
          .isCloseTo(i % 30, within(1e-3));
    }
  }

  /** Frames at odd times, one of them without a face, and a cut. */
  @Test
  void framesAtOddTimesAndGapsAreReadByTime() {
    long[] times = {0, 20_000, 120_000, 130_000, 200_000};
    List<DriverFrame> frames = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      Camera c = Camera.orbit(times[i] / 1e6, 0, 0);
      frames.add(new DriverFrame(times[i], i < 4 ? 0 : 1, i == 1 ? null : c, 0));
    }
    OffsetCurve curve = new OffsetCurve(new long[] {0, 200_000}, new float[][] {{0}, {2}});
    DriverMotion motion = new DriverMotion(curve, null, frames);
    Timeline even = new Retiming(1, 0, Looping.NONE, 0.15).over("x", 5, 0.2);
    DriverMotion cut = DriverMotions.retimed(motion, even);
    assertThat(cut.frames()).extracting(DriverFrame::ptsUs).containsExactly(0L, 50_000L, 100_000L);
    for (int i = 0; i < 3; i++) {
      assertThat(yaw(cut.camera(i))).isCloseTo(0.05 * i, within(2e-3));
      assertThat(cut.offsets().at(50_000L * i)[0]).isCloseTo(0.5f * i, within(1e-5f));
    }
    DriverMotion slow =
        DriverMotions.retimed(motion, new Retiming(0.5, 0, Looping.NONE, 0).over("x", 5, 0.2));
    // Between the last frame before a cut and the first after it nothing is interpolated.
    assertThat(yaw(slow.camera(7))).isCloseTo(0.13, within(2e-3));
    assertThat(slow.frames().get(7).shot()).isZero();
    assertThat(slow.frames().get(8).shot()).isEqualTo(1);
    assertThat(new Retiming(1, 0, Looping.NONE, 0.26).keeps(5, 0.2)).isTrue();
    assertThat(new Retiming(1, 0, Looping.NONE, 0.2).keeps(5, 0.2)).isFalse();
  }

  @Test
  void whatIsNotAsByDefaultIsSaid() {
    assertThat(new Retiming(1, 0, Looping.NONE, 0).text()).isEmpty();
    assertThat(new Retiming(0.5, 2, Looping.PING_PONG, 4).text())
        .isEqualTo("speed=0.5, start=2.0, loop=ping-pong, seconds=4.0");
  }
}
