package io.reenact.stage.track;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.evaluation.Protocol;
import io.reenact.face.ClipTrack;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.row.TrackRow;
import io.reenact.runner.UnitContext;
import io.reenact.stage.Sources;
import io.reenact.video.VideoReader;
import java.io.IOException;
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
      TrackStage.Spec spec,
      FaceAlignment alignment,
      Protocol protocol,
      double minUsable,
      UnitContext unit)
      throws IOException {
    long begin = System.nanoTime();
    Path path = new Path(spec.clip().uri());
    if (!path.getFileSystem(unit.hadoop()).exists(path)) {
      throw new UserError(path + " is gone since it was indexed; run index again");
    }
    Optional<Tracked> tracked;
    try (FaceTracker tracker = new FaceTracker()) {
      tracked = track(tracker, spec, alignment, protocol, unit);
    }
    if (tracked.isEmpty()) {
      return;
    }
    ClipTrack track = tracked.get().track();
    double decoding = tracked.get().decodeSeconds();
    unit.spent(UnitContext.Spent.COMPUTE, (System.nanoTime() - begin) / 1e9 - decoding);
    unit.spent(UnitContext.Spent.DECODE, decoding);
    unit.frames(track.frames().size());
    unit.writeRows(
        TrackRow.class,
        track.frames().stream()
            .map(f -> TrackRow.of(spec.clip().identity(), spec.clip().clip(), f))
            .iterator());
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
      FaceTracker tracker,
      TrackStage.Spec spec,
      FaceAlignment alignment,
      Protocol protocol,
      UnitContext unit) {
    try (VideoReader video = VideoReader.open(Sources.of(spec.clip()), unit.hadoop())) {
      ClipTrack track =
          tracker.track(
              video,
              alignment,
              protocol.firstPart(video.presentationTimesUs().length),
              done -> unit.progress("tracking", done, spec.frames()));
      return Optional.of(new Tracked(track, video.decodeSeconds()));
    } catch (BadInput e) {
      // The index could open it, so the damage is inside: no use in trying again.
      unit.bad(e.getMessage());
      return Optional.empty();
    }
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
