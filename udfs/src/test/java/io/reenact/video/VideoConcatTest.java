package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.video.VideoConcat.Segment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoConcatTest {
  @TempDir Path folder;

  @Test
  void segmentsFollowEachOtherWithoutLossOrSeam() {
    String a = Clips.write(folder.resolve("a.mp4"), 64, 48, 25, Clips.times(30, 25));
    String b = Clips.write(folder.resolve("b.mp4"), 64, 48, 25, Clips.times(20, 25));
    String joined = folder.resolve("ab.mp4").toString();
    VideoConcat.join(
        List.of(new Segment(a, 500_000), new Segment(b, 1_700_000)),
        joined,
        Clips.HADOOP,
        null,
        null);
    List<VideoFrame> whole;
    try (VideoReader reader = Clips.open(joined)) {
      assertThat(reader.presentationTimesUs()).containsExactly(Clips.times(50, 25));
      whole = Clips.rest(reader);
    }
    try (VideoReader first = Clips.open(a);
        VideoReader second = Clips.open(b)) {
      for (int i = 0; i < 50; i++) {
        RgbImage expected = (i < 30 ? first : second).next().image();
        assertThat(whole.get(i).image().rgb()).as("frame %d", i).isEqualTo(expected.rgb());
      }
    }
  }

  @Test
  void soundOfTheDriverStaysInTime() {
    String driver = Clips.real("p002.mp4");
    String a = Clips.write(folder.resolve("a.mp4"), 64, 48, 30, Clips.times(30, 30));
    String b = Clips.write(folder.resolve("b.mp4"), 64, 48, 30, Clips.times(30, 30));
    String joined = folder.resolve("ab.mp4").toString();
    VideoConcat.join(
        List.of(new Segment(a, 1_000_000), new Segment(b, 2_000_000)),
        joined,
        Clips.HADOOP,
        AudioSource.from(MediaSource.of(driver), 1_000_000),
        null);
    double[] whole = Sound.samples(driver);
    double[] cut = Sound.samples(joined);
    assertThat(cut.length / 8000.0).isBetween(1.95, 2.1);
    assertThat(Sound.lag(cut, whole)).isBetween(0.975, 1.025);
  }

  @Test
  void otherEncodingsAreRefused() {
    String a = Clips.write(folder.resolve("a.mp4"), 64, 48, 25, Clips.times(5, 25));
    String b = Clips.write(folder.resolve("b.mp4"), 64, 64, 25, Clips.times(5, 25));
    Path joined = folder.resolve("ab.mp4");
    assertThatThrownBy(
            () ->
                VideoConcat.join(
                    List.of(new Segment(a, 0), new Segment(b, 200_000)),
                    joined.toString(),
                    Clips.HADOOP,
                    null,
                    null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b.mp4 is encoded otherwise");
    assertThat(Files.exists(joined)).isFalse();
  }
}
