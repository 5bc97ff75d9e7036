package io.reenact.timing;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.console.Console;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Latents;
import io.reenact.row.RowCodec;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.StageRunner;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitContext;
import io.reenact.runner.UnitEngine;
import io.reenact.settings.Settings;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * A workspace as index, track and invert would leave it, with sampled people of the embedded
 * generator in one cohort: for timing what comes after. Clips have times and cameras but no files.
 */
final class RenderableWorkspace {
  private static final String COHORT = "all";
  private static final int KEY_FRAME_EVERY = 5;

  private RenderableWorkspace() {}

  /**
   * Writes it.
   *
   * @param folder empty
   * @param people how many, with one clip each
   * @param frames of a clip
   */
  static void write(Path folder, int people, int frames) throws Exception {
    Configuration hadoop = new Configuration(false);
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, hadoop);
    Map<String, Map<Table, List<Map<String, Object>>>> clips = new HashMap<>();
    Map<String, Map<Table, List<Map<String, Object>>>> tracks = new HashMap<>();
    List<Map<String, Object>> latents = new ArrayList<>();
    List<Map<String, Object>> persons = new ArrayList<>();
    try (Generator generator = Generator.load(bundle, Device.cpu(), false)) {
      for (int p = 0; p < people; p++) {
        String who = "person" + p;
        clips.put(who, Map.of(Table.CLIPS, List.of(clip(who, frames))));
        tracks.put(who, Map.of(Table.TRACKS, track(who, frames)));
        float[] anchor = latents(generator, who, p, frames, latents);
        persons.add(
            Map.of("cohort", COHORT, "identity", who, "anchor", anchor, "generator", bundle.id()));
      }
    }
    SparkSession spark =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    try {
      Console quiet =
          new Console(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
              false);
      StageContext context =
          new StageContext(
              spark,
              Workspace.at(folder.toString(), spark.sparkContext().hadoopConfiguration()),
              Settings.defaults(),
              quiet);
      StageRunner runner = new StageRunner(context);
      runner.run(new Given("index", clips));
      runner.run(new Given("track", tracks));
      runner.run(
          new Given(
              "invert", Map.of(COHORT, Map.of(Table.LATENTS, latents, Table.PERSONS, persons))));
    } finally {
      spark.stop();
    }
  }

  private static Map<String, Object> clip(String who, int frames) {
    return Map.of(
        "identity",
        who,
        "clip",
        "one",
        "uri",
        "file:/none/" + who + ".mp4",
        "checksum",
        who,
        "frames",
        frames,
        "status",
        "ok");
  }

  private static Camera camera(int frame) {
    return Camera.orbit(0.3 * Math.sin(0.05 * frame), 0.1 * Math.cos(0.03 * frame), 0);
  }

  private static List<Map<String, Object>> track(String who, int frames) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      Map<String, Object> row = new HashMap<>();
      row.put("identity", who);
      row.put("clip", "one");
      row.put("frame", i);
      row.put("pts_us", 40_000L * i);
      row.put("shot", 0);
      row.put("usable", true);
      row.put("camera", camera(i).label());
      row.put("roll", 0.05f);
      rows.add(row);
    }
    return rows;
  }

  private static float[] latents(
      Generator generator, String who, int seed, int frames, List<Map<String, Object>> rows) {
    Random random = new Random(seed);
    int zDim = generator.bundle().manifest().zDim();
    int keys = 1 + (frames - 1) / KEY_FRAME_EVERY;
    float[][] z = new float[keys + 1][];
    z[0] = Latents.gaussian(zDim, random);
    for (int k = 1; k <= keys; k++) {
      z[k] = Latents.plus(z[0], 0.2, Latents.gaussian(zDim, random));
    }
    float[][] w = generator.map(z);
    float[] anchor = generator.latentOf(w[0]);
    for (int k = 0; k < keys; k++) {
      int frame = KEY_FRAME_EVERY * k;
      rows.add(
          Map.of(
              "cohort",
              COHORT,
              "identity",
              who,
              "clip",
              "one",
              "frame",
              frame,
              "pts_us",
              40_000L * frame,
              "offset",
              Latents.plus(generator.latentOf(w[k + 1]), -1, anchor),
              "camera",
              camera(frame).label()));
    }
    return anchor;
  }

  /** Units that write given rows; local mode only, since the rows stay in this JVM. */
  private record Given(String name, Map<String, Map<Table, List<Map<String, Object>>>> units)
      implements Stage<String> {
    private static final Map<String, Map<Table, List<Map<String, Object>>>> ROWS = new HashMap<>();

    @Override
    public int version() {
      return 1;
    }

    @Override
    public List<Unit<String>> plan(StageContext context) {
      units.forEach((unit, rows) -> ROWS.put(name + unit, new EnumMap<>(rows)));
      return units.keySet().stream()
          .map(u -> new Unit<>(UnitKey.of(name, 1, Map.of("unit", u)), u, 1, name + u))
          .toList();
    }

    @Override
    public Object settings(StageContext context) {
      return "";
    }

    @Override
    public UnitEngine<String> engine(StageContext context) {
      return (spec, unit) -> {
        for (Map.Entry<Table, List<Map<String, Object>>> e : ROWS.get(spec).entrySet()) {
          write(unit, e.getKey().row(), e.getValue());
        }
      };
    }

    private static <R extends Record> void write(
        UnitContext unit, Class<R> type, List<Map<String, Object>> rows) throws IOException {
      List<R> typed = new ArrayList<>();
      for (Map<String, Object> row : rows) {
        typed.add(RowCodec.of(type).json(new String(Json.line(row), StandardCharsets.UTF_8)));
      }
      unit.writeRows(type, typed.iterator());
    }
  }
}
