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
import io.reenact.generator.GeneratorBundle;
import io.reenact.metric.Judge;
import io.reenact.metric.Measurement;
import io.reenact.metric.Metric;
import io.reenact.metric.Needs;
import io.reenact.metric.Region;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.PluggableNetwork;
import io.reenact.nn.tflite.TorchArchive;
import io.reenact.synth.ClipMaker;
import io.reenact.synth.ClipSettings;
import io.reenact.synth.GeneratedCorpus;
import io.reenact.synth.SynthFrame;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.SampleClips;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures a perfect result, made of the driver's own crops. */
class RenderEvaluationTest {
  /** Nobody blinks, and eyes look ahead. */
  private static final Set<Metric> STILL =
      Set.of(Metric.BLINK_LIDS, Metric.GAZE_YAW_CORRELATION, Metric.GAZE_PITCH_CORRELATION);

  private static final Configuration HADOOP = new Configuration(false);
  private static final int SIZE = 192;

  @TempDir static Path dir;

  private static EvaluatedClip man;
  private static EvaluatedClip woman;
  private static MediaSource perfect;

  @BeforeAll
  static void makeAPerfectResult() {
    man = clip(0, 800_000);
    woman = clip(1, 400_000);
    perfect = crops(man, dir.resolve("perfect.mp4"));
  }

  private static EvaluatedClip clip(int person, long endUs) {
    return clip(new MediaSource(SampleClips.uri(person), null, endUs), 8);
  }

  private static EvaluatedClip clip(MediaSource source, int usable) {
    try (FaceTracker tracker = new FaceTracker();
        VideoReader video = VideoReader.open(source, HADOOP)) {
      ClipTrack track = tracker.track(video, FaceAlignment.embedded(), n -> {});
      assertThat(track.usableFrames()).isGreaterThan(usable);
      return new EvaluatedClip(source, track.frames());
    }
  }

  private static MediaSource crops(EvaluatedClip clip, Path to) {
    String uri = InputFiles.uri(to);
    try (PersonMatte matte = new PersonMatte();
        VideoReader in = VideoReader.open(clip.video(), HADOOP);
        VideoWriter out = VideoWriter.create(uri, HADOOP, SIZE, SIZE, 25, Quality.HIGH, null)) {
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

  private static List<Measurement> rows(
      EvaluationRequest request, PluggableNetwork.File expression) {
    try (FaceNetworks networks = FaceNetworks.load(Device.cpu(), false, null, expression, null);
        RenderEvaluation e = new RenderEvaluation(FaceAlignment.embedded(), networks)) {
      List<Measurement> rows = e.evaluate(request, HADOOP, (done, total, doing) -> {});
      assertThat(rows).allMatch(r -> r.item().equals("x"));
      assertThat(rows).allMatch(r -> r.metric().regions().contains(r.region()));
      return rows;
    }
  }

  private static Values measure(EvaluationRequest request) {
    return new Values(rows(request, null));
  }

  private record Values(List<Measurement> rows) {
    double of(Metric metric, Region region) {
      return row(metric, region).value();
    }

    Measurement row(Metric metric, Region region) {
      return rows.stream()
          .filter(r -> r.metric() == metric && r.region() == region)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aPerfectSelfReenactmentScoresNearlyPerfectly() {
    Values m = measure(new EvaluationRequest("x", perfect, man, man, true, true, 20));
    assertThat(m.of(Metric.PSNR, Region.CROP)).isGreaterThan(33);
    assertThat(m.of(Metric.PSNR, Region.MOUTH)).isGreaterThan(30);
    assertThat(m.of(Metric.SSIM, Region.FACE)).isGreaterThan(0.93);
    assertThat(m.of(Metric.CSIM, Region.FACE)).isGreaterThan(0.85);
    assertThat(m.of(Metric.NME, Region.FACE)).isLessThan(3);
    assertThat(m.of(Metric.APD, Region.HEAD)).isLessThan(2);
    assertThat(m.of(Metric.MOUTH_CORRELATION, Region.NONE)).isGreaterThan(0.9);
    assertThat(m.of(Metric.MOUTH_GAIN, Region.NONE)).isBetween(0.75, 1.25);
    assertThat(m.of(Metric.SECOND_MOUTH_CORRELATION, Region.NONE)).isGreaterThan(0.9);
    assertThat(m.of(Metric.SECOND_MOUTH_GAIN, Region.NONE)).isBetween(0.75, 1.25);
    assertThat(m.of(Metric.SECOND_BROWS_CORRELATION, Region.NONE)).isGreaterThan(0.8);
    assertThat(m.of(Metric.FACE_FOUND, Region.NONE)).isEqualTo(1);
    assertThat(m.rows())
        .extracting(Measurement::metric)
        .contains(
            Arrays.stream(Metric.values())
                .filter(
                    metric ->
                        !Set.of(Needs.TRUTH, Needs.GROUP, Needs.VIEWS)
                            .contains(metric.measure().needs()))
                .filter(metric -> !STILL.contains(metric))
                .toArray(Metric[]::new));
    assertThat(m.row(Metric.PSNR, Region.FACE).network()).isEmpty();
    assertThat(m.row(Metric.CSIM, Region.FACE).network()).isEqualTo("mobilefacenet");
    assertThat(m.row(Metric.AED, Region.FACE).network()).isEqualTo("landmark_expression");
    assertThat(m.row(Metric.PERCEPTUAL, Region.FACE).network()).isEqualTo("face_features");
    assertThat(m.row(Metric.SECOND_MOUTH_GAIN, Region.NONE).network()).isEqualTo("face-api-68");
  }

  /** A person with another's expression, as the corpus draws it, and as somebody else looks. */
  @Test
  void aCrossReenactmentIsComparedWithItsTruth() {
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, HADOOP);
    try (ClipMaker maker = new GeneratedCorpus(bundle, ClipSettings.of(192, 0.16), 7)) {
      String drive = InputFiles.uri(dir.resolve("drive.mp4"));
      maker.write(0, 0, drive, HADOOP, n -> {});
      EvaluatedClip driver = clip(MediaSource.of(drive), 2);
      String uri = InputFiles.uri(dir.resolve("true.mp4"));
      try (VideoWriter out = VideoWriter.create(uri, HADOOP, SIZE, SIZE, 25, Quality.HIGH, null)) {
        for (int i = 0; i < driver.track().size(); i++) {
          SynthFrame f = maker.trueFrame(1, 0, 0, i);
          FrameTrack t = driver.track().get(i);
          float[] crop = AlignedCrop.crop(f.image(), t.crop(), SIZE, t.roll());
          out.write(RgbImage.ofChw(crop, SIZE, SIZE), t.ptsUs());
        }
        out.finish();
      }
      EvaluationRequest cross =
          new EvaluationRequest("x", MediaSource.of(uri), driver, driver, false, true, 2);
      Values right = measure(cross.with(new TrueFrames(maker, 1, 0, 0)));
      Values wrong = measure(cross.with(new TrueFrames(maker, 2, 0, 0)));
      assertThat(right.of(Metric.PSNR, Region.FACE)).isGreaterThan(30);
      assertThat(wrong.of(Metric.PSNR, Region.FACE)).isLessThan(25);
      assertThat(right.of(Metric.TRUE_NME, Region.FACE))
          .isLessThan(wrong.of(Metric.TRUE_NME, Region.FACE))
          .isLessThan(6);
      assertThat(right.rows())
          .extracting(Measurement::metric)
          .as("its people have no head model; flicker is the driver's own frames'")
          .doesNotContain(Metric.TRUE_EXPRESSION, Metric.FLICKER);
      assertThat(rows(cross, null))
          .extracting(Measurement::metric)
          .doesNotContain(Metric.PSNR, Metric.TRUE_NME);
    }
  }

  @Test
  void theWrongPersonLowersTheIdentity() {
    Values m = measure(new EvaluationRequest("x", perfect, man, woman, false, true, 20));
    assertThat(m.of(Metric.CSIM, Region.FACE)).isLessThan(0.5);
    assertThat(m.of(Metric.CSIM_TO_DRIVER, Region.FACE)).isGreaterThan(0.85);
    assertThat(m.rows()).noneMatch(r -> r.metric() == Metric.PSNR);
  }

  /** An expression network of yours, with crops of another size, judges expressions alone. */
  @Test
  void anotherExpressionNetworkChangesExpressionsOnly() {
    EvaluationRequest request = new EvaluationRequest("x", perfect, man, man, true, true, 3);
    byte[] script =
        new TorchArchive()
            .bytes(
                "  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n"
                    + "    return torch.mean(x, [2, 3])\n");
    List<Measurement> bundled = rows(request, null);
    List<Measurement> mine = rows(request, new PluggableNetwork.File("mine.pt", script, 64));
    assertThat(mine).hasSameSizeAs(bundled);
    for (int i = 0; i < mine.size(); i++) {
      if (mine.get(i).metric().measure().judge() == Judge.EXPRESSION) {
        assertThat(mine.get(i).network()).isEqualTo("mine.pt");
      } else {
        assertThat(mine.get(i)).isEqualTo(bundled.get(i));
      }
    }
  }

  /**
   * A reader that sees every face alike: nothing moves, in driver or result. What the tracker says
   * otherwise stays as it is.
   */
  @Test
  void anotherReaderOfLandmarksJudgesPlacesAndMovement() {
    EvaluationRequest request = new EvaluationRequest("x", perfect, man, man, true, true, 3);
    byte[] script =
        new TorchArchive()
            .bytes(
                "  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n"
                    + "    m = torch.mean(x, [1, 2, 3])\n"
                    + "    p = torch.arange(136, dtype=6)\n"
                    + "    q = torch.frac(torch.mul(p, 0.381966))\n"
                    + "    z = torch.unsqueeze(torch.mul(m, 0.), 1)\n"
                    + "    return torch.add(z, torch.unsqueeze(q, 0))\n");
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu());
        PluggableNetwork.Points points =
            PluggableNetwork.points(networks.manager(), "fixed.pt", script, 64);
        RenderEvaluation e = new RenderEvaluation(FaceAlignment.embedded(), networks, points)) {
      List<Measurement> read = e.evaluate(request, HADOOP, (done, total, doing) -> {});
      List<Measurement> tracked = rows(request, null);
      assertThat(read)
          .filteredOn(r -> r.metric().measure().judge() == Judge.LANDMARKS)
          .isNotEmpty()
          .allMatch(r -> r.network().equals("fixed.pt"));
      assertThat(read)
          .extracting(Measurement::metric)
          .contains(Metric.NME, Metric.AKD)
          .as("nothing moves")
          .doesNotContain(Metric.MOUTH_CORRELATION);
      assertThat(read)
          .filteredOn(r -> r.metric().measure().judge() != Judge.LANDMARKS)
          .isEqualTo(
              tracked.stream()
                  .filter(r -> r.metric().measure().judge() != Judge.LANDMARKS)
                  .toList());
      byte[] wrong =
          new TorchArchive()
              .bytes(
                  "  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n"
                      + "    return torch.mean(x, [2, 3])\n");
      assertThatThrownBy(() -> PluggableNetwork.points(networks.manager(), "w.pt", wrong, 64))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("not [B, 136]");
    }
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
