package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.camera.Camera;
import io.reenact.nn.face.Landmarks68;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.RgbImage;
import io.reenact.video.SampleClips;
import io.reenact.video.VideoReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class FaceTrackerTest {
  private static final int SIZE = SampleClips.SIZE;

  private static String clip(String name) {
    Path file = Path.of(System.getProperty("reenact.root", "."), "..", "shared", "videos", name);
    assumeTrue(Files.exists(file), "no shared/videos/" + name + " beside the repository");
    return InputFiles.uri(file);
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

  @Test
  void tracksASyntheticClip() {
    AtomicInteger done = new AtomicInteger();
    try (FaceTracker tracker = new FaceTracker();
        VideoReader video =
            VideoReader.open(MediaSource.of(SampleClips.uri(0)), new Configuration())) {
      ClipTrack track = tracker.track(video, FaceAlignment.embedded(), done::set);
      assertThat(track.width()).isEqualTo(SampleClips.SIZE);
      assertThat(track.frames()).hasSize(SampleClips.FRAMES);
      assertThat(done.get()).isEqualTo(SampleClips.FRAMES);
      assertThat(track.usableFrames()).isEqualTo(SampleClips.FRAMES);
      assertThat(track.frames()).allMatch(f -> f.shot() == 0);
      double smallest =
          track.frames().stream().mapToDouble(FrameTrack::mouthOpening).min().orElse(9);
      double largest =
          track.frames().stream().mapToDouble(FrameTrack::mouthOpening).max().orElse(0);
      assertThat(smallest).isLessThan(0.05);
      assertThat(largest).isGreaterThan(0.3);
    }
  }

  /** The first part is what a clip that ends there would be, to the last bit; the rest is not. */
  @Test
  void nothingAfterTheFirstPartChangesIt() {
    String uri = SampleClips.uri(0);
    List<FrameTrack> whole = track(new MediaSource(uri, null, 1_000_000L), FirstPart.NONE);
    int n = whole.size() / 2;
    long end = whole.get(n).ptsUs();
    List<FrameTrack> alone = track(new MediaSource(uri, null, end), FirstPart.NONE);
    List<FrameTrack> split = track(new MediaSource(uri, null, 1_000_000L), FirstPart.of(n));
    List<FrameTrack> one = track(new MediaSource(uri, null, end), FirstPart.UNTIL_USABLE);
    List<FrameTrack> still =
        track(new MediaSource(uri, null, whole.get(1).ptsUs()), FirstPart.NONE);
    assertThat(alone).hasSize(n);
    for (int i = 0; i < whole.size(); i++) {
      assertThat(split.get(i))
          .usingRecursiveComparison()
          .isEqualTo(i < n ? alone.get(i) : whole.get(i));
    }
    assertThat(split.get(n - 1).camera()).isNotEqualTo(whole.get(n - 1).camera());
    assertThat(still).hasSize(1);
    assertThat(one.get(0)).usingRecursiveComparison().isEqualTo(still.get(0));
    assertThat(one.get(1)).usingRecursiveComparison().isEqualTo(alone.get(1));
  }

  private static List<FrameTrack> track(MediaSource source, FirstPart part) {
    try (FaceTracker tracker = new FaceTracker();
        VideoReader video = VideoReader.open(source, new Configuration())) {
      return tracker.track(video, FaceAlignment.embedded(), part, n -> {}).frames();
    }
  }

  private static RgbImage part(RgbImage image, int x0, int y0, int w, int h) {
    byte[] rgb = new byte[3 * w * h];
    for (int y = 0; y < h; y++) {
      System.arraycopy(image.rgb(), 3 * ((y0 + y) * image.width() + x0), rgb, 3 * y * w, 3 * w);
    }
    return new RgbImage(w, h, rgb);
  }

  @Test
  void theCropShowsTheFaceWhereTheCameraExpectsIt() {
    RgbImage image = SampleClips.frame(0, 0);
    FaceAlignment alignment = FaceAlignment.embedded();
    try (FaceTracker tracker = new FaceTracker()) {
      FrameTrack f = tracker.track(image, alignment).frames().get(0);
      assertThat(f.usable()).isTrue();
      float[] seen = AlignedCrop.points(f.landmarks(), f.crop(), 512, 0);
      float[] expected = alignment.project(Camera.of(f.camera()), 512);
      int[] vertices = FaceAlignment.landmarks68();
      double sum = 0;
      // Nose and eyes: what all people have at about the same place.
      for (int k = 27; k < 48; k++) {
        sum +=
            Math.hypot(
                seen[2 * k] - expected[2 * vertices[k]],
                seen[2 * k + 1] - expected[2 * vertices[k] + 1]);
      }
      assertThat(sum / 21).isLessThan(10);
    }
  }

  @Test
  void aFaceCutOffByTheFrameIsUnusable() {
    RgbImage image = SampleClips.frame(0, 0);
    try (FaceTracker tracker = new FaceTracker()) {
      ClipTrack half = tracker.track(part(image, 0, 0, SIZE / 2, SIZE), FaceAlignment.embedded());
      assertThat(half.usableFrames()).isZero();
      ClipTrack chin =
          tracker.track(part(image, 0, 0, SIZE, SIZE * 2 / 3), FaceAlignment.embedded());
      assertThat(chin.usableFrames()).isZero();
      assertThat(chin.frames().get(0).reason()).contains("cut off");
    }
  }

  @Test
  void aCutStartsAShotAndTheFaceIsFoundAgain() {
    RgbImage a = SampleClips.frame(0, 0);
    RgbImage b = SampleClips.frame(1, 0);
    try (FrameMeasurer measurer = new FrameMeasurer()) {
      measurer.start();
      assertThat(measurer.measure(0, 0, a).shot()).isZero();
      assertThat(measurer.measure(1, 33_000, a).shot()).isZero();
      FrameMeasure after = measurer.measure(2, 67_000, b);
      assertThat(after.shot()).isEqualTo(1);
      assertThat(after.mesh()).isNotNull();
    }
  }

  @Test
  void aMatteKeepsTheFaceAndDropsTheCorners() {
    RgbImage image = SampleClips.frame(0, 0);
    try (FaceTracker tracker = new FaceTracker();
        PersonMatte matting = new PersonMatte()) {
      FrameTrack f = tracker.track(image, FaceAlignment.embedded()).frames().get(0);
      int size = 128;
      float[] matte = matting.matte(image, f.crop(), size, 0);
      float[] points = AlignedCrop.points(f.landmarks(), f.crop(), size, 0);
      double sum = 0;
      for (int k = 17; k < Landmarks68.COUNT; k++) {
        float share = matte[(int) points[2 * k + 1] * size + (int) points[2 * k]];
        assertThat(share).as("landmark %d is the person's", k).isGreaterThan(0.5f);
        sum += share / (Landmarks68.COUNT - 17);
      }
      assertThat(sum).isGreaterThan(0.95);
      assertThat(matte[2 * size + 2]).isLessThan(0.02f);
      assertThat(matte[3 * size - 3]).isLessThan(0.02f);
    }
  }
}
