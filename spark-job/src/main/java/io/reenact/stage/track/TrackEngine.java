package io.reenact.stage.track;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.face.ClipTrack;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.plan.Clip;
import io.reenact.runner.UnitContext;
import io.reenact.stage.Sources;
import io.reenact.table.Table;
import io.reenact.video.VideoReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** Tracks one clip: its rows in the table tracks. */
final class TrackEngine {
  private TrackEngine() {}

  /**
   * What tracking made of a clip.
   *
   * @param decodeSeconds of the whole time
   */
  private record Tracked(ClipTrack track, double decodeSeconds) {}

  static void track(
      TrackStage.Spec spec, FaceAlignment alignment, double minUsable, UnitContext unit)
      throws IOException {
    long begin = System.nanoTime();
    Path path = new Path(spec.clip().uri());
    if (!path.getFileSystem(unit.hadoop()).exists(path)) {
      throw new UserError(path + " is gone since it was indexed; run index again");
    }
    Optional<Tracked> tracked;
    try (FaceTracker tracker = new FaceTracker()) {
      tracked = track(tracker, spec, alignment, unit);
    }
    if (tracked.isEmpty()) {
      return;
    }
    ClipTrack track = tracked.get().track();
    double decoding = tracked.get().decodeSeconds();
    unit.spent(UnitContext.Spent.COMPUTE, (System.nanoTime() - begin) / 1e9 - decoding);
    unit.spent(UnitContext.Spent.DECODE, decoding);
    unit.frames(track.frames().size());
    unit.writeRows(Table.TRACKS, rows(spec.clip(), track));
    track.notes().forEach(unit::warn);
    int usable = track.usableFrames();
    if (usable == 0 || usable < minUsable * track.frames().size()) {
      unit.bad(
          String.format(
              Locale.ROOT,
              "%d of %d frames usable (%s); film one face from the front, or leave the clip out",
              usable,
              track.frames().size(),
              commonest(track.frames())));
    }
  }

  /** Empty if the clip can't be decoded: it is then marked as bad. */
  private static Optional<Tracked> track(
      FaceTracker tracker, TrackStage.Spec spec, FaceAlignment alignment, UnitContext unit) {
    try (VideoReader video = VideoReader.open(Sources.of(spec.clip()), unit.hadoop())) {
      ClipTrack track =
          tracker.track(video, alignment, done -> unit.progress("tracking", done, spec.frames()));
      return Optional.of(new Tracked(track, video.decodeSeconds()));
    } catch (BadInput e) {
      // The index could open it, so the damage is inside: no use in trying again.
      unit.bad(e.getMessage());
      return Optional.empty();
    }
  }

  /** One row a frame, the unusable ones included. */
  static Iterator<Map<String, Object>> rows(Clip clip, ClipTrack track) {
    return track.frames().stream().map(frame -> row(clip, frame)).iterator();
  }

  private static Map<String, Object> row(Clip clip, FrameTrack frame) {
    Map<String, Object> row = new HashMap<>();
    row.put("identity", clip.identity());
    row.put("clip", clip.clip());
    row.put("frame", frame.frame());
    row.put("pts_us", frame.ptsUs());
    row.put("shot", frame.shot());
    row.put("usable", frame.usable());
    row.put("reason", frame.reason());
    row.put("landmarks", frame.landmarks());
    row.put("camera", frame.camera());
    row.put("crop", frame.crop());
    if (frame.landmarks() != null) {
      row.put("roll", frame.roll());
      row.put("mouth", frame.mouthOpening());
      row.put("left_eye", frame.leftEyeOpening());
      row.put("right_eye", frame.rightEyeOpening());
    }
    return row;
  }

  private static String commonest(List<FrameTrack> frames) {
    Map<String, Long> reasons =
        frames.stream()
            .map(FrameTrack::reason)
            .filter(Objects::nonNull)
            .collect(Collectors.groupingBy(r -> r, Collectors.counting()));
    return reasons.entrySet().stream()
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse("no frames");
  }
}
