package io.reenact.render;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.latent.OffsetCurve;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Motions of drivers from tracks and key frames, and motions that stand still. */
public final class DriverMotions {
  private DriverMotions() {}

  /**
   * A key frame as the inversion stored it.
   *
   * @param ptsUs presentation time
   * @param offset {@code [latentSize]}
   * @param camera refined, without roll, 25 floats; null if not stored
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  public record KeyFrame(long ptsUs, float[] offset, float[] camera) {}

  /**
   * The motion of a tracked clip.
   *
   * @param label of the clip, for messages
   * @param track all frames, in presentation order
   * @param keys its key frames, times increasing
   * @throws UserError if a key frame is not on a tracked frame, or no frame is usable
   */
  public static DriverMotion of(String label, List<FrameTrack> track, List<KeyFrame> keys) {
    Map<Long, FrameTrack> byTime = new HashMap<>();
    List<DriverFrame> frames = new ArrayList<>();
    for (FrameTrack t : track) {
      byTime.put(t.ptsUs(), t);
      frames.add(
          new DriverFrame(
              t.ptsUs(), t.shot(), t.usable() ? Camera.of(t.camera()) : null, t.roll()));
    }
    long[] times = keys.stream().mapToLong(KeyFrame::ptsUs).toArray();
    float[][] offsets = keys.stream().map(KeyFrame::offset).toArray(float[][]::new);
    float[][] motions = new float[times.length][6];
    for (int k = 0; k < times.length; k++) {
      FrameTrack t = byTime.get(times[k]);
      if (t == null || t.camera() == null) {
        throw new UserError(label + " was tracked again since it was inverted; run invert again");
      }
      if (keys.get(k).camera() != null) {
        motions[k] = HeadMotions.between(Camera.of(t.camera()), Camera.of(keys.get(k).camera()));
      }
    }
    return new DriverMotion(
        new OffsetCurve(times, offsets), new OffsetCurve(times, motions), frames);
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
