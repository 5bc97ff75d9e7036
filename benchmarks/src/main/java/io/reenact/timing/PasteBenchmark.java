package io.reenact.timing;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.paste.Backdrop;
import io.reenact.paste.HeadPaste;
import io.reenact.paste.ScenePlate;
import io.reenact.video.InputFiles;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;

/**
 * Processor time of putting a rendered head into frames of 1080 px, beside encoding these frames,
 * which nobody who wants them can do without.
 */
public final class PasteBenchmark implements Benchmark {
  private static final int SIDE = 1080;
  private static final int CROP = 864;
  private static final int SIZE = 256;
  private static final int FRAMES = 20;
  private static final int REPETITIONS = 3;

  @Override
  public String name() {
    return "paste";
  }

  @Override
  public void run(Rows out) throws Exception {
    RgbImage frame = frame();
    List<FrameTrack> track = Collections.nCopies(FRAMES, track());
    float[] alpha = new float[SIZE * SIZE];
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] = Math.hypot(i % SIZE - 128, (double) (i / SIZE) - 128) < 90 ? 1 : 0;
    }
    byte[] grey = new byte[3 * SIZE * SIZE];
    Arrays.fill(grey, (byte) 120);
    RgbImage head = new RgbImage(SIZE, SIZE, grey);
    Path video = Files.createTempFile("reenact-paste", ".mp4");
    try {
      double encoded = ProcessorTime.least(REPETITIONS, () -> encode(frame, video)) / FRAMES;
      try (PersonMatte matte = new PersonMatte()) {
        double plate =
            ProcessorTime.least(REPETITIONS, () -> ScenePlate.of(i -> frame, track, matte));
        out.add("scene of a clip", "a clip", plate, "s");
        ScenePlate scene = ScenePlate.of(i -> frame, track, matte);
        for (String backdrop : List.of("keep", "blur", "transparent")) {
          HeadPaste paste =
              new HeadPaste(scene, null, Backdrop.of(backdrop), null, SIDE, SIDE, matte);
          double pasted =
              ProcessorTime.least(
                      REPETITIONS,
                      () -> {
                        for (int i = 0; i < FRAMES; i++) {
                          paste.paste(frame, head, alpha, track.get(0));
                        }
                      })
                  / FRAMES;
          out.add(
              backdrop,
              "a frame of " + SIDE + " px",
              1e3 * pasted,
              "ms",
              "encoding it",
              encoded / pasted);
        }
      }
    } finally {
      Files.deleteIfExists(video);
    }
  }

  private static void encode(RgbImage frame, Path to) {
    try (VideoWriter writer =
        VideoWriter.create(
            InputFiles.uri(to), new Configuration(false), SIDE, SIDE, 25, Quality.STANDARD, null)) {
      for (int i = 0; i < FRAMES; i++) {
        writer.write(frame, 40_000L * i);
      }
      writer.finish();
    }
  }

  /** A gradient with noise. */
  private static RgbImage frame() {
    Random random = new Random(1);
    RgbImage image = RgbImage.blank(SIDE, SIDE);
    for (int i = 0; i < image.rgb().length; i++) {
      image.rgb()[i] = (byte) (60 + i / 3 % SIDE / 10 + random.nextInt(8));
    }
    return image;
  }

  private static FrameTrack track() {
    float s = 512f / CROP;
    float[] crop = {s, 0, 256 - s * SIDE / 2, 0, s, 256 - s * SIDE / 2};
    float[] points = new float[2 * 68];
    for (int i = 0; i < 68; i++) {
      double angle = Math.PI * (1 - Math.min(16, i) / 16.0);
      points[2 * i] = (float) (SIDE / 2.0 + 0.25 * CROP * Math.cos(angle));
      points[2 * i + 1] = (float) (SIDE / 2.0 + 0.25 * CROP * Math.sin(angle));
    }
    return new FrameTrack(0, 0, 0, true, null, points, new float[25], crop, 0, 0, 0, 0);
  }
}
