package io.reenact.stage.reenact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.OffsetCurve;
import io.reenact.publish.Vacuum;
import io.reenact.publish.Verification;
import io.reenact.render.DriverFrame;
import io.reenact.render.DriverMotion;
import io.reenact.render.FrameSink;
import io.reenact.render.ReenactmentRenderer;
import io.reenact.render.ReenactmentRequest;
import io.reenact.render.Sinks;
import io.reenact.report.ReportFiles;
import io.reenact.stage.LocalSpark;
import io.reenact.stage.RenderWorkspace;
import io.reenact.stage.evaluate.EvaluateStage;
import io.reenact.text.Hashes;
import io.reenact.video.AudioSource;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Provenance;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages reenact and evaluate with the stand-in bundle, against the engine alone. */
@Tag("draws")
class ReenactStageTest {
  @TempDir private Path folder;
  private RenderWorkspace w;

  @BeforeEach
  void prepare() throws IOException {
    w = RenderWorkspace.in(folder);
  }

  @Test
  void rendersEveryoneByThemselvesAndByTheNext() throws IOException {
    assertThat(w.run(new ReenactStage()).done()).isEqualTo(4);

    assertThat(w.rows("SELECT source, driver FROM renders ORDER BY 1, 2"))
        .extracting(r -> r.getString(0) + " by " + r.getString(1))
        .containsExactly("anna by anna", "anna by ben", "ben by anna", "ben by ben");
    Row row =
        w.rows(
                "SELECT uri, sha256, frames, width FROM renders WHERE source='anna' AND"
                    + " driver='ben'")
            .get(0);
    assertThat(row.getInt(2)).isEqualTo(RenderWorkspace.FRAMES);
    assertThat(row.getInt(3)).isEqualTo(48);
    try (InputStream in =
        w.workspace().store(new Configuration()).open(w.workspace().resolve(row.getString(0)))) {
      assertThat(Hashes.of(in)).isEqualTo(row.getString(1));
    }
    assertThat(row.getString(1)).as("the engine's own bytes").isEqualTo(engine());
    assertThat(w.run(new ReenactStage()).skipped()).isEqualTo(4);
  }

  /** Whatever cohorts are called: what a person was inverted with last is what is rendered. */
  @Test
  void theLatestInversionCounts() {
    for (String cohort : List.of("zoe", "abe")) {
      w.invertAgain(cohort, cohort.length() + cohort.charAt(0));
      assertThat(w.run(new ReenactStage(), "pairs", "anna:ben").done()).isEqualTo(1);
      assertThat(w.rows("SELECT 1 FROM renders WHERE cohort = '" + cohort + "'")).hasSize(1);
    }
  }

  /** Tuned changes are held to a person's own frames, unless they only show what these show. */
  @Test
  void underAnothersExpressionAPersonChangesAsInTheirOwnFrames() throws IOException {
    w.invertTuned("tuned");
    String pairs = "anna:ben,anna:anna";
    w.run(new ReenactStage(), "pairs", pairs, "own_changes", "true");
    w.run(new ReenactStage(), "pairs", pairs, "own_changes", "false");
    w.run(new ReenactStage(), "pairs", "anna:anna", "strength", "3.0", "own_changes", "true");
    w.run(new ReenactStage(), "pairs", "anna:anna", "strength", "3.0", "own_changes", "false");
    assertThat(w.rows(ofTuned("ben", 1))).hasSize(2).doesNotHaveDuplicates();
    assertThat(w.rows(ofTuned("anna", 1)))
        .hasSize(2)
        .containsOnly(w.rows(ofTuned("anna", 1)).get(0));
    assertThat(w.rows(ofTuned("anna", 3))).hasSize(2).doesNotHaveDuplicates();
  }

  private static String ofTuned(String driver, int strength) {
    return String.format(
        Locale.ROOT,
        "SELECT sha256 FROM renders WHERE cohort = 'tuned' AND driver = '%s' AND strength = %d",
        driver,
        strength);
  }

  /** The same face without weights of its own, so that only the size tells them apart. */
  @Test
  void whoWasInvertedBySmallerPicturesIsDrawnFromWiderGaussians(@TempDir Path other)
      throws IOException {
    RenderWorkspace people = RenderWorkspace.in(other, "large", "larger", RenderWorkspace.SMALL);
    people.run(
        new ReenactStage(),
        "pairs",
        "large:large,larger:larger,small:small",
        "retarget_frames",
        "0");
    RgbImage large = people.pictures("source = 'large'").get(0);
    RgbImage larger = people.pictures("source = 'larger'").get(0);
    RgbImage small = people.pictures("source = 'small'").get(0);
    assertThat(RenderWorkspace.difference(large, larger)).isLessThan(0.1);
    assertThat(RenderWorkspace.difference(large, small)).isGreaterThan(1);
  }

  /** What the engine alone makes of anna driven by ben. */
  private String engine() throws IOException {
    List<DriverFrame> frames = new ArrayList<>();
    for (int i = 0; i < RenderWorkspace.FRAMES; i++) {
      frames.add(new DriverFrame(40_000L * i, 0, i == 4 ? null : RenderWorkspace.camera(i), 0.1f));
    }
    OffsetCurve offsets =
        new OffsetCurve(
            new long[] {0, 400_000},
            new float[][] {RenderWorkspace.offset(0, -0.5f), RenderWorkspace.offset(10, -0.5f)});
    ReenactmentRequest request =
        ReenactmentRequest.plain(
            RenderWorkspace.anchor(0.2f), new DriverMotion(offsets, null, frames), 48);
    Configuration hadoop = new Configuration(false);
    GeneratorBundle bundle =
        GeneratorBundle.load(InputFiles.uri(RenderWorkspace.BUNDLE), w.pin(), hadoop);
    Path file = folder.resolve("engine.mp4");
    try (ReenactmentRenderer renderer =
            ReenactmentRenderer.open(bundle, null, null, Device.cpu(), 2, 0);
        FrameSink sink =
            Sinks.mp4(
                InputFiles.uri(file),
                hadoop,
                request,
                VideoEncoding.onCpu(Quality.STANDARD),
                AudioSource.from(MediaSource.of(InputFiles.uri(w.clipFile("ben"))), 0),
                Provenance.reenactment("anna", "ben/one"))) {
      renderer.render(request, sink, (done, total) -> {});
    }
    return GeneratorBundle.sha256(Files.readAllBytes(file));
  }

  @Test
  void measuresAndReports() throws IOException {
    w.run(
        new ReenactStage(),
        "pairs",
        "anna:ben, ben:ben",
        "outputs",
        "frames, ply, spz, paste, comparison");
    String byNumbers = "SELECT 'anna' AS source, 'jawOpen=0.5' AS expression";
    assertThat(w.run(new ReenactStage(new RenderRequest.Queried(byNumbers))).done()).isEqualTo(1);
    assertThat(w.run(new EvaluateStage()).done()).isEqualTo(2);

    assertThat(w.rows("SELECT value FROM metrics WHERE metric = 'face_found'")).hasSize(2);
    assertThat(
            w.rows(
                "SELECT r.source FROM metrics m JOIN renders r ON m.item = r.render_id"
                    + " WHERE m.metric = 'psnr' AND m.region = 'crop'"))
        .extracting(r -> r.getString(0))
        .containsExactly("ben");
    for (String kind : List.of("frames", "ply", "spz")) {
      String end = kind.equals("frames") ? "png" : kind;
      assertThat(w.files(kind)).as(kind).hasSize(2);
      for (Path render : w.files(kind)) {
        assertThat(render.toFile().list()).containsExactlyInAnyOrderElementsOf(w.numbered(end));
      }
    }
    assertThat(w.rows("SELECT outputs FROM renders WHERE driver IS NOT NULL"))
        .allSatisfy(
            r -> {
              Map<String, String> outputs = r.getJavaMap(0);
              assertThat(outputs)
                  .containsOnlyKeys(
                      "videos", "pasted", "comparisons", "frames", "ply", "spz", "head");
              assertThat(outputs.values())
                  .allSatisfy(o -> assertThat(folder.resolve("ws").resolve(o)).exists());
            });
    assertThat(
            Vacuum.find(w.workspace(), new Configuration(), Duration.ZERO, Long.MAX_VALUE).paths())
        .noneMatch(p -> p.startsWith("files/"));
    Path lost = w.files("frames").get(0).resolve("000099.png");
    Files.writeString(lost, "left by a killed attempt");
    assertThat(
            Vacuum.find(w.workspace(), new Configuration(), Duration.ZERO, Long.MAX_VALUE).paths())
        .filteredOn(p -> p.startsWith("files/"))
        .singleElement()
        .asString()
        .endsWith("000099.png");
    Files.delete(lost);
    assertThat(Verification.of(LocalSpark.session(), w.workspace()).problems()).isEmpty();
    Path damaged = w.files("spz").get(0).resolve("000003.spz");
    Files.writeString(damaged, "damaged");
    assertThat(Verification.of(LocalSpark.session(), w.workspace()).problems())
        .singleElement()
        .asString()
        .contains("000003.spz", "was changed");
    assertThat(w.files("pasted")).hasSize(2);
    assertThat(w.files("comparisons")).hasSize(2);
    try (Stream<Path> all = Files.walk(folder.resolve("ws/files"))) {
      assertThat(all.filter(Files::isRegularFile))
          .filteredOn(f -> !f.equals(damaged) && !f.toString().contains("input"))
          .filteredOn(f -> !f.toString().contains("/openings/")) // Numbers for the report.
          .hasSizeGreaterThan(20)
          .allSatisfy(ReenactStageTest::saysThatItIsSynthetic);
    }
    Path sequence = w.files("frames").get(0);
    // As people give it to ffmpeg: -i %06d.png
    try (FFmpegFrameGrabber grabber =
        new FFmpegFrameGrabber(sequence.resolve("%06d.png").toString())) {
      grabber.setFormat("image2");
      grabber.start();
      int frames = 0;
      while (grabber.grabImage() != null) {
        frames++;
      }
      assertThat(frames).isEqualTo(w.numbered("png").size());
    }
    Path report = ReportFiles.write(w.workspace());
    JsonNode renders = ReportFiles.page(report, "renders", "1");
    assertThat(renders)
        .extracting(r -> r.get("source").asText() + " by " + r.get("driver").asText())
        .contains("anna by ben", "anna by numbers", "ben by ben");
    assertThat(ReportFiles.overview(report).get("columns"))
        .extracting(c -> c.get("metric").asText())
        .contains("face_found");
    List<JsonNode> links = new ArrayList<>();
    for (JsonNode render : renders) {
      links.add(render.get("video"));
      render.get("pictures").forEach(links::add);
      render.get("outputs").forEach(links::add);
    }
    assertThat(links)
        .hasSizeGreaterThan(10)
        .allSatisfy(link -> assertThat(report.resolve(link.asText())).exists());
  }

  private static void saysThatItIsSynthetic(Path file) throws IOException {
    String term =
        file.toString().contains("/comparisons/") || file.toString().contains("/pasted/")
            ? "compositeWithTrainedAlgorithmicMedia"
            : "trainedAlgorithmicMedia";
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .contains("http://cv.iptc.org/newscodes/digitalsourcetype/" + term)
        .contains("Synthetic media made by reenact");
  }

  @Test
  void rendersOfOtherLooksAreToldApartInTheReport() throws IOException {
    w.run(new ReenactStage(), "pairs", "anna:ben,ben:anna");
    w.run(new ReenactStage(), "pairs", "anna:ben", "edits", "smile=1");
    w.run(new ReenactStage(), "pairs", "anna:ben", "camera", "fixed", "yaw", "20");
    assertThat(w.run(new EvaluateStage()).done()).isEqualTo(4);
    Path report = ReportFiles.write(w.workspace());
    JsonNode overview = ReportFiles.overview(report);
    assertThat(overview.get("groups"))
        .extracting(g -> g.get("kind").asText() + ": " + g.get("look").asText())
        .containsExactly("cross: ", "cross: camera=fixed, yaw=20.0", "cross: edits: smile=1");
    assertThat(overview.get("summary"))
        .extracting(g -> g.get("look").asText() + " " + g.get("renders").asInt())
        .containsExactly(" 2", "camera=fixed, yaw=20.0 1", "edits: smile=1 1");
    assertThat(ReportFiles.page(report, "renders", "1"))
        .extracting(r -> r.get("group").asInt())
        .containsExactlyInAnyOrder(0, 0, 1, 2);
  }

  @Test
  void unknownPeopleAreNamed() {
    assertThatThrownBy(() -> w.run(new ReenactStage(), "pairs", "anna:carl"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("carl has no latents; inverted are anna, ben");
  }
}
