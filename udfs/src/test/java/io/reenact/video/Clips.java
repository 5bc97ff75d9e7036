package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Video files for tests. */
final class Clips {
  static final Configuration HADOOP = new Configuration();

  private Clips() {}

  /** A picture that shows its number: 8 squares along the top, white for 1, and a gradient. */
  static RgbImage numbered(int number, int width, int height) {
    RgbImage image = RgbImage.blank(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int d = 3 * (y * width + x);
        if (y < height / 4) {
          byte bit = (byte) ((number >> (8 * x / width) & 1) == 1 ? 235 : 20);
          image.rgb()[d] = image.rgb()[d + 1] = image.rgb()[d + 2] = bit;
        } else {
          image.rgb()[d] = (byte) (40 + 150 * x / width);
          image.rgb()[d + 1] = (byte) (40 + 150 * y / height);
          image.rgb()[d + 2] = (byte) (60 + 4 * (number % 32));
        }
      }
    }
    return image;
  }

  /** The number that a picture shows. */
  static int number(RgbImage image) {
    int number = 0;
    for (int bit = 0; bit < 8; bit++) {
      int x = (2 * bit + 1) * image.width() / 16;
      if (image.at(x, image.height() / 8, 1) > 128) {
        number |= 1 << bit;
      }
    }
    return number;
  }

  /** Numbered frames at the given times. */
  static String write(Path file, int width, int height, double fps, long... timesUs) {
    String uri = InputFiles.uri(file);
    try (VideoWriter writer =
        VideoWriter.create(uri, HADOOP, width, height, fps, Quality.STANDARD, null)) {
      for (int i = 0; i < timesUs.length; i++) {
        writer.write(numbered(i, width, height), timesUs[i]);
      }
      writer.finish();
    }
    return uri;
  }

  /** Times of a constant rate. */
  static long[] times(int frames, double fps) {
    long[] times = new long[frames];
    for (int i = 0; i < frames; i++) {
      times[i] = Math.round(i * 1e6 / fps);
    }
    return times;
  }

  static VideoReader open(String uri) {
    return VideoReader.open(MediaSource.of(uri), HADOOP);
  }

  /** All frames that are left. */
  static List<VideoFrame> rest(VideoReader reader) {
    List<VideoFrame> frames = new ArrayList<>();
    for (VideoFrame f = reader.next(); f != null; f = reader.next()) {
      frames.add(f);
    }
    return frames;
  }

  /** Peak signal-to-noise ratio in dB. */
  static double psnr(RgbImage a, RgbImage b) {
    assertThat(a.width()).isEqualTo(b.width());
    assertThat(a.height()).isEqualTo(b.height());
    double sum = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      double d = (a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff);
      sum += d * d;
    }
    return 10 * Math.log10(255 * 255 / (sum / a.rgb().length));
  }

  /** A real clip of the shared folder; skips the test where there is none. */
  static String real(String name) {
    Path file = Path.of(System.getProperty("reenact.root", "."), "..", "shared", "videos", name);
    assumeTrue(Files.exists(file), "no shared/videos/" + name + " beside the repository");
    return InputFiles.uri(file);
  }

  /** Runs the system's ffmpeg; skips the test where there is none. Returns what it prints. */
  static String ffmpeg(String... arguments) {
    return run("ffmpeg", arguments);
  }

  /** Runs the system's ffprobe; skips the test where there is none. Returns what it prints. */
  static String ffprobe(String... arguments) {
    return run("ffprobe", arguments);
  }

  private static String run(String tool, String... arguments) {
    Path program = Path.of("/usr/bin", tool);
    assumeTrue(Files.isExecutable(program), "no " + program);
    List<String> command = new ArrayList<>(List.of(program.toString(), "-v", "error"));
    if (tool.equals("ffmpeg")) {
      command.addAll(List.of("-nostdin", "-y"));
    }
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String out = new String(process.getInputStream().readAllBytes(), "UTF-8");
      assertThat(process.waitFor()).as(out).isZero();
      return out;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Memory of this process, heap and native; skips where it can't be told. */
  static long residentMiB() {
    System.gc();
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "no /proc");
    try {
      return Files.readAllLines(status).stream()
              .filter(s -> s.startsWith("VmRSS"))
              .mapToLong(s -> Long.parseLong(s.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow()
          / 1024;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
