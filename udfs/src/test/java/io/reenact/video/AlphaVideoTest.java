package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVA444P12LE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber.ImageMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlphaVideoTest {
  private static final int W = 50;
  private static final int H = 37;

  @TempDir Path folder;

  private static byte[] alpha(int number) {
    byte[] alpha = new byte[W * H];
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] = (byte) ((5 * (i % W) + 40 * number) % 256);
    }
    return alpha;
  }

  private static void write(VideoWriter writer, int from, int to) {
    try (writer) {
      for (int i = from; i < to; i++) {
        writer.write(Clips.numbered(i, W, H), alpha(i), 40_000L * i);
      }
      writer.finish();
    }
  }

  private VideoWriter writer(String name) {
    String uri = folder.resolve(name).toUri().toString();
    return VideoWriter.withAlpha(uri, Clips.HADOOP, W, H, 25, null);
  }

  /** Alpha comes back as it was, colours to within a level or two, in pieces as in one. */
  @Test
  void coloursAndAlphaComeBack() throws Exception {
    write(writer("a.mov"), 0, 2);
    write(writer("b.mov"), 2, 3);
    Path whole = folder.resolve("whole.mov");
    VideoConcat.join(
        List.of(
            new VideoConcat.Segment(folder.resolve("a.mov").toUri().toString(), 0),
            new VideoConcat.Segment(folder.resolve("b.mov").toUri().toString(), 80_000)),
        whole.toUri().toString(),
        Clips.HADOOP,
        null,
        null);
    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(whole.toFile())) {
      grabber.setImageMode(ImageMode.RAW);
      grabber.start();
      assertThat(grabber.getVideoCodecName()).isEqualTo("prores");
      assertThat(grabber.getVideoMetadata("encoder")).isNull();
      for (int n = 0; n < 3; n++) {
        Frame frame = grabber.grabImage();
        assertThat(frame.timestamp).isCloseTo(40_000L * n, within(1_000L));
        AVFrame raw = (AVFrame) frame.opaque;
        assertThat(raw.format()).isEqualTo(AV_PIX_FMT_YUVA444P12LE);
        RgbImage image = Clips.numbered(n, W, H);
        byte[] coverage = alpha(n);
        for (int i = 0; i < W * H; i++) {
          int a = sample(raw, 3, i);
          assertThat(a * 255 / 4095.0).isCloseTo(coverage[i] & 0xff, within(1.0));
          double luma =
              0.2126 * image.at(i % W, i / W, 0)
                  + 0.7152 * image.at(i % W, i / W, 1)
                  + 0.0722 * image.at(i % W, i / W, 2);
          assertThat((sample(raw, 0, i) - 256) * 255 / 3504.0).isCloseTo(luma, within(6.0));
        }
      }
      assertThat(grabber.grabImage()).isNull();
    }
  }

  private static int sample(AVFrame frame, int plane, int i) {
    long at = (long) (i / W) * frame.linesize(plane) + 2L * (i % W);
    return (frame.data(plane).get(at) & 0xff) | (frame.data(plane).get(at + 1) & 0xff) << 8;
  }

  @Test
  void sameFramesSameBytes() throws Exception {
    write(writer("one.mov"), 0, 3);
    write(writer("two.mov"), 0, 3);
    assertThat(Files.readAllBytes(folder.resolve("one.mov")))
        .isEqualTo(Files.readAllBytes(folder.resolve("two.mov")));
  }
}
