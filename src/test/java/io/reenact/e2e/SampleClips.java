package io.reenact.e2e;

import io.reenact.video.InputFiles;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;

/** Clips that are real videos, and ones that only look so. None shows a face. */
final class SampleClips {
  private SampleClips() {}

  /** Moving colours; the seed makes the content. */
  static Path faceless(Path file, int frames, int seed) throws IOException {
    Files.createDirectories(file.getParent());
    // The writer takes a URI, so hostile names are given afterwards.
    Path temporary = Files.createTempDirectory("clip");
    Path plain = temporary.resolve("clip.mp4");
    int size = 96;
    Random random = new Random(seed);
    int red = random.nextInt(200);
    try (VideoWriter writer =
        VideoWriter.create(
            InputFiles.uri(plain), new Configuration(), size, size, 25, Quality.STANDARD, null)) {
      for (int f = 0; f < frames; f++) {
        RgbImage image = RgbImage.blank(size, size);
        for (int i = 0; i < size * size; i++) {
          image.rgb()[3 * i] = (byte) (red + 2 * f);
          image.rgb()[3 * i + 1] = (byte) (i % size * 2);
          image.rgb()[3 * i + 2] = (byte) (i / size * 2 + f);
        }
        writer.write(image, f * 40_000L);
      }
      writer.finish();
    }
    Files.move(plain, file);
    Files.delete(temporary);
    return file;
  }

  /** Noise, of which a codec can leave little out: a large file. */
  static Path noise(Path file, int size, int frames) throws IOException {
    Random random = new Random(size);
    try (VideoWriter writer =
        VideoWriter.create(
            InputFiles.uri(file), new Configuration(), size, size, 25, Quality.HIGH, null)) {
      RgbImage image = RgbImage.blank(size, size);
      for (int f = 0; f < frames; f++) {
        random.nextBytes(image.rgb());
        writer.write(image, f * 40_000L);
      }
      writer.finish();
    }
    return file;
  }

  /** A file with any content. */
  static Path file(Path file, byte... content) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  /** The first bytes of another. */
  static Path truncated(Path file, Path of, double share) throws IOException {
    byte[] bytes = Files.readAllBytes(of);
    return file(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
  }
}
