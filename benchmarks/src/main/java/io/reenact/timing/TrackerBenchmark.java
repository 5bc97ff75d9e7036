package io.reenact.timing;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.CohortInverter;
import io.reenact.nn.cpu.NativeNetworks;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * Frames a second and core of tracking a clip of the sample corpus at 512 px, decoding included,
 * beside the least that any tracker of videos needs, decoding alone, and the same with networks run
 * by OpenCV. MediaPipe's own graph is not beside it: its runtime comes neither with the build nor
 * from Debian.
 */
public final class TrackerBenchmark implements Benchmark {
  private static final int SIZE = 512;
  private static final int REPETITIONS = 3;
  private static final double TARGET = 40;
  private static final int MATTES = 50;
  private static final int CROP = 256;
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
      double tracked = tracked(large, frames);
      double matted = matted(large);
      System.setProperty(NativeNetworks.PROPERTY, "torch");
      double others;
      double theirs;
      try {
        others = tracked(large, frames);
        theirs = matted(large);
      } finally {
        System.clearProperty(NativeNetworks.PROPERTY);
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
      out.add(
          "512 px",
          "time a frame",
          1e3 * tracked / frames[0],
          "ms",
          "networks by OpenCV",
          others / tracked);
      out.add(
          "matte of a crop of 256 px",
          "time",
          1e3 * matted,
          "ms",
          "network by OpenCV",
          theirs / matted);
      out.add("512 px", "of it decoding", 100 * decoded / tracked, "%");
    } finally {
      Files.deleteIfExists(large);
    }
  }

  /** Seconds, and how many frames there are. */
  private static double tracked(Path clip, int[] frames) throws Exception {
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, "", HADOOP);
    try (FaceTracker tracker = new FaceTracker()) {
      return ProcessorTime.least(
          REPETITIONS,
          () -> {
            try (VideoReader video = open(clip)) {
              frames[0] =
                  tracker
                      .track(video, CohortInverter.alignment(bundle), done -> {})
                      .frames()
                      .size();
            }
          });
    }
  }

  /** Seconds of a matte. */
  private static double matted(Path clip) throws Exception {
    try (FaceTracker tracker = new FaceTracker();
        VideoReader video = open(clip);
        PersonMatte matte = new PersonMatte()) {
      RgbImage image = video.next().image();
      FrameTrack face = tracker.track(image, FaceAlignment.embedded()).frames().get(0);
      return ProcessorTime.least(
              REPETITIONS,
              () -> {
                for (int i = 0; i < MATTES; i++) {
                  matte.matte(image, face.crop(), CROP, 0);
                }
              })
          / MATTES;
    }
  }

  private static VideoReader open(Path video) {
    return VideoReader.open(MediaSource.of(InputFiles.uri(video)), HADOOP, 1);
  }
}
