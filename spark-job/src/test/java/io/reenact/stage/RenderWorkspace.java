package io.reenact.stage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.reenact.camera.Camera;
import io.reenact.console.Console;
import io.reenact.face.FaceAlignment;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.TunedWeights;
import io.reenact.generator.TuningRates;
import io.reenact.nn.Autograd;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.StageRunner;
import io.reenact.runner.StageSummary;
import io.reenact.runner.Unit;
import io.reenact.settings.Settings;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A workspace with two people of one cohort, anna and ben, as the earlier stages would leave it;
 * the generator is the stand-in bundle. Clips have sound: silence, then a tone.
 */
public final class RenderWorkspace {
  public static final int FRAMES = 11;
  public static final Path BUNDLE =
      Path.of("../udfs/src/test/resources/tiny-bundle").toAbsolutePath().normalize();

  /** Seconds of silence at the start of the clips' sound. */
  public static final double SILENCE = 0.2;

  /** Whose name begins so was inverted by pictures of 12 px. */
  public static final String SMALL = "small";

  private static final int VIDEO = 96;
  private static final int RATE = 22_050;

  /** Prepared workspaces by who is alone; every test gets a copy of its own. */
  private static final Map<List<String>, Path> PREPARED = new HashMap<>();

  private final SparkSession spark = LocalSpark.session();
  private final Path folder;
  private final Workspace workspace;
  private final String pin;

  private RenderWorkspace(Path folder, String scheme) throws IOException {
    this.folder = folder;
    workspace =
        Workspace.at(
            scheme + "://" + folder.resolve("ws"), spark.sparkContext().hadoopConfiguration());
    pin = GeneratorBundle.sha256(Files.readAllBytes(BUNDLE.resolve("generator.json")));
  }

  /**
   * A workspace to use up.
   *
   * @param folder empty
   * @param alone more people, each in a cohort of their own
   */
  public static RenderWorkspace in(Path folder, String... alone) throws IOException {
    Path prepared = PREPARED.get(List.of(alone));
    if (prepared == null) {
      prepared = Files.createTempDirectory("render-workspace");
      Runtime.getRuntime().addShutdownHook(new Thread(deletion(prepared)));
      new RenderWorkspace(prepared, "file").prepare(alone);
      PREPARED.put(List.of(alone), prepared);
    }
    try (Stream<Path> all = Files.walk(prepared)) {
      for (Path from : all.toList()) {
        Path to = folder.resolve(prepared.relativize(from).toString());
        if (Files.isDirectory(from)) {
          Files.createDirectories(to);
        } else {
          Files.copy(from, to);
        }
      }
    }
    return new RenderWorkspace(folder, "file");
  }

  /** The same workspace through another file system. */
  RenderWorkspace on(String scheme) throws IOException {
    return new RenderWorkspace(folder, scheme);
  }

  private static Runnable deletion(Path folder) {
    return () -> FileUtil.fullyDelete(folder.toFile());
  }

  private void prepare(String... alone) throws IOException {
    sound(folder.resolve("tone.flv"));
    Map<String, Map<Table, List<Map<String, Object>>>> clips = new HashMap<>();
    Map<String, Map<Table, List<Map<String, Object>>>> tracks = new HashMap<>();
    List<String> people = new ArrayList<>(List.of("anna", "ben"));
    people.addAll(List.of(alone));
    for (String who : people) {
      video(who);
      clips.put(who, Map.of(Table.CLIPS, List.of(clip(who))));
      tracks.put(who, Map.of(Table.TRACKS, track(who)));
    }
    run(new PreparedStage("index", clips));
    run(new PreparedStage("track", tracks));
    Map<String, Map<Table, List<Map<String, Object>>>> cohorts = new HashMap<>();
    cohorts.put("pair", pair("pair"));
    for (String who : alone) {
      cohorts.put(
          who,
          Map.of(
              Table.LATENTS,
              latents(who, who, 0.1f),
              Table.PERSONS,
              List.of(person(who, who, 0.1f))));
    }
    run(new PreparedStage("invert", cohorts));
  }

  /** Anna and ben in a cohort of this name. */
  private Map<Table, List<Map<String, Object>>> pair(String cohort) {
    List<Map<String, Object>> latents = new ArrayList<>(latents("anna", cohort, 0.5f));
    latents.addAll(latents("ben", cohort, -0.5f));
    return Map.of(
        Table.LATENTS,
        latents,
        Table.PERSONS,
        List.of(person("anna", cohort, 0.2f), person("ben", cohort, -0.3f)));
  }

  /** Inverts anna and ben once more, with another seed, in another cohort. */
  public void invertAgain(String cohort, int seed) {
    run(
        new PreparedStage("invert", Map.of(cohort, pair(cohort))),
        "job.seed",
        String.valueOf(seed));
  }

  /** The same with weights that tuning has moved. */
  public void invertTuned(String cohort) throws IOException {
    byte[] delta;
    try (Generator g =
            Generator.load(
                GeneratorBundle.load(InputFiles.uri(BUNDLE), pin, new Configuration()),
                Device.cpu(),
                true);
        TunedWeights weights = new TunedWeights(g, new TuningRates(1e-3, 1, 1e-3))) {
      SplittableRandom random = new SplittableRandom(9);
      for (NDArray parameter : g.parameters().values()) {
        FloatBuffer values = Autograd.view(parameter);
        for (int i = 0; i < values.limit(); i++) {
          values.put(i, (float) (values.get(i) * (1 + 0.1 * random.nextGaussian())));
        }
      }
      delta = weights.delta(0);
    }
    Path file = folder.resolve("ws/files/weights/tuned.bin");
    Files.createDirectories(file.getParent());
    Files.write(file, delta);
    Map<Table, List<Map<String, Object>>> rows = pair(cohort);
    for (Map<String, Object> person : rows.get(Table.PERSONS)) {
      person.put("weights_uri", "files/weights/tuned.bin");
      person.put("weights_sha256", GeneratorBundle.sha256(delta));
    }
    run(new PreparedStage("invert", Map.of(cohort, rows)), "job.seed", "77");
  }

  public Workspace workspace() {
    return workspace;
  }

  public String pin() {
    return pin;
  }

  /** Files under {@code files/KIND}; none if there is no such folder. */
  public List<Path> files(String kind) throws IOException {
    Path where = folder.resolve("ws/files").resolve(kind);
    if (!Files.isDirectory(where)) {
      return List.of();
    }
    try (var all = Files.list(where)) {
      return all.toList();
    }
  }

  /** The names that a sequence of all frames has. */
  public List<String> numbered(String extension) {
    return IntStream.rangeClosed(1, FRAMES)
        .mapToObj(i -> String.format(Locale.ROOT, "%06d.%s", i, extension))
        .toList();
  }

  /** A result. */
  public VideoReader open(String uri) {
    return VideoReader.open(
        MediaSource.of(workspace.resolve(uri).toString()), new Configuration(false));
  }

  /** The only render's pictures. */
  public List<RgbImage> pictures(String where) {
    List<Row> found = rows("SELECT uri FROM renders WHERE " + where);
    assertThat(found).hasSize(1);
    List<RgbImage> all = new ArrayList<>();
    try (VideoReader video = open(found.get(0).getString(0))) {
      for (var f = video.next(); f != null; f = video.next()) {
        all.add(f.image());
      }
    }
    return all;
  }

  /** Mean absolute difference of two pictures, of 255. */
  public static double difference(RgbImage a, RgbImage b) {
    double sum = 0;
    for (int k = 0; k < a.rgb().length; k++) {
      sum += Math.abs((a.rgb()[k] & 0xff) - (b.rgb()[k] & 0xff));
    }
    return sum / a.rgb().length;
  }

  /** Runs a stage; settings are names (of the section reenact, or job.NAME) and values. */
  public StageSummary run(Stage<?> stage, String... settings) {
    return new StageRunner(context(settings)).run(stage);
  }

  /** What a stage has to do, by the labels of its units. */
  public List<String> plan(Stage<?> stage, String... settings) {
    return stage.plan(context(settings)).stream().map(Unit::label).toList();
  }

  /** Does what stages are not needed for. */
  public <T> T with(Function<StageContext, T> use) {
    return use.apply(context());
  }

  private StageContext context(String... settings) {
    Map<String, Map<String, Object>> tree = new HashMap<>();
    tree.put("generator", Map.of("bundle", InputFiles.uri(BUNDLE), "sha256", pin));
    Map<String, Object> reenact = new HashMap<>(Map.of("size", 48, "drivers", 1));
    tree.put("job", new HashMap<>());
    for (int i = 0; i < settings.length; i += 2) {
      String name = settings[i];
      String text = settings[i + 1];
      Object value = text.matches("\\d+") ? (Object) Integer.valueOf(text) : text;
      value = text.matches("\\d+\\.\\d+") ? Double.valueOf(text) : value;
      if (name.startsWith("job.")) {
        tree.get("job").put(name.substring(4), value);
      } else {
        boolean flag = Settings.defaults().section("reenact").path(name).isBoolean();
        reenact.put(name, flag ? Boolean.valueOf(text) : value);
      }
    }
    tree.put("reenact", reenact);
    Settings all = Settings.defaults().with(Json.mapper().valueToTree(tree), "test");
    Console quiet =
        new Console(
            new PrintStream(
                OutputStream.nullOutputStream(), false, java.nio.charset.StandardCharsets.UTF_8),
            false);
    return new StageContext(spark, workspace, all, quiet);
  }

  public List<Row> rows(String query) {
    Tables.views(spark, workspace);
    return spark.sql(query).collectAsList();
  }

  public Path clipFile(String who) {
    return folder.resolve(who + ".mp4");
  }

  private void video(String who) {
    try (VideoWriter out =
        VideoWriter.create(
            InputFiles.uri(clipFile(who)),
            new Configuration(false),
            VIDEO,
            VIDEO,
            25,
            Quality.STANDARD,
            null)) {
      out.audioFrom(MediaSource.of(InputFiles.uri(folder.resolve("tone.flv"))));
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
        InputFiles.uri(clipFile(who)),
        "checksum",
        "content of " + who,
        "width",
        VIDEO,
        "height",
        VIDEO,
        "frames",
        FRAMES,
        "status",
        "ok");
  }

  public static Camera camera(int frame) {
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

  private static List<Map<String, Object>> latents(String who, String cohort, float value) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int frame : new int[] {0, 10}) {
      rows.add(
          Map.of(
              "cohort",
              cohort,
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

  public static float[] offset(int frame, float value) {
    float[] o = new float[16];
    o[frame % 7] = value;
    return o;
  }

  private Map<String, Object> person(String who, String cohort, float value) {
    Map<String, Object> row = new HashMap<>();
    row.put("cohort", cohort);
    row.put("identity", who);
    row.put("anchor", anchor(value));
    row.put("generator", pin);
    if (who.startsWith(SMALL)) {
      row.put("size", 12);
    }
    return row;
  }

  public static float[] anchor(float value) {
    float[] a = new float[16];
    java.util.Arrays.fill(a, value);
    return a;
  }

  /** An FLV file with 16-bit samples: silence, then 440 Hz, a second in all, 20 tags. */
  private static void sound(Path file) throws IOException {
    int n = RATE / 20;
    ByteBuffer b = ByteBuffer.allocate(13 + 20 * (16 + 2 * n));
    b.put(new byte[] {'F', 'L', 'V', 1, 4}).putInt(9).putInt(0);
    for (int tag = 0; tag < 20; tag++) {
      b.putInt((8 << 24) | (1 + 2 * n)).putInt((50 * tag) << 8).put(new byte[3]).put((byte) 0x3a);
      b.order(ByteOrder.LITTLE_ENDIAN);
      for (int i = tag * n; i < (tag + 1) * n; i++) {
        double t = (double) i / RATE;
        b.putShort((short) (t < SILENCE ? 0 : 9000 * Math.sin(2 * Math.PI * 440 * t)));
      }
      b.order(ByteOrder.BIG_ENDIAN).putInt(12 + 2 * n);
    }
    Files.write(file, b.array());
  }
}
