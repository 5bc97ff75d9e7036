package io.reenact.video;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sound tracks as the system's ffmpeg decodes them. */
final class Sound {
  static final int RATE = 8_000;

  private Sound() {}

  /** Mono samples in [-1, 1] at 8 kHz, from presentation time 0 on; skips without ffmpeg. */
  static double[] samples(String file) {
    try {
      Path raw = Files.createTempFile("sound", ".raw");
      Clips.ffmpeg(
          "-i",
          file,
          "-vn",
          "-af",
          "aresample=async=1:first_pts=0",
          "-ac",
          "1",
          "-ar",
          "" + RATE,
          "-f",
          "s16le",
          raw.toString());
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN);
      Files.delete(raw);
      double[] samples = new double[bytes.remaining() / 2];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = bytes.getShort() / 32768.0;
      }
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Seconds by which {@code part} must be moved to fit {@code whole} best. */
  static double lag(double[] part, double[] whole) {
    int best = 0;
    double highest = -1;
    for (int lag = 0; lag + part.length / 2 < whole.length; lag += 8) {
      double dot = 0;
      double energy = 1e-9;
      for (int i = 0; i < part.length && lag + i < whole.length; i += 3) {
        dot += part[i] * whole[lag + i];
        energy += whole[lag + i] * whole[lag + i];
      }
      double fit = dot / Math.sqrt(energy);
      if (fit > highest) {
        highest = fit;
        best = lag;
      }
    }
    return (double) best / RATE;
  }
}
