package io.reenact.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameWindowTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final int SIDE = 32;
  private static final int FRAMES = 12;

  @TempDir private Path folder;

  /** Every frame is a grey of its own. */
  private MediaSource video() {
    String uri = InputFiles.uri(folder.resolve("greys.mp4"));
    try (VideoWriter out = VideoWriter.create(uri, HADOOP, SIDE, SIDE, 25, Quality.HIGH, null)) {
      for (int i = 0; i < FRAMES; i++) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        Arrays.fill(rgb, (byte) (20 + 18 * i));
        out.write(new RgbImage(SIDE, SIDE, rgb), 40_000L * i);
      }
      out.finish();
    }
    return MediaSource.of(uri);
  }

  private static int grey(VideoFrame frame) {
    return Math.round(((frame.image().rgb()[0] & 0xff) - 20) / 18f);
  }

  @Test
  void framesComeInWhateverOrderAndAreKept() {
    try (VideoReader video = VideoReader.open(video(), HADOOP)) {
      FrameWindow window = new FrameWindow(video);
      for (int i : new int[] {5, 4, 6, 5, 11, 0, 1, 0, 9, 2, 2}) {
        VideoFrame frame = window.at(i);
        assertThat(frame.index()).isEqualTo(i);
        assertThat(grey(frame)).isEqualTo(i);
      }
      VideoFrame middle = window.withBefore(7);
      assertThat(grey(middle)).isEqualTo(7);
      VideoFrame before = window.at(6);
      assertThat(window.at(8).index()).isEqualTo(8);
      assertThat(window.at(6)).as("not decoded again").isSameAs(before);
      assertThat(window.at(7)).isSameAs(middle);
      assertThat(grey(window.withBefore(0))).isZero();
    }
  }
}
