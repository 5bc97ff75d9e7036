package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cuts to other people. */
class ShotPeopleTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;

  private static List<RgbImage> frames(String person, int from, int count) {
    Path file =
        Path.of(System.getProperty("reenact.root", ".."), "samples", "corpus", person, "c00.mp4");
    List<RgbImage> frames = new ArrayList<>();
    try (VideoReader video = VideoReader.open(MediaSource.of(file.toString()), HADOOP)) {
      for (VideoFrame f = video.next(); f != null && frames.size() < count; f = video.next()) {
        if (f.index() >= from) {
          frames.add(f.image());
        }
      }
    }
    return frames;
  }

  private ClipTrack track(List<List<RgbImage>> shots) {
    RgbImage first = shots.get(0).get(0);
    String file = folder.resolve("joined.mp4").toString();
    int count = 0;
    try (VideoWriter out =
        VideoWriter.create(file, HADOOP, first.width(), first.height(), 25, Quality.HIGH, null)) {
      for (List<RgbImage> shot : shots) {
        for (RgbImage image : shot) {
          out.write(image, count++ * 40_000L);
        }
      }
      out.finish();
    }
    try (FaceTracker tracker = new FaceTracker();
        VideoReader video = VideoReader.open(MediaSource.of(file), HADOOP)) {
      return tracker.track(video, FaceAlignment.embedded(), done -> {});
    }
  }

  @Test
  void framesOfSomebodyElseAreLeftOutAndItIsSaid() {
    ClipTrack track =
        track(List.of(frames("s0001", 0, 8), frames("s0002", 0, 6), frames("s0001", 20, 4)));
    assertThat(track.frames()).hasSize(18);
    for (int i = 0; i < 18; i++) {
      boolean other = i >= 8 && i < 14;
      assertThat(track.frames().get(i).usable()).as("frame " + i).isEqualTo(!other);
      assertThat(track.frames().get(i).reason()).isEqualTo(other ? ShotPeople.REASON : null);
    }
    assertThat(track.notes())
        .containsExactly(
            "the clip cuts to somebody else: 6 of 18 frames, in 1 of 3 shots, don't show its main"
                + " person and are left out");
  }

  @Test
  void aCutToTheSamePersonChangesNothing() {
    ClipTrack track = track(List.of(frames("s0002", 0, 4), frames("s0002", 40, 4)));
    assertThat(track.usableFrames()).isEqualTo(8);
    assertThat(track.notes()).isEmpty();
  }

  @Test
  void theMainPersonHasMostFrames() {
    Map<Integer, float[]> shots = new LinkedHashMap<>();
    shots.put(0, new float[] {1, 0});
    shots.put(2, new float[] {0, 1});
    shots.put(3, new float[] {0.8f, 0.6f});
    shots.put(5, new float[] {-0.1f, 0.99f});
    Map<Integer, Integer> frames = Map.of(0, 3, 2, 4, 3, 2, 5, 6);
    Map<Integer, Integer> people = ShotPeople.people(shots, frames);
    assertThat(people).isEqualTo(Map.of(0, 0, 2, 1, 3, 0, 5, 1));
    assertThat(ShotPeople.main(people, frames)).isEqualTo(1);
    assertThat(ShotPeople.main(Map.of(0, 0, 1, 1), Map.of(0, 2, 1, 2))).isZero();
  }
}
