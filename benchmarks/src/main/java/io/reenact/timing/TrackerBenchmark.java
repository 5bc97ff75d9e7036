package io.reenact.timing;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.face.FaceTracker;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.CohortInverter;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.VideoReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * Frames a second and core of tracking a clip of the sample corpus at 512 px, decoding included,
 * beside the least that any tracker of videos needs: decoding alone. MediaPipe's own graph is not
 * beside it: its runtime comes neither with the build nor from Debian.
 */
public final class TrackerBenchmark implements Benchmark {
  private static final int SIZE = 512;
  private static final int REPETITIONS = 3;
  private static final double TARGET = 40;
  private static final Configuration HADOOP = new Configuration(false);

  @Override
  public String name() {
    return "tracker";
  }

  @Override
  public void run(Rows out) throws Exception {
    Path clip =
        Path.of(System.getProperty("reenact.root", "."), "samples", "corpus", "s0000", "c00.mp4");
    Path large = Files.createTempFile("reenact-tracker", ".mp4");
    try {
      Ffmpeg.run(
          "-i",
          clip.toString(),
          "-vf",
          String.format(Locale.ROOT, "scale=%d:%d", SIZE, SIZE),
          "-c:v",
          "libopenh264",
          "-b:v",
          "4M",
          large.toString());
      int[] frames = {0};
      double tracked;
      GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, "", HADOOP);
      try (FaceTracker tracker = new FaceTracker()) {
        tracked =
            ProcessorTime.least(
                REPETITIONS,
                () -> {
                  try (VideoReader video = open(large)) {
                    frames[0] =
                        tracker
                            .track(video, CohortInverter.alignment(bundle), done -> {})
                            .frames()
                            .size();
                  }
                });
      }
      double decoded =
          ProcessorTime.least(
              REPETITIONS,
              () -> {
                try (VideoReader video = open(large)) {
                  while (video.next() != null) {
                    // Every frame becomes a picture.
                  }
                }
              });
      double rate = frames[0] / tracked;
      out.add("512 px", "frames a second and core", rate, "1/s", "target", rate / TARGET);
      out.add("512 px", "time a frame", 1e3 * tracked / frames[0], "ms");
      out.add("512 px", "of it decoding", 100 * decoded / tracked, "%");
    } finally {
      Files.deleteIfExists(large);
    }
  }

  private static VideoReader open(Path video) {
    return VideoReader.open(MediaSource.of(InputFiles.uri(video)), HADOOP, 1);
  }
}
