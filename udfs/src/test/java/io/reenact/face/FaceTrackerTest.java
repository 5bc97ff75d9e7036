package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.video.MediaSource;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class FaceTrackerTest {
  private static String clip(String name) {
    Path file = Path.of(System.getProperty("reenact.root", "."), "..", "shared", "videos", name);
    assumeTrue(Files.exists(file), "no shared/videos/" + name + " beside the repository");
    return file.toUri().toString();
  }

  @Test
  void aPictureWithoutAFaceIsUnusableWithAReason() {
    byte[] rgb = new byte[3 * 320 * 240];
    new Random(5).nextBytes(rgb);
    try (FaceTracker tracker = new FaceTracker()) {
      ClipTrack track = tracker.track(new RgbImage(320, 240, rgb), FaceAlignment.embedded());
      assertThat(track.frames()).hasSize(1);
      FrameTrack frame = track.frames().get(0);
      assertThat(frame.usable()).isFalse();
      assertThat(frame.reason()).isEqualTo("no face");
      assertThat(frame.landmarks()).isNull();
      assertThat(track.usableFrames()).isZero();
    }
  }

  @Test
  void tracksARealClip() {
    AtomicInteger done = new AtomicInteger();
    try (FaceTracker tracker = new FaceTracker();
        VideoReader video =
            VideoReader.open(MediaSource.of(clip("p003.mp4")), new Configuration())) {
      ClipTrack track = tracker.track(video, FaceAlignment.embedded(), done::set);
      assertThat(track.width()).isEqualTo(480);
      assertThat(track.frames()).hasSize(216);
      assertThat(done.get()).isEqualTo(216);
      assertThat(track.usableFrames()).isGreaterThan(205);
      assertThat(track.frames()).allMatch(f -> f.shot() == 0);
      double smallest =
          track.frames().stream().mapToDouble(FrameTrack::mouthOpening).min().orElse(9);
      double largest =
          track.frames().stream().mapToDouble(FrameTrack::mouthOpening).max().orElse(0);
      assertThat(smallest).isLessThan(0.05);
      assertThat(largest).isGreaterThan(0.3);
    }
  }
}
