package io.reenact.synth;

import io.reenact.scratch.ScratchFolders;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A hum in the rhythm of a clip's speech: harmonics of a voice, shaped by two formants a syllable,
 * silent in the pauses. No words, but lips and sound agree in time.
 */
final class SpokenSound {
  /** Samples a second. */
  static final int RATE = 16_000;

  private static final int HARMONICS = 14;
  private static final int HEADER = 44;
  private static final double LOUDEST = 9000;

  /** First and second formants (Hz) of the mouth's shapes, of open and rounded vowels. */
  private static final double[][] FORMANTS = {
    {700, 1200},
    {450, 2000},
    {330, 900},
    {500, 950},
    {250, 1100},
    {350, 1500},
    {350, 2200},
    {780, 1350}
  };

  private final MotionCurve motion;
  private final long seed;
  private final double voice;

  /**
   * @param motion what the mouth does
   * @param seed of the voice
   */
  SpokenSound(MotionCurve motion, long seed) {
    this.motion = motion;
    this.seed = seed;
    this.voice = 100 * Math.pow(2, 1.2 * Noise.uniform(seed, 71));
  }

  /** 16-bit samples of one channel. */
  short[] samples(double seconds) {
    short[] out = new short[(int) Math.round(seconds * RATE)];
    double phase = 0;
    for (int i = 0; i < out.length; i++) {
      double t = (double) i / RATE;
      MotionCurve.Voice v = motion.voice(t);
      double pitch = voice * Math.pow(2, 0.25 * Noise.line(seed + 72, 2.2 * t));
      phase += pitch / RATE;
      if (v.loudness() > 0) {
        double[] f = FORMANTS[v.sound() % FORMANTS.length];
        double sum = 0;
        for (int h = 1; h <= HARMONICS; h++) {
          sum += strength(h * pitch, f) * Math.sin(2 * Math.PI * h * phase);
        }
        out[i] = (short) (LOUDEST * v.loudness() * Math.max(-3, Math.min(3, sum)));
      }
    }
    return out;
  }

  private static double strength(double hertz, double[] formants) {
    double a = (hertz - formants[0]) / 130;
    double b = (hertz - formants[1]) / 200;
    return 0.08 + 1 / (1 + a * a) + 0.5 / (1 + b * b);
  }

  /** A WAV file of the sound, until it is closed. */
  File file(double seconds) {
    short[] samples = samples(seconds);
    ByteBuffer wav =
        ByteBuffer.allocate(HEADER + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER - 8 + 2 * samples.length);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE);
    wav.putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples.length);
    for (short s : samples) {
      wav.putShort(s);
    }
    try {
      Path path = ScratchFolders.file("voice", ".wav");
      Files.write(path, wav.array());
      return new File(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A file that goes when it is closed.
   *
   * @param path where it is
   */
  record File(Path path) implements AutoCloseable {
    MediaSource source() {
      return MediaSource.of(InputFiles.uri(path));
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
