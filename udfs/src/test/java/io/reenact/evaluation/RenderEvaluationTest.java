package io.reenact.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.reenact.error.UserError;
import io.reenact.face.AlignedCrop;
import io.reenact.face.ClipTrack;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.metric.MetricRow;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures a perfect result, made of the driver's own crops, on real clips. */
class RenderEvaluationTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final int SIZE = 192;

  @TempDir static Path dir;

  private static EvaluatedClip man;
  private static EvaluatedClip woman;
  private static MediaSource perfect;

  @BeforeAll
  static void makeAPerfectResult() {
    Path videos = Path.of(System.getProperty("reenact.root", "..")).resolve("../shared/videos");
    Assumptions.assumeTrue(
        Files.exists(videos.resolve("p001.mp4")), "needs the real clips in ../shared/videos");
    man = clip(videos.resolve("p001.mp4"), 1_200_000);
    woman = clip(videos.resolve("p002.mp4"), 400_000);
    perfect = crops(man, dir.resolve("perfect.mp4"));
  }

  private static EvaluatedClip clip(Path file, long endUs) {
    MediaSource source = new MediaSource(file.toUri().toString(), null, endUs);
    try (FaceTracker tracker = new FaceTracker();
        VideoReader video = VideoReader.open(source, HADOOP)) {
      ClipTrack track = tracker.track(video, FaceAlignment.embedded(), n -> {});
      assertThat(track.usableFrames()).isGreaterThan(8);
      return new EvaluatedClip(source, track.frames());
    }
  }

  private static MediaSource crops(EvaluatedClip clip, Path to) {
    String uri = to.toUri().toString();
    try (PersonMatte matte = new PersonMatte();
        VideoReader in = VideoReader.open(clip.video(), HADOOP);
        VideoWriter out = VideoWriter.create(uri, HADOOP, SIZE, SIZE, 25, Quality.HIGH)) {
      for (VideoFrame f = in.next(); f != null; f = in.next()) {
        FrameTrack t = clip.track().get(f.index());
        float[] crop = AlignedCrop.crop(f.image(), t.crop(), SIZE, t.roll());
        FaceReader.onWhite(crop, matte.matte(f.image(), crop, t.crop(), SIZE, t.roll()));
        out.write(RgbImage.ofChw(crop, SIZE, SIZE), f.ptsUs());
      }
      out.finish();
    }
    return MediaSource.of(uri);
  }

  private static Map<String, Double> measure(EvaluationRequest request) {
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu());
        RenderEvaluation e = new RenderEvaluation(FaceAlignment.embedded(), networks)) {
      List<MetricRow> rows = e.evaluate(request, HADOOP, (done, total, doing) -> {});
      assertThat(rows).allMatch(r -> r.item().equals("x"));
      return rows.stream()
          .collect(
              Collectors.toMap(
                  r -> r.metric() + "/" + r.region() + "/" + r.against(), MetricRow::value));
    }
  }

  @Test
  void aPerfectSelfReenactmentScoresNearlyPerfectly() {
    Map<String, Double> m = measure(new EvaluationRequest("x", perfect, man, man, true, true, 20));
    assertThat(m.get("psnr/crop/truth")).isGreaterThan(33);
    assertThat(m.get("psnr/mouth/truth")).isGreaterThan(30);
    assertThat(m.get("ssim/face/truth")).isGreaterThan(0.93);
    assertThat(m.get("csim/face/source")).isGreaterThan(0.85);
    assertThat(m.get("nme/face/driver")).isLessThan(3);
    assertThat(m.get("apd/head/driver")).isLessThan(2);
    assertThat(m.get("mouth_correlation//driver")).isGreaterThan(0.9);
    assertThat(m.get("mouth_gain//driver")).isBetween(0.75, 1.25);
    assertThat(m.get("face_found//")).isEqualTo(1);
  }

  @Test
  void theWrongPersonLowersTheIdentity() {
    Map<String, Double> m =
        measure(new EvaluationRequest("x", perfect, man, woman, false, true, 20));
    assertThat(m.get("csim/face/source")).isLessThan(0.5);
    assertThat(m.get("csim_to_driver/face/driver")).isGreaterThan(0.85);
    assertThat(m).doesNotContainKey("psnr/crop/truth");
  }

  @Test
  void aResultOfOtherLengthIsRefused() {
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu());
        RenderEvaluation e = new RenderEvaluation(FaceAlignment.embedded(), networks)) {
      assertThatThrownBy(
              () ->
                  e.evaluate(
                      new EvaluationRequest("x", perfect, woman, woman, true, true, 20),
                      HADOOP,
                      (done, total, doing) -> {}))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("render it again");
    }
  }
}
