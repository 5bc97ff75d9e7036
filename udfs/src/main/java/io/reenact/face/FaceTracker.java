package io.reenact.face;

import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoInfo;
import io.reenact.video.VideoReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * From a clip to its track: face, landmarks, head pose, aligned crop. Holds native networks; one
 * thread at a time.
 */
public final class FaceTracker implements AutoCloseable {
  /** Changes whenever a track's numbers may: part of the key of stored tracks. */
  public static final String VERSION = "2";

  private final FrameMeasurer measurer = new FrameMeasurer();
  private final ShotPeople people = new ShotPeople();

  /**
   * Tracks a clip from its first frame to its last.
   *
   * @param video read to its end; not closed
   * @param alignment where a face is in the generator's world
   * @param progress is told the number of frames done so far
   */
  public ClipTrack track(VideoReader video, FaceAlignment alignment, IntConsumer progress) {
    return track(video, alignment, FirstPart.NONE, progress);
  }

  /**
   * Tracks a clip from its first frame to its last, its first part as if the clip ended there.
   *
   * @param video read to its end; not closed
   * @param alignment where a face is in the generator's world
   * @param part what is tracked without a look at what follows
   * @param progress is told the number of frames done so far
   */
  public ClipTrack track(
      VideoReader video, FaceAlignment alignment, FirstPart part, IntConsumer progress) {
    measurer.start();
    people.start();
    List<FrameMeasure> measures = new ArrayList<>();
    List<FrameTrack> first = new ArrayList<>();
    long[] times = video.presentationTimesUs();
    VideoInfo info = video.info();
    TrackBuilder builder = new TrackBuilder(alignment);
    try (ShotPeople early = new ShotPeople()) {
      early.start();
      for (VideoFrame f = video.next(); f != null; f = video.next()) {
        skip(measures, times, f.index());
        if (first.isEmpty() && part.frames() > 0 && measures.size() >= part.frames()) {
          first.addAll(alone(builder, info, measures.subList(0, part.frames()), early));
        }
        FrameMeasure measure = measurer.measure(f.index(), f.ptsUs(), f.image());
        people.see(f.image(), measure);
        measures.add(measure.kept());
        if (f.index() < part.frames()) {
          early.see(f.image(), measure);
        } else if (first.isEmpty() && part.untilUsable() && measure.reason() == null) {
          List<FrameTrack> alone = alone(builder, info, measures, early);
          if (alone.get(alone.size() - 1).usable()) {
            first.addAll(alone);
          }
        }
        progress.accept(measures.size());
      }
    }
    skip(measures, times, times.length);
    List<String> notes = new ArrayList<>(video.notes());
    ClipTrack whole =
        builder.build(info.width(), info.height(), info.fps(), people.mark(measures, notes), notes);
    if (first.isEmpty()) {
      return whole;
    }
    first.addAll(whole.frames().subList(first.size(), whole.frames().size()));
    return new ClipTrack(whole.width(), whole.height(), whole.fps(), first, whole.notes());
  }

  /** The track of a clip's first frames as if there were no others. */
  private static List<FrameTrack> alone(
      TrackBuilder builder, VideoInfo info, List<FrameMeasure> measures, ShotPeople early) {
    List<FrameMeasure> marked = early.mark(List.copyOf(measures), new ArrayList<>());
    return builder.build(info.width(), info.height(), info.fps(), marked, List.of()).frames();
  }

  /** Frames that the reader left out because the file is damaged are frames all the same. */
  private void skip(List<FrameMeasure> measures, long[] times, int to) {
    for (int i = measures.size(); i < to; i++) {
      measures.add(measurer.missing(i, times[i]));
    }
  }

  /**
   * Tracks a still picture, as a clip of one frame at time 0.
   *
   * @param alignment where a face is in the generator's world
   */
  public ClipTrack track(RgbImage image, FaceAlignment alignment) {
    measurer.start();
    return new TrackBuilder(alignment)
        .build(image.width(), image.height(), 0, List.of(measurer.measure(0, 0, image)), List.of());
  }

  @Override
  public void close() {
    measurer.close();
    people.close();
  }
}
