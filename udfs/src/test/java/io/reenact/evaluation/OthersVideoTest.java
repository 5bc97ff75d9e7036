package io.reenact.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.BadInput;
import io.reenact.face.AlignedCrop;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.metric.ImageQuality;
import io.reenact.video.Images;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.SampleClips;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Videos that show the driver itself, in another size, place or length. */
class OthersVideoTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final int SIZE = 96;

  @TempDir static Path dir;

  private static EvaluatedClip driver;
  private static final List<RgbImage> frames = new ArrayList<>();

  @BeforeAll
  static void track() {
    MediaSource source = new MediaSource(SampleClips.uri(0), null, 240_000L);
    try (FaceTracker tracker = new FaceTracker();
        VideoReader video = VideoReader.open(source, HADOOP)) {
      driver =
          new EvaluatedClip(
              source, tracker.track(video, FaceAlignment.embedded(), n -> {}).frames());
      video.seek(0);
      for (VideoFrame f = video.next(); f != null; f = video.next()) {
        frames.add(f.image());
      }
    }
    assertThat(frames).hasSize(driver.track().size());
  }

  private static MediaSource video(
      String name, int count, double fps, UnaryOperator<RgbImage> picture) {
    String uri = InputFiles.uri(dir.resolve(name));
    RgbImage first = picture.apply(frames.get(0));
    try (VideoWriter out =
        VideoWriter.create(uri, HADOOP, first.width(), first.height(), fps, Quality.HIGH, null)) {
      for (int i = 0; i < count; i++) {
        out.write(picture.apply(frames.get(i)), Math.round(i * 1e6 / fps));
      }
      out.finish();
    }
    return MediaSource.of(uri);
  }

  private static OthersVideo.Made write(MediaSource video, String to) {
    try (OthersVideo others = new OthersVideo(FaceAlignment.embedded())) {
      return others.write(
          video,
          driver,
          OthersVideo.Crop.AUTO,
          SIZE,
          InputFiles.uri(dir.resolve(to)),
          HADOOP,
          (done, total, doing) -> assertThat(done).isLessThanOrEqualTo(total));
    }
  }

  /** Against the driver's own crop on white, as renders of it are measured. */
  private static double psnr(String made) {
    try (VideoReader video =
            VideoReader.open(MediaSource.of(InputFiles.uri(dir.resolve(made))), HADOOP);
        PersonMatte matte = new PersonMatte()) {
      assertThat(video.presentationTimesUs()).hasSize(frames.size());
      RgbImage found = RenderEvaluation.frame(video, 3).image();
      FrameTrack t = driver.track().get(3);
      float[] crop = AlignedCrop.crop(frames.get(3), t.crop(), SIZE, t.roll());
      FaceReader.onWhite(crop, matte.matte(frames.get(3), crop, t.crop(), SIZE, t.roll()));
      return ImageQuality.psnr(crop, found.toChw(), null);
    }
  }

  @Test
  void theDriversFrameInAnotherSizeIsCutWhereTheDriverIs() {
    OthersVideo.Made made =
        write(video("half.mp4", frames.size(), 12, f -> Images.resize(f, 160, 160)), "a.mp4");
    assertThat(made.crop()).isEqualTo(OthersVideo.Crop.DRIVER);
    assertThat(made.frames()).isEqualTo(frames.size());
    assertThat(psnr("a.mp4")).isGreaterThan(24);
  }

  /** In the corner of a wider picture. */
  @Test
  void anotherFrameIsCutWhereItsOwnFaceIs() {
    OthersVideo.Made made =
        write(video("wide.mp4", frames.size(), 25, OthersVideoTest::wide), "b.mp4");
    assertThat(made.crop()).isEqualTo(OthersVideo.Crop.OWN);
    assertThat(psnr("b.mp4")).isGreaterThan(20);
  }

  private static RgbImage wide(RgbImage f) {
    int w = f.width() + 128;
    byte[] rgb = new byte[3 * w * f.height()];
    for (int y = 0; y < f.height(); y++) {
      System.arraycopy(f.rgb(), 3 * y * f.width(), rgb, 3 * (y * w + 128), 3 * f.width());
    }
    return new RgbImage(w, f.height(), rgb);
  }

  @Test
  void whatCannotBeMeasuredSaysWhy() {
    MediaSource half = video("short.mp4", 3, 25, f -> f);
    assertThatThrownBy(() -> write(half, "c.mp4"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("the video has 3 frames");
    MediaSource grey =
        video("grey.mp4", frames.size(), 25, f -> new RgbImage(64, 64, new byte[3 * 64 * 64]));
    assertThatThrownBy(() -> write(grey, "d.mp4"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("shows no face");
  }
}
