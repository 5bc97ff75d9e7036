package io.reenact.timing;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * Frames a second and core from H.264 to RGB and back at 512 px, beside the program ffmpeg with the
 * same libraries, codec settings and one thread each.
 */
public final class VideoBenchmark implements Benchmark {
  private static final int SIZE = 512;
  private static final int FRAMES = 200;
  private static final int FPS = 25;
  private static final int REPETITIONS = 3;
  private static final double TARGET = 0.9;
  private static final Configuration HADOOP = new Configuration(false);

  @Override
  public String name() {
    return "video";
  }

  @Override
  public void run(Rows out) throws Exception {
    Path folder = Files.createTempDirectory("reenact-video");
    Path video = folder.resolve("in.mp4");
    Path raw = folder.resolve("in.rgb");
    Path written = folder.resolve("out.mp4");
    Path others = folder.resolve("others.mp4");
    try {
      Ffmpeg.run(
          "-f",
          "lavfi",
          "-i",
          String.format(
              Locale.ROOT, "mandelbrot=size=%dx%d:rate=%d,format=yuv420p", SIZE, SIZE, FPS),
          "-frames:v",
          String.valueOf(FRAMES),
          "-c:v",
          "libopenh264",
          "-b:v",
          rate(),
          "-g",
          "50",
          video.toString());
      List<RgbImage> frames = decode(video);
      double decoded = ProcessorTime.least(REPETITIONS, () -> decode(video));
      // As PackedPixels asks for it: chroma interpolated, not repeated.
      double ffmpeg = decodedByFfmpeg(video, "bilinear+accurate_rnd+full_chroma_int");
      report(out, "decode", frames.size(), decoded, ffmpeg);
      double quick = decodedByFfmpeg(video, "bicubic");
      out.add(
          "decode",
          "frames a second and core",
          frames.size() / decoded,
          "1/s",
          "ffmpeg that repeats chroma",
          quick / decoded);

      try (OutputStream to = Files.newOutputStream(raw)) {
        for (RgbImage frame : frames) {
          to.write(frame.rgb());
        }
      }
      double encoded = ProcessorTime.least(REPETITIONS, () -> encode(frames, written));
      double encodedByFfmpeg = Double.MAX_VALUE;
      for (int i = 0; i < REPETITIONS; i++) {
        encodedByFfmpeg =
            Math.min(
                encodedByFfmpeg,
                Ffmpeg.run(
                    "-f",
                    "rawvideo",
                    "-pix_fmt",
                    "rgb24",
                    "-video_size",
                    SIZE + "x" + SIZE,
                    "-framerate",
                    String.valueOf(FPS),
                    "-i",
                    raw.toString(),
                    "-c:v",
                    "libopenh264",
                    "-profile:v",
                    "high",
                    "-allow_skip_frames",
                    "0",
                    "-b:v",
                    rate(),
                    "-g",
                    "50",
                    "-threads",
                    "1",
                    "-pix_fmt",
                    "yuv420p",
                    others.toString()));
      }
      report(out, "encode", frames.size(), encoded, encodedByFfmpeg);
      out.add(
          "encode",
          "bytes of the file",
          Files.size(written),
          "B",
          "ffmpeg",
          (double) Files.size(others) / Files.size(written));
    } finally {
      for (Path file : List.of(video, raw, written, others, folder)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static double decodedByFfmpeg(Path video, String colours)
      throws IOException, InterruptedException {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < REPETITIONS; i++) {
      least =
          Math.min(
              least,
              Ffmpeg.run(
                  "-threads",
                  "1",
                  "-i",
                  video.toString(),
                  "-vf",
                  "scale=flags=" + colours + ",format=rgb24",
                  "-f",
                  "rawvideo",
                  "/dev/null"));
    }
    return least;
  }

  private static String rate() {
    return String.valueOf(Quality.STANDARD.bitRate(SIZE, SIZE, FPS));
  }

  private static void report(Rows out, String kase, int frames, double ours, double theirs) {
    out.add(kase, "frames a second and core", frames / ours, "1/s", "ffmpeg", theirs / ours);
    out.add(kase, "share of ffmpeg's speed", theirs / ours, "", "target", theirs / ours / TARGET);
  }

  private static List<RgbImage> decode(Path video) {
    List<RgbImage> frames = new ArrayList<>();
    try (VideoReader reader = VideoReader.open(MediaSource.of(InputFiles.uri(video)), HADOOP, 1)) {
      for (VideoFrame f = reader.next(); f != null; f = reader.next()) {
        frames.add(f.image());
      }
    }
    return frames;
  }

  private static void encode(List<RgbImage> frames, Path to) throws IOException {
    try (VideoWriter writer =
        VideoWriter.create(InputFiles.uri(to), HADOOP, SIZE, SIZE, FPS, Quality.STANDARD, null)) {
      for (int i = 0; i < frames.size(); i++) {
        writer.write(frames.get(i), 1_000_000L * i / FPS);
      }
      writer.finish();
    }
  }
}
