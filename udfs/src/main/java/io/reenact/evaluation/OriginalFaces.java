package io.reenact.evaluation;

import io.reenact.face.PersonMatte;
import io.reenact.pool.LatestMap;
import io.reenact.video.MediaSource;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * What the networks read in the frames of original clips; kept for the clips used last, since a
 * clip is measured against once for every person that it drives.
 */
final class OriginalFaces {
  private static final int CLIPS = 6;

  private final FaceReader reader;
  private final PersonMatte matte;
  private final Map<MediaSource, Map<Integer, FaceReader.Reading>> known = new LatestMap<>(CLIPS);

  OriginalFaces(FaceReader reader, PersonMatte matte) {
    this.reader = reader;
    this.matte = matte;
  }

  /** The readings of some frames, in their order; frames that can't be decoded are left out. */
  List<FaceReader.Reading> of(EvaluatedClip clip, int[] frames, Configuration hadoop) {
    Map<Integer, FaceReader.Reading> readings =
        known.computeIfAbsent(clip.video(), v -> new HashMap<>());
    if (java.util.Arrays.stream(frames).anyMatch(i -> !readings.containsKey(i))) {
      try (VideoReader video = VideoReader.open(clip.video(), hadoop)) {
        for (int i : frames) {
          VideoFrame f = readings.containsKey(i) ? null : RenderEvaluation.frame(video, i);
          if (f != null) {
            readings.put(i, reader.read(f.image(), clip.track().get(i), matte::matte));
          }
        }
      }
    }
    List<FaceReader.Reading> found = new ArrayList<>();
    for (int i : frames) {
      if (readings.containsKey(i)) {
        found.add(readings.get(i));
      }
    }
    return found;
  }

  /** One frame's reading, null if it can't be decoded. */
  FaceReader.Reading of(EvaluatedClip clip, int frame, Configuration hadoop) {
    List<FaceReader.Reading> one = of(clip, new int[] {frame}, hadoop);
    return one.isEmpty() ? null : one.get(0);
  }
}
