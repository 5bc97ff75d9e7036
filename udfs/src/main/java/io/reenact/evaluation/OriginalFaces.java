package io.reenact.evaluation;

import io.reenact.face.PersonMatte;
import io.reenact.pool.LatestMap;
import io.reenact.video.MediaSource;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
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

  /**
   * The readings of some frames, in their order; frames that can't be decoded are left out.
   *
   * @param twice how many of them, about, the second network of identity looks at, evenly spread
   */
  List<FaceReader.Reading> of(EvaluatedClip clip, int[] frames, int twice, Configuration hadoop) {
    Map<Integer, FaceReader.Reading> readings =
        known.computeIfAbsent(clip.video(), v -> new HashMap<>());
    Set<Integer> looked = new HashSet<>();
    int step = Math.max(1, frames.length / Math.max(1, twice));
    for (int k = 0; twice > 0 && k < frames.length; k += step) {
      looked.add(frames[k]);
    }
    IntPredicate missing =
        i -> {
          FaceReader.Reading r = readings.get(i);
          return r == null || (r.second() == null && looked.contains(i));
        };
    if (Arrays.stream(frames).anyMatch(missing)) {
      try (VideoReader video = VideoReader.open(clip.video(), hadoop)) {
        for (int i : frames) {
          VideoFrame f = missing.test(i) ? RenderEvaluation.frame(video, i) : null;
          if (f != null) {
            readings.put(
                i, reader.read(f.image(), clip.track().get(i), matte::matte, looked.contains(i)));
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
    List<FaceReader.Reading> one = of(clip, new int[] {frame}, 0, hadoop);
    return one.isEmpty() ? null : one.get(0);
  }
}
