package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.video.CardCodecs.Encoder;
import io.reenact.video.CardCodecs.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is asked of a card's encoder before it is used, with the CPU's in its place; and that all
 * goes well where there is no card, or one without an encoder.
 */
class CardCodecsTest {
  @TempDir Path folder;

  private static Encoder cpu(Quality quality) {
    return CardCodecs.by(H264Coder.OPENH264, VideoEncoding.onCpu(quality));
  }

  /** Writes the trial's pictures, but not all of them, or not at their times. */
  private static Encoder faulty(int frames, long lateUs) {
    return uri -> {
      try (VideoWriter writer =
          VideoWriter.create(uri, new Configuration(), 256, 256, 25, CardCodecs.QUALITY, null)) {
        for (int i = 0; i < frames; i++) {
          writer.write(CardCodecs.picture(i), i * CardCodecs.FRAME_US + (i > 20 ? lateUs : 0));
        }
        writer.finish();
      }
    };
  }

  @Test
  void anEncoderAsGoodAsTheKnownOneIsUsed() {
    Trial trial = CardCodecs.compare(cpu(CardCodecs.QUALITY), cpu(CardCodecs.QUALITY), "it");
    assertThat(trial.found()).startsWith("it, ").contains(" dB, the CPU's ");
    assertThat(trial.good()).isTrue();
  }

  @Test
  void oneThatLooksWorseIsNot() {
    Trial trial = CardCodecs.compare(cpu(Quality.HIGH), cpu(Quality.DRAFT), "it");
    assertThat(trial.good()).isFalse();
    assertThat(trial.found()).startsWith("it looks worse: ");
  }

  @Test
  void oneThatLosesFramesOrTheirTimesIsNot() {
    Encoder known = cpu(CardCodecs.QUALITY);
    assertThat(CardCodecs.compare(known, faulty(29, 0), "it"))
        .isEqualTo(new Trial(false, "it gives 29 frames at their times, not 30"));
    assertThat(CardCodecs.compare(known, faulty(30, 7), "it"))
        .isEqualTo(new Trial(false, "it gives 21 frames at their times, not 30"));
  }

  @Test
  void oneThatDoesNotStartIsNot() {
    Encoder refused = CardCodecs.by(H264Coder.NVENC, new VideoEncoding(CardCodecs.QUALITY, 4711));
    Trial trial = CardCodecs.compare(cpu(CardCodecs.QUALITY), refused, H264Coder.NVENC);
    assertThat(trial.good()).isFalse();
    assertThat(trial.found()).startsWith("NVENC does not start: NVENC: ");
  }

  @Test
  void whatAGpuWouldEncodeIsEncodedWithoutOne() throws IOException {
    Path gpu = write("gpu.mp4", new VideoEncoding(Quality.STANDARD, 4711));
    Path cpu = write("cpu.mp4", VideoEncoding.onCpu(Quality.STANDARD));
    assertThat(Files.mismatch(gpu, cpu)).isEqualTo(-1);
  }

  private Path write(String name, VideoEncoding how) {
    Path file = folder.resolve(name);
    String uri = InputFiles.uri(file);
    try (VideoWriter writer =
        VideoWriter.create(uri, new Configuration(), 128, 96, 25, how, null)) {
      for (int i = 0; i < 5; i++) {
        writer.write(Clips.numbered(i, 128, 96), i * 40_000L);
      }
      writer.finish();
    }
    return file;
  }

  @Test
  void anEncoderThatRefusesAfterItsTrialGivesWayToTheCpu() {
    VideoEncoding how = new VideoEncoding(CardCodecs.QUALITY, 4711);
    try (H264Encoder encoder = H264Encoder.openOrOnCpu(H264Coder.NVENC, "it", 128, 96, 25, how)) {
      assertThat(encoder.context().codec().name().getString()).isEqualTo("libopenh264");
    }
  }

  @Test
  void onlyWholeVideosMayBeEncodedByAGpuAndOnlyIfItIsWanted() {
    Configuration hadoop = new Configuration();
    assertThat(VideoEncoding.of(Quality.HIGH, 2, true, hadoop).gpu()).isEqualTo(2);
    assertThat(VideoEncoding.of(Quality.HIGH, 2, false, hadoop).gpu()).isEqualTo(-1);
    hadoop.setBoolean(VideoEncoding.GPU_ENCODES, false);
    assertThat(VideoEncoding.of(Quality.HIGH, 2, true, hadoop).gpu()).isEqualTo(-1);
  }

  @Test
  void clipsAreDecodedToTheSamePicturesWhoeverDoesIt() {
    Configuration asked = new Configuration();
    asked.setBoolean(AllowedMedia.GPU_DECODES, true);
    String uri = Clips.write(folder.resolve("clip.mp4"), 256, 192, 25, Clips.times(40, 25));
    try (VideoReader cpu = Clips.open(uri);
        VideoReader gpu = VideoReader.open(MediaSource.of(uri), asked)) {
      assertThat(cpu.decoder()).isEqualTo("h264");
      assertThat(gpu.decoder()).isIn("h264", "h264_cuvid");
      for (int start : new int[] {0, 17, 3}) {
        cpu.seek(start);
        gpu.seek(start);
        for (VideoFrame f = cpu.next(); f != null; f = cpu.next()) {
          VideoFrame other = gpu.next();
          assertThat(other.ptsUs()).isEqualTo(f.ptsUs());
          assertThat(other.image().rgb()).isEqualTo(f.image().rgb());
        }
        assertThat(gpu.next()).isNull();
      }
    }
    // The very same where a card decodes, nothing but a line of doctor's where none does.
    assertThat(CardCodecs.decoder().good()).isEqualTo(decodesHere(uri, asked));
  }

  private static boolean decodesHere(String uri, Configuration asked) {
    try (VideoReader gpu = VideoReader.open(MediaSource.of(uri), asked)) {
      return gpu.decoder().endsWith("_cuvid");
    }
  }
}
