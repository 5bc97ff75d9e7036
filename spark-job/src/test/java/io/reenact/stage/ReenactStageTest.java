package io.reenact.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.camera.UserError;
import io.reenact.cli.Console;
import io.reenact.cli.Settings;
import io.reenact.face.FaceAlignment;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.OffsetCurve;
import io.reenact.render.DriverFrame;
import io.reenact.render.DriverMotion;
import io.reenact.render.FrameSink;
import io.reenact.render.ReenactmentRenderer;
import io.reenact.render.ReenactmentRequest;
import io.reenact.render.Sinks;
import io.reenact.report.ReportData;
import io.reenact.report.ReportWriter;
import io.reenact.table.Hashes;
import io.reenact.table.Json;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages reenact and evaluate with the stand-in bundle, against the engine alone. */
class ReenactStageTest {
  private static final int FRAMES = 11;
  private static final int VIDEO = 96;
  private static final Path BUNDLE = Path.of("../udfs/src/test/resources/tiny-bundle");

  private final SparkSession spark = LocalSpark.session();
  @TempDir private Path folder;
  private Workspace workspace;
  private String pin;

  @BeforeEach
  void prepare() throws IOException {
    workspace = Workspace.at(folder.resolve("ws").toString(), new Configuration());
    pin = GeneratorBundle.sha256(Files.readAllBytes(BUNDLE.resolve("generator.json")));
    for (String who : List.of("anna", "ben")) {
      video(who);
    }
    run(
        new PreparedStage(
            "index",
            Map.of(
                "anna", Map.of(Table.CLIPS, List.of(clip("anna"))),
                "ben", Map.of(Table.CLIPS, List.of(clip("ben"))))));
    run(
        new PreparedStage(
            "track",
            Map.of(
                "anna", Map.of(Table.TRACKS, track("anna")),
                "ben", Map.of(Table.TRACKS, track("ben")))));
    List<Map<String, Object>> latents = new ArrayList<>(latents("anna", 0.5f));
    latents.addAll(latents("ben", -0.5f));
    run(
        new PreparedStage(
            "invert",
            Map.of(
                "pair",
                Map.of(
                    Table.LATENTS,
                    latents,
                    Table.PERSONS,
                    List.of(person("anna", 0.2f), person("ben", -0.3f))))));
  }

  private StageSummary run(Stage<?> stage, String... settings) {
    Map<String, Map<String, Object>> tree = new HashMap<>();
    tree.put(
        "generator", Map.of("bundle", BUNDLE.toAbsolutePath().toUri().toString(), "sha256", pin));
    Map<String, Object> reenact = new HashMap<>(Map.of("size", 48, "drivers", 1));
    for (int i = 0; i < settings.length; i += 2) {
      reenact.put(
          settings[i],
          settings[i + 1].matches("\\d+") ? Integer.valueOf(settings[i + 1]) : settings[i + 1]);
    }
    tree.put("reenact", reenact);
    Settings all = Settings.defaults().with(Json.mapper().valueToTree(tree), "test");
    Console quiet = new Console(new PrintStream(OutputStream.nullOutputStream()), false);
    return new StageRunner(new StageContext(spark, workspace, all, quiet)).run(stage);
  }

  private List<Row> rows(String query) {
    Tables.views(spark, workspace);
    return spark.sql(query).collectAsList();
  }

  private Path clipFile(String who) {
    return folder.resolve(who + ".mp4");
  }

  private void video(String who) {
    try (VideoWriter out =
        VideoWriter.create(
            clipFile(who).toUri().toString(),
            new Configuration(false),
            VIDEO,
            VIDEO,
            25,
            Quality.STANDARD)) {
      for (int i = 0; i < FRAMES; i++) {
        RgbImage image = RgbImage.blank(VIDEO, VIDEO);
        for (int p = 0; p < image.rgb().length; p++) {
          image.rgb()[p] = (byte) (p / 300 + 8 * i + who.length());
        }
        out.write(image, 40_000L * i);
      }
      out.finish();
    }
  }

  private Map<String, Object> clip(String who) {
    return Map.of(
        "identity",
        who,
        "clip",
        "one",
        "uri",
        clipFile(who).toUri().toString(),
        "checksum",
        "content of " + who,
        "frames",
        FRAMES,
        "status",
        "ok");
  }

  private static Camera camera(int frame) {
    return Camera.orbit(0.03 * frame, 0, 0);
  }

  private static List<Map<String, Object>> track(String who) {
    float[] dense = FaceAlignment.embedded().project(Camera.neutral(), VIDEO);
    int[] pick = FaceAlignment.landmarks68();
    float[] landmarks = new float[136];
    for (int i = 0; i < 68; i++) {
      landmarks[2 * i] = dense[2 * pick[i]];
      landmarks[2 * i + 1] = dense[2 * pick[i] + 1];
    }
    float s = 512f / VIDEO;
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      Map<String, Object> row = new HashMap<>();
      row.put("identity", who);
      row.put("clip", "one");
      row.put("frame", i);
      row.put("pts_us", 40_000L * i);
      row.put("shot", 0);
      row.put("usable", i != 4);
      row.put("landmarks", landmarks);
      row.put("camera", camera(i).label());
      row.put("crop", new float[] {s, 0, 0, 0, s, 0});
      row.put("roll", 0.1f);
      row.put("mouth", 0.1f * (i % 3));
      row.put("left_eye", 0.2f);
      row.put("right_eye", 0.2f);
      rows.add(row);
    }
    return rows;
  }

  private static List<Map<String, Object>> latents(String who, float value) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int frame : new int[] {0, 10}) {
      rows.add(
          Map.of(
              "cohort",
              "pair",
              "identity",
              who,
              "clip",
              "one",
              "frame",
              frame,
              "pts_us",
              40_000L * frame,
              "offset",
              offset(frame, value),
              "camera",
              camera(frame).label()));
    }
    return rows;
  }

  private static float[] offset(int frame, float value) {
    float[] o = new float[16];
    o[frame % 7] = value;
    return o;
  }

  private Map<String, Object> person(String who, float value) {
    return Map.of("cohort", "pair", "identity", who, "anchor", anchor(value), "generator", pin);
  }

  private static float[] anchor(float value) {
    float[] a = new float[16];
    java.util.Arrays.fill(a, value);
    return a;
  }

  @Test
  void rendersEveryoneByThemselvesAndByTheNext() throws IOException {
    assertThat(run(new ReenactStage()).done()).isEqualTo(4);

    assertThat(rows("SELECT source, driver FROM renders ORDER BY 1, 2"))
        .extracting(r -> r.getString(0) + " by " + r.getString(1))
        .containsExactly("anna by anna", "anna by ben", "ben by anna", "ben by ben");
    Row row =
        rows("SELECT uri, sha256, frames, width FROM renders WHERE source='anna' AND driver='ben'")
            .get(0);
    assertThat(row.getInt(2)).isEqualTo(FRAMES);
    assertThat(row.getInt(3)).isEqualTo(48);
    try (InputStream in =
        workspace.store(new Configuration()).open(workspace.resolve(row.getString(0)))) {
      assertThat(Hashes.of(in)).isEqualTo(row.getString(1));
    }
    assertThat(row.getString(1)).as("the engine's own bytes").isEqualTo(engine());
    assertThat(run(new ReenactStage()).skipped()).isEqualTo(4);
  }

  /** What the engine alone makes of anna driven by ben. */
  private String engine() throws IOException {
    List<DriverFrame> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      frames.add(new DriverFrame(40_000L * i, 0, i == 4 ? null : camera(i), 0.1f));
    }
    OffsetCurve offsets =
        new OffsetCurve(
            new long[] {0, 400_000}, new float[][] {offset(0, -0.5f), offset(10, -0.5f)});
    ReenactmentRequest request =
        ReenactmentRequest.plain(anchor(0.2f), new DriverMotion(offsets, null, frames), 48);
    Configuration hadoop = new Configuration(false);
    GeneratorBundle bundle =
        GeneratorBundle.load(BUNDLE.toAbsolutePath().toUri().toString(), pin, hadoop);
    Path file = folder.resolve("engine.mp4");
    try (ReenactmentRenderer renderer =
            ReenactmentRenderer.open(bundle, null, null, Device.cpu(), 2);
        FrameSink sink =
            Sinks.mp4(file.toUri().toString(), hadoop, request, Quality.STANDARD, null)) {
      renderer.render(request, sink, (done, total) -> {});
    }
    return GeneratorBundle.sha256(Files.readAllBytes(file));
  }

  @Test
  void measuresAndReports() throws IOException {
    run(
        new ReenactStage(),
        "pairs",
        "anna:ben, ben:ben",
        "outputs",
        "frames, ply, spz, paste, comparison");
    assertThat(run(new EvaluateStage()).done()).isEqualTo(2);

    assertThat(rows("SELECT value FROM metrics WHERE metric = 'face_found'")).hasSize(2);
    assertThat(
            rows(
                "SELECT r.source FROM metrics m JOIN renders r ON m.item = r.render_id"
                    + " WHERE m.metric = 'psnr' AND m.region = 'crop'"))
        .extracting(r -> r.getString(0))
        .containsExactly("ben");
    assertThat(files("frames")).hasSize(2 * FRAMES);
    assertThat(files("gaussians")).hasSize(4 * FRAMES);
    assertThat(files("pasted")).hasSize(2);
    assertThat(files("comparisons")).hasSize(2);
    Configuration hadoop = new Configuration(false);
    ReportWriter.write(
        workspace, hadoop, ReportData.gather(spark, workspace, "Test", Map.of("a", "b")));
    String page = Files.readString(folder.resolve("ws/report/index.html"));
    assertThat(page)
        .contains("anna driven by ben", "ben by itself", ">cross</figcaption>", "face found");
    for (String link : page.split("(?:src|href)=\"\\.\\./", -1)) {
      if (link.startsWith("files/")) {
        assertThat(folder.resolve("ws").resolve(link.substring(0, link.indexOf('"')))).exists();
      }
    }
  }

  private List<Path> files(String kind) throws IOException {
    try (var all = Files.list(folder.resolve("ws/files").resolve(kind))) {
      return all.toList();
    }
  }

  @Test
  void piecesOfLongClipsAreJoinedWithoutSeam() throws IOException {
    run(new ReenactStage(), "pairs", "anna:ben");
    String whole = rows("SELECT uri FROM renders").get(0).getString(0);
    ReenactStage pieces = new ReenactStage();
    String[] set = {"pairs", "anna:ben", "segment_frames", "4", "outputs", "frames"};
    assertThat(run(pieces, set).done()).isEqualTo(3);
    assertThat(run(new JoinStage(pieces), set).done()).isEqualTo(1);
    List<Row> joined =
        rows("SELECT uri, frames, fps FROM renders WHERE size(outputs) = 1 ORDER BY uri");
    assertThat(files("frames")).hasSize(FRAMES);
    String other =
        joined.stream().map(r -> r.getString(0)).filter(u -> !u.equals(whole)).findFirst().get();
    try (VideoReader a = open(whole);
        VideoReader b = open(other)) {
      assertThat(b.presentationTimesUs()).containsExactly(a.presentationTimesUs());
      for (int i = 0; i < FRAMES; i++) {
        byte[] x = a.next().image().rgb();
        byte[] y = b.next().image().rgb();
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
          sum += Math.abs((x[k] & 0xff) - (y[k] & 0xff));
        }
        assertThat(sum / x.length).as("frame %d", i).isLessThan(4);
      }
    }
    ReenactStage again = new ReenactStage();
    assertThat(run(again, set).skipped()).isEqualTo(3);
    assertThat(run(new JoinStage(again), set).skipped()).isEqualTo(1);
  }

  private VideoReader open(String uri) {
    return VideoReader.open(
        MediaSource.of(workspace.resolve(uri).toString()), new Configuration(false));
  }

  @Test
  void rowsOfARequestHaveTheirOwnSettings() throws IOException {
    Path file = folder.resolve("renders.csv");
    Files.writeString(
        file,
        """
        source,driver,strength,camera,parts,expression,seconds,edits
        anna,ben,0.5,fixed,jawOpen,,,smile=500
        anna,carl,,,,,,
        ben,,,orbit,,jawOpen=0.5,0.4,
        ben,ben,much,,,,,
        """);
    StageSummary done = run(new ReenactStage(new RenderRequest.Listed(file.toString())));
    assertThat(done.done()).isEqualTo(2);
    assertThat(done.failed()).isEqualTo(2);
    assertThat(
            rows("SELECT source, driver, cameras, frames FROM renders ORDER BY source").toString())
        .isEqualTo("[[anna,ben,fixed,11], [ben,null,orbit,10]]");
    assertThat(
            rows("SELECT error FROM runs WHERE stage='reenact' AND error IS NOT NULL ORDER BY 1"))
        .extracting(r -> r.getString(0))
        .satisfiesExactlyInAnyOrder(
            e -> assertThat(e).isEqualTo("driver carl has no latents; invert it first"),
            e -> assertThat(e).contains("reenact.strength must be a number"),
            e -> assertThat(e).startsWith("warning: edit smile=500").contains("outside"));
    String sql = "SELECT identity AS source, identity AS driver FROM persons";
    assertThat(run(new ReenactStage(new RenderRequest.Queried(sql))).done()).isEqualTo(2);
    assertThatThrownBy(
            () ->
                run(
                    new ReenactStage(
                        new RenderRequest.Queried(
                            "SELECT identity AS source, 1 AS x FROM persons"))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("unknown column x");
  }

  @Test
  void presetsAndCuts() {
    RenderPlan plan =
        new RenderPlan(List.of(Map.entry("a", "g"), Map.entry("b", "g"), Map.entry("c", "g")));
    Map<String, float[]> features =
        Map.of("a", new float[] {0}, "b", new float[] {1}, "c", new float[] {3});
    assertThat(plan.similar(features, 1))
        .containsExactly(
            new RenderPlan.Pair("a", "b"),
            new RenderPlan.Pair("b", "a"),
            new RenderPlan.Pair("c", "b"));
    assertThat(plan.sample(4, 1)).hasSize(4).isEqualTo(plan.sample(4, 1));
    assertThat(Segments.cuts(30, new int[] {0, 7, 9, 16, 29}, 10))
        .containsExactly(0, 9, 16, 26, 30);
    assertThat(Segments.cuts(12, new int[] {0, 11}, 10)).containsExactly(0, 12);
  }

  @Test
  void unknownPeopleAreNamed() {
    assertThatThrownBy(() -> run(new ReenactStage(), "pairs", "anna:carl"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("carl has no latents; inverted are anna, ben");
  }

  @Test
  void hubsJoinCohorts() {
    RenderPlan plan =
        new RenderPlan(
            List.of(
                Map.entry("a", "hub-a"),
                Map.entry("h", "hub-a"),
                Map.entry("b", "hub-b"),
                Map.entry("h", "hub-b"),
                Map.entry("z", "alone")));
    assertThat(plan.place(new RenderPlan.Pair("a", "b")))
        .contains(new RenderPlan.Place("hub-a", "hub-b"));
    assertThat(plan.place(new RenderPlan.Pair("h", "b")))
        .contains(new RenderPlan.Place("hub-b", "hub-b"));
    assertThat(plan.place(new RenderPlan.Pair("a", "z"))).isEmpty();
    assertThat(plan.pairs("auto", 2)).hasSize(12).contains(new RenderPlan.Pair("z", "b"));
    assertThat(plan.pairs("all", 0)).hasSize(16);
  }
}
