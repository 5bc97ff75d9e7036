package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoReaderTest {
  @TempDir Path folder;

  @Test
  void framesComeBackInOrderAndAtTheirTimes() {
    long[] times = Clips.times(90, 30);
    String uri = Clips.write(folder.resolve("a.mp4"), 96, 64, 30, times);
    try (VideoReader reader = Clips.open(uri)) {
      VideoInfo info = reader.info();
      assertThat(info.width()).isEqualTo(96);
      assertThat(info.height()).isEqualTo(64);
      assertThat(info.frames()).isEqualTo(90);
      assertThat(info.codec()).isEqualTo("h264");
      assertThat(info.fps()).isBetween(29.99, 30.01);
      assertThat(info.durationUs()).isBetween(2_999_990L, 3_000_010L);
      assertThat(info.audio()).isFalse();
      assertThat(info.variableFrameRate()).isFalse();
      assertThat(reader.presentationTimesUs()).containsExactly(times);
      List<VideoFrame> frames = Clips.rest(reader);
      assertThat(frames).hasSize(90);
      for (int i = 0; i < 90; i++) {
        assertThat(frames.get(i).index()).isEqualTo(i);
        assertThat(frames.get(i).ptsUs()).isEqualTo(times[i]);
        assertThat(Clips.number(frames.get(i).image())).isEqualTo(i);
      }
      assertThat(reader.damage()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {PacketFeed.CACHE, 0})
  void anyFrameCanBeSought(long cache) {
    long[] times = IntStream.range(0, 200).mapToLong(i -> 100_000L * i + 999L * (i % 7)).toArray();
    String uri = Clips.write(folder.resolve("a.mp4"), 64, 64, 10, times);
    Random random = new Random(1);
    try (VideoReader reader = VideoReader.open(MediaSource.of(uri), Clips.HADOOP, 1, cache)) {
      for (int k = 0; k < 100; k++) {
        int index = random.nextInt(200);
        reader.seek(index);
        VideoFrame frame = reader.next();
        assertThat(frame.index()).isEqualTo(index);
        assertThat(frame.ptsUs()).isEqualTo(times[index]);
        assertThat(Clips.number(frame.image())).isEqualTo(index);
      }
    }
  }
}
