package io.reenact.video;

import io.reenact.error.UserError;
import io.reenact.scratch.ScratchFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which GPUs encode H.264 well, and whether one decodes it. Many cards for computing have no
 * encoder, others only so many sessions; so each is tried once a process, and used if it gives as
 * many frames as the CPU's encoder, at the same times and as good.
 */
public final class CardCodecs {
  private static final Logger LOG = LoggerFactory.getLogger(CardCodecs.class);

  /** Px; some encoders of cards take no pictures under 160. */
  private static final int SIDE = 256;

  static final int FRAMES = 30;
  static final long FRAME_US = 40_000;

  /** How much worse than the CPU's at the same bit rate, dB. */
  private static final double WORSE = 1;

  static final Quality QUALITY = Quality.STANDARD;

  private static final Encoder CPU = by(H264Coder.OPENH264, VideoEncoding.onCpu(QUALITY));

  private static final Map<Integer, Trial> TRIED = new ConcurrentHashMap<>();

  private CardCodecs() {}

  /**
   * What became of a trial.
   *
   * @param good whether the encoder is used
   * @param found one line that says why
   */
  public record Trial(boolean good, String found) {}

  /** Makes the trial's video, or what should be it. */
  interface Encoder {
    /**
     * @param uri where it will be
     */
    void encode(String uri);
  }

  /** Whether a GPU's encoder is used. */
  static boolean encodes(int gpu) {
    return encoder(gpu).good();
  }

  /** The trial of a GPU's encoder, made once. */
  public static Trial encoder(int gpu) {
    return TRIED.computeIfAbsent(
        gpu,
        number -> {
          Trial trial =
              compare(
                  CPU, by(H264Coder.NVENC, new VideoEncoding(QUALITY, number)), H264Coder.NVENC);
          LOG.debug("GPU {}: {}", number, trial.found());
          return trial;
        });
  }

  static Encoder by(H264Coder coder, VideoEncoding how) {
    return uri -> {
      double fps = 1e6 / FRAME_US;
      try (VideoWriter writer =
          VideoWriter.by(coder, uri, new Configuration(), SIDE, SIDE, fps, how)) {
        for (int i = 0; i < FRAMES; i++) {
          writer.write(picture(i), i * FRAME_US);
        }
        writer.finish();
      }
    };
  }

  /**
   * Compares two encoders by what a reader finds in their files.
   *
   * @param known the one that is trusted
   * @param tried the other
   * @param name of the other
   */
  static Trial compare(Encoder known, Encoder tried, Object name) {
    try (Scratch scratch = new Scratch()) {
      Read wanted = read(known, scratch.file("known.mp4"));
      Read got;
      try {
        got = read(tried, scratch.file("tried.mp4"));
      } catch (IllegalStateException | UserError e) {
        return new Trial(false, name + " does not start: " + e.getMessage());
      }
      if (got.frames != wanted.frames) {
        return new Trial(
            false, name + " gives " + got.frames + " frames at their times, not " + wanted.frames);
      }
      String figures = String.format(Locale.ROOT, "%.1f dB, the CPU's %.1f", got.db, wanted.db);
      return got.db < wanted.db - WORSE
          ? new Trial(false, name + " looks worse: " + figures)
          : new Trial(true, name + ", " + figures);
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder: " + e.getMessage(), e);
    }
  }

  /** A folder for a trial's files, gone with this. */
  private static final class Scratch implements AutoCloseable {
    private final Path folder;
    private final List<Path> files = new ArrayList<>();

    Scratch() throws IOException {
      folder = ScratchFolders.create("codec");
    }

    Path file(String name) {
      files.add(folder.resolve(name));
      return folder.resolve(name);
    }

    @Override
    public void close() throws IOException {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    }
  }

  /** Whether a GPU decodes H.264 to the same pictures as the CPU. */
  public static Trial decoder() {
    Configuration asked = new Configuration();
    asked.setBoolean(AllowedMedia.GPU_DECODES, true);
    try (Scratch scratch = new Scratch()) {
      String uri = InputFiles.uri(scratch.file("known.mp4"));
      CPU.encode(uri);
      try (VideoReader cpu = VideoReader.open(MediaSource.of(uri), new Configuration());
          VideoReader gpu = VideoReader.open(MediaSource.of(uri), asked)) {
        if (gpu.decoder().equals(cpu.decoder())) {
          return new Trial(false, "no GPU takes H.264 here");
        }
        int same = 0;
        for (VideoFrame f = cpu.next(); f != null; f = cpu.next()) {
          VideoFrame other = gpu.next();
          if (other != null
              && other.ptsUs() == f.ptsUs()
              && Arrays.equals(f.image().rgb(), other.image().rgb())) {
            same++;
          }
        }
        return new Trial(
            same == FRAMES, gpu.decoder() + ", " + same + " of " + FRAMES + " frames as the CPU's");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder: " + e.getMessage(), e);
    }
  }

  /**
   * What is read of a trial's file.
   *
   * @param frames how many at their times
   * @param db their PSNR
   */
  private record Read(int frames, double db) {}

  private static Read read(Encoder encoder, Path file) {
    String uri = InputFiles.uri(file);
    encoder.encode(uri);
    int frames = 0;
    double squares = 0;
    try (VideoReader reader = VideoReader.open(MediaSource.of(uri), new Configuration())) {
      for (VideoFrame f = reader.next(); f != null; f = reader.next()) {
        long i = f.ptsUs() / FRAME_US;
        if (f.ptsUs() % FRAME_US == 0 && i < FRAMES) {
          frames++;
          squares += squares(f.image(), picture((int) i));
        }
      }
    }
    double mean = squares / (3.0 * SIDE * SIDE * Math.max(1, frames));
    return new Read(frames, 10 * Math.log10(255 * 255 / Math.max(1e-9, mean)));
  }

  private static double squares(RgbImage a, RgbImage b) {
    double sum = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      int by = (a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff);
      sum += by * by;
    }
    return sum;
  }

  /** Waves that drift before a gradient: edges, movement, and no noise. */
  static RgbImage picture(int number) {
    RgbImage image = RgbImage.blank(SIDE, SIDE);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double wave = Math.sin((x + 3 * number) / 7.0) * Math.cos((y - 2 * number) / 11.0);
        int at = 3 * (y * SIDE + x);
        image.rgb()[at] = (byte) (128 + 80 * wave);
        image.rgb()[at + 1] = (byte) (40 + 150 * x / SIDE + 40 * wave);
        image.rgb()[at + 2] = (byte) (40 + 150 * y / SIDE);
      }
    }
    return image;
  }
}
