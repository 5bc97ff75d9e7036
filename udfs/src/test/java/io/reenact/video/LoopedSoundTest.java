package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sound from a time on, once or again and again. Every tenth of a second has a pitch of its own.
 */
class LoopedSoundTest {
  private static final int RATE = 22_050;
  private static final double TENTH = 0.1;

  @TempDir private Path folder;

  private static double pitch(double seconds) {
    return 400 + 200 * Math.floor(seconds / TENTH + 1e-9);
  }

  @Test
  void theSoundBeginsAgainWithTheLoop() throws IOException {
    MediaSource file = scale(1);
    double[] sound = heard(new AudioSource(file, 200_000, 300_000), 30);
    assertThat(sound.length / (double) RATE).isCloseTo(1.2, within(0.05));
    for (double t = 0.05; t < 1.15; t += TENTH) {
      assertThat(frequency(sound, t))
          .as("at %s s", t)
          .isCloseTo(pitch(0.2 + t % 0.3), within(25.0));
    }
  }

  @Test
  void itBeginsWhereTheResultDoes() throws IOException {
    double[] sound = heard(AudioSource.from(scale(1), 500_000), 10);
    for (double t = 0.05; t < 0.35; t += TENTH) {
      assertThat(frequency(sound, t)).as("at %s s", t).isCloseTo(pitch(0.5 + t), within(25.0));
    }
  }

  @Test
  void whereThereIsNoSoundTheLoopIsSilent() throws IOException {
    // From after the sound's end on; and a file that has none.
    assertThat(heard(new AudioSource(scale(1), 5_000_000, 300_000), 10)).isEmpty();
    String still = Clips.write(folder.resolve("still.mp4"), 64, 48, 25, Clips.times(5, 25));
    assertThat(heard(new AudioSource(MediaSource.of(still), 0, 200_000), 10)).isEmpty();
  }

  /** The sound of a video of so many frames, 40 ms each. */
  private double[] heard(AudioSource sound, int frames) throws IOException {
    Path result = folder.resolve("result.mp4");
    try (VideoWriter out =
        VideoWriter.create(
            InputFiles.uri(result), new Configuration(false), 64, 48, 25, Quality.STANDARD, null)) {
      out.audioFrom(sound);
      for (int i = 0; i < frames; i++) {
        out.write(RgbImage.blank(64, 48), 7_000_000 + 40_000L * i);
      }
      out.finish();
    }
    List<Short> samples = new ArrayList<>();
    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(result.toFile())) {
      grabber.setSampleRate(RATE);
      grabber.setAudioChannels(1);
      grabber.start();
      for (Frame f = grabber.grabSamples(); f != null; f = grabber.grabSamples()) {
        ShortBuffer b = (ShortBuffer) f.samples[0];
        while (b.hasRemaining()) {
          samples.add(b.get());
        }
      }
    }
    return samples.stream().mapToDouble(Short::doubleValue).toArray();
  }

  /** The frequency with most energy in 60 ms about a time. */
  private static double frequency(double[] sound, double seconds) {
    double best = 0;
    double highest = -1;
    for (double hz = 300; hz < 2600; hz += 20) {
      double re = 0;
      double im = 0;
      for (int i = (int) ((seconds - 0.03) * RATE); i < (seconds + 0.03) * RATE; i++) {
        re += sound[i] * Math.cos(2 * Math.PI * hz * i / RATE);
        im += sound[i] * Math.sin(2 * Math.PI * hz * i / RATE);
      }
      if (re * re + im * im > highest) {
        highest = re * re + im * im;
        best = hz;
      }
    }
    return best;
  }

  /** An FLV file with 16-bit samples, 20 tags a second. */
  private MediaSource scale(int seconds) throws IOException {
    int n = RATE / 20;
    int tags = 20 * seconds;
    ByteBuffer b = ByteBuffer.allocate(13 + tags * (16 + 2 * n));
    b.put(new byte[] {'F', 'L', 'V', 1, 4}).putInt(9).putInt(0);
    for (int tag = 0; tag < tags; tag++) {
      b.putInt((8 << 24) | (1 + 2 * n)).putInt((50 * tag) << 8).put(new byte[3]).put((byte) 0x3a);
      b.order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < n; i++) {
        double t = 0.05 * tag + (double) i / RATE;
        b.putShort((short) (9000 * Math.sin(2 * Math.PI * pitch(t) * t)));
      }
      b.order(ByteOrder.BIG_ENDIAN).putInt(12 + 2 * n);
    }
    Path file = folder.resolve("scale.flv");
    Files.write(file, b.array());
    return MediaSource.of(InputFiles.uri(file));
  }
}
