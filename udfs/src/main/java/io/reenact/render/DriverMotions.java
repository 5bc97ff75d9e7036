package io.reenact.render;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.latent.BlendedOffsets;
import io.reenact.latent.OffsetCurve;
import io.reenact.latent.RetimedOffsets;
import io.reenact.retarget.FaceMeter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** Motions of drivers from tracks and key frames, and motions that stand still. */
public final class DriverMotions {
  private DriverMotions() {}

  /**
   * A key frame as the inversion stored it.
   *
   * @param ptsUs presentation time
   * @param offset {@code [latentSize]}
   * @param camera refined, without roll, 25 floats; null if not stored
   * @param shown what the frame shows, by {@link FaceMeter#NAMES}; null if not stored
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  public record KeyFrame(long ptsUs, float[] offset, float[] camera, float[] shown) {
    /** The same frame with another offset. */
    public KeyFrame with(float[] other) {
      return new KeyFrame(ptsUs, other, camera, shown);
    }
  }

  /**
   * The motion of a tracked clip.
   *
   * @param label of the clip, for messages
   * @param track all frames, in presentation order
   * @param keys its key frames, times increasing
   * @throws UserError if a key frame is not on a tracked frame, or no frame is usable
   */
  public static DriverMotion of(String label, List<FrameTrack> track, List<KeyFrame> keys) {
    float[][] offsets = keys.stream().map(KeyFrame::offset).toArray(float[][]::new);
    return new DriverMotion(new OffsetCurve(times(keys), offsets), head(label, track, keys));
  }

  /**
   * The head's pose in a tracked clip.
   *
   * @param label of the clip, for messages
   * @param track all frames, in presentation order
   * @param keys key frames, whose refined cameras count; none: the tracked cameras as they are
   * @throws UserError if a key frame is not on a tracked frame, or no frame is usable
   */
  public static HeadTrack head(String label, List<FrameTrack> track, List<KeyFrame> keys) {
    List<DriverFrame> frames = new ArrayList<>();
    Map<Long, FrameTrack> byTime = new HashMap<>();
    for (FrameTrack t : track) {
      byTime.put(t.ptsUs(), t);
      frames.add(
          new DriverFrame(
              t.ptsUs(), t.shot(), t.usable() ? Camera.of(t.camera()) : null, t.roll()));
    }
    if (keys.isEmpty()) {
      return new HeadTrack(null, frames);
    }
    float[][] motions = new float[keys.size()][6];
    for (int k = 0; k < motions.length; k++) {
      FrameTrack t = byTime.get(keys.get(k).ptsUs());
      if (t == null || t.camera() == null) {
        throw new UserError(label + " was tracked again since it was inverted; run invert again");
      }
      if (keys.get(k).camera() != null) {
        motions[k] = HeadMotions.between(Camera.of(t.camera()), Camera.of(keys.get(k).camera()));
      }
    }
    return new HeadTrack(new OffsetCurve(times(keys), motions), frames);
  }

  private static long[] times(List<KeyFrame> keys) {
    return keys.stream().mapToLong(KeyFrame::ptsUs).toArray();
  }

  /**
   * A motion on the time line of a result, which begins at 0. Where a loop begins again is a cut.
   *
   * @param motion of a clip that moves
   * @param timeline over that clip
   */
  public static DriverMotion retimed(DriverMotion motion, Timeline timeline) {
    HeadTrack head = motion.head();
    LongUnaryOperator clock = us -> head.firstUs() + timeline.driverUs(us);
    List<DriverFrame> frames = new ArrayList<>();
    int shot = 0;
    int n = timeline.frames();
    for (int i = 0; i < n; i++) {
      long us = timeline.us(i);
      DriverFrame f = head.posed(clock.applyAsLong(us));
      if (i > 0) {
        long before = timeline.us(i - 1);
        boolean cut =
            head.frames().get(head.seen(clock.applyAsLong(before))).shot() != f.shot()
                || timeline.pass(before) != timeline.pass(us);
        shot += cut ? 1 : 0;
      }
      frames.add(new DriverFrame(us, shot, f.camera(), f.roll()));
    }
    return new DriverMotion(
        new RetimedOffsets(motion.offsets(), clock),
        motion.headMotion() == null ? null : new RetimedOffsets(motion.headMotion(), clock),
        frames);
  }

  /**
   * A motion mixed with another's expression, which runs at its own speed from its first frame and,
   * where it is shorter, back and forth.
   *
   * @param weight share of the other's, one float by seconds from the first frame
   */
  public static DriverMotion blended(DriverMotion motion, DriverMotion other, OffsetCurve weight) {
    long start = motion.head().firstUs();
    HeadTrack head = other.head();
    LongUnaryOperator clock =
        us -> head.firstUs() + Math.round(Looping.backAndForth(us - start, head.lastUs()));
    return motion.with(
        new BlendedOffsets(
            motion.offsets(),
            new RetimedOffsets(other.offsets(), clock),
            new RetimedOffsets(weight, us -> us - start)));
  }

  /** A motion of one usable frame held for some time; any other stays as it is. */
  public static DriverMotion held(DriverMotion motion, double seconds, double fps) {
    DriverFrame one = motion.frames().get(0);
    return motion.frames().size() > 1 || seconds <= 0
        ? motion
        : new DriverMotion(
            motion.offsets(), motion.headMotion(), frames(seconds, fps, one.camera(), one.roll()));
  }

  /**
   * Nobody's motion: no offset, seen from one camera.
   *
   * @param latentSize floats of an offset
   * @param seconds how long; at least one frame
   */
  public static DriverMotion still(int latentSize, Camera camera, double seconds, double fps) {
    OffsetCurve none = new OffsetCurve(new long[] {0}, new float[][] {new float[latentSize]});
    return new DriverMotion(none, null, frames(seconds, fps, camera, 0));
  }

  private static List<DriverFrame> frames(double seconds, double fps, Camera camera, double roll) {
    int n = (int) Math.max(1, Math.round(seconds * fps));
    List<DriverFrame> frames = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      frames.add(new DriverFrame(Math.round(1e6 * i / fps), 0, camera, roll));
    }
    return frames;
  }
}
