package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealClipTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "p001.mp4, 1171, 1067, 25, 136",
    "p002.mp4, 988, 926, 30, 176",
    "p003.mp4, 480, 480, 30, 216",
    "p004.mp4, 480, 480, 30, 1008"
  })
  void allFramesOfAllClips(String name, int width, int height, double fps, int frames) {
    String uri = Clips.real(name);
    try (VideoReader reader = Clips.open(uri)) {
      assertThat(reader.info().width()).isEqualTo(width);
      assertThat(reader.info().height()).isEqualTo(height);
      assertThat(reader.info().fps()).isEqualTo(fps);
      assertThat(reader.info().frames()).isEqualTo(frames);
      assertThat(reader.info().audio()).isTrue();
      int n = 0;
      for (VideoFrame f = reader.next(); f != null; f = reader.next()) {
        assertThat(f.index()).isEqualTo(n++);
      }
      assertThat(n).isEqualTo(frames);
      assertThat(reader.damage()).isNull();
    }
  }

  @Test
  void memoryStaysFlatOverALongClip() {
    try (VideoReader reader = Clips.open(Clips.real("p004.mp4"))) {
      for (int i = 0; i < 200; i++) {
        reader.next();
      }
      long early = Clips.residentMiB();
      while (reader.next() != null) {
        // Only the memory matters.
      }
      assertThat(Clips.residentMiB() - early).as("MiB for 800 frames").isLessThan(90);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-c:a libopus sound.webm", "-c:a pcm_s16le sound.mov"})
  void soundIsKeptInTimeAndCut(String recode) {
    String uri = Clips.real("p002.mp4");
    if (!recode.isEmpty()) {
      String[] parts = recode.split(" ");
      String other = folder.resolve(parts[2]).toString();
      Clips.ffmpeg("-i", uri, "-vn", parts[0], parts[1], other);
      uri = other;
    }
    Path out = folder.resolve("out.mp4");
    try (VideoWriter writer =
        VideoWriter.create(out.toString(), Clips.HADOOP, 64, 64, 25, Quality.DRAFT, null)) {
      writer.audioFrom(MediaSource.of(uri));
      for (int i = 0; i < 50; i++) {
        writer.write(Clips.numbered(i, 64, 64), 1_500_000 + i * 40_000L);
      }
      writer.finish();
    }
    try (VideoReader reader = Clips.open(out.toString())) {
      assertThat(reader.info().audio()).isTrue();
      assertThat(reader.presentationTimesUs()).containsExactly(Clips.times(50, 25));
    }
    double[] cut = Sound.samples(out.toString());
    assertThat(cut.length / (double) Sound.RATE).isBetween(1.95, 2.06);
    assertThat(Sound.lag(cut, Sound.samples(uri))).isBetween(1.475, 1.525);
  }

  @Test
  void pictureSurvivesEncoding() {
    String uri = Clips.real("p001.mp4");
    String out = folder.resolve("out.mp4").toString();
    try (VideoReader reader =
            VideoReader.open(new MediaSource(uri, 1_000_000L, 2_000_000L), Clips.HADOOP);
        VideoWriter writer =
            VideoWriter.create(out, Clips.HADOOP, 1171, 1067, 25, Quality.STANDARD, null)) {
      for (VideoFrame f = reader.next(); f != null; f = reader.next()) {
        writer.write(f.image(), f.ptsUs());
      }
      writer.finish();
    }
    try (VideoReader result = Clips.open(out);
        VideoReader source =
            VideoReader.open(new MediaSource(uri, 1_000_000L, 2_000_000L), Clips.HADOOP)) {
      assertThat(result.info().width()).isEqualTo(1172);
      assertThat(result.info().height()).isEqualTo(1068);
      for (int i = 0; i < 25; i++) {
        RgbImage expected = source.next().image();
        RgbImage padded = RgbImage.blank(1172, 1068);
        for (int y = 0; y < 1068; y++) {
          for (int x = 0; x < 1172; x++) {
            for (int c = 0; c < 3; c++) {
              padded.rgb()[3 * (y * 1172 + x) + c] =
                  (byte) expected.at(Math.min(x, 1170), Math.min(y, 1066), c);
            }
          }
        }
        assertThat(Clips.psnr(padded, result.next().image())).as("frame %d", i).isGreaterThan(35);
      }
    }
  }
}
