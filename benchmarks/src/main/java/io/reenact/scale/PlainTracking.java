package io.reenact.scale;

import io.reenact.face.FaceTracker;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.CohortInverter;
import io.reenact.video.MediaSource;
import io.reenact.video.VideoReader;
import org.apache.hadoop.conf.Configuration;

/** A process that tracks clips with the engine alone, and prints the seconds that took. */
public final class PlainTracking {
  private PlainTracking() {}

  /**
   * @param args clips
   */
  public static void main(String[] args) {
    Configuration hadoop = new Configuration();
    var alignment =
        CohortInverter.alignment(GeneratorBundle.load(GeneratorBundle.EMBEDDED, "", hadoop));
    long begin = System.nanoTime();
    for (String clip : args) {
      try (FaceTracker tracker = new FaceTracker();
          VideoReader video = VideoReader.open(MediaSource.of(clip), hadoop)) {
        tracker.track(video, alignment, done -> {});
      }
    }
    System.out.println((System.nanoTime() - begin) / 1e9);
  }
}
