package io.reenact.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.publish.Removal;
import io.reenact.publish.Verification;
import io.reenact.runner.StageSummary;
import io.reenact.stage.motion.MotionStage;
import io.reenact.stage.reenact.ReenactStage;
import io.reenact.stage.reenact.RenderRequest;
import io.reenact.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was computed from a clip that is gone takes no part, and goes when somebody asks for it. */
class GoneDataTest {
  private static final String EVERYONE =
      "SELECT identity AS source, identity AS driver FROM persons";
  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path folder;

  private static List<String> names(List<Row> rows) {
    return rows.stream().map(r -> r.getString(0)).toList();
  }

  @Test
  void cohortsThatSawAGoneClipTakeNoPartAndAreRemoved() throws IOException {
    RenderWorkspace w = RenderWorkspace.in(folder, "zoe");
    w.run(new ReenactStage(new RenderRequest.Queried(EVERYONE)));
    String sources = "SELECT source FROM renders ORDER BY 1";
    assertThat(names(w.rows(sources))).containsExactly("anna", "ben", "zoe");
    assertThat(w.files("videos")).hasSize(3);
    w.run(new MotionStage());
    for (String who : List.of("ben", "zoe")) {
      Map<String, Object> encoded =
          Map.of(
              "identity",
              who,
              "clip",
              "one",
              "precision",
              1.0,
              "frames",
              5,
              "key_frames",
              2,
              "state_bytes",
              0);
      w.run(
          new PreparedStage(
              "invert", Map.of(who + "/one", Map.of(Table.ENCODINGS, List.of(encoded)))));
    }
    Map<String, Object> gone =
        Map.of("identity", "ben", "clip", "one", "uri", "file:/gone", "status", "gone");
    w.run(new PreparedStage("index", Map.of("ben is gone", Map.of(Table.CLIPS, List.of(gone)))));

    StageSummary later =
        w.run(new ReenactStage(new RenderRequest.Queried(EVERYONE)), "job.max_failures", "1");
    assertThat(later.failed()).as("anna and ben were tuned together").isEqualTo(2);
    assertThat(later.skipped()).isEqualTo(1);
    assertThat(names(w.rows("SELECT error FROM runs WHERE status = 'bad' ORDER BY 1")))
        .containsExactly(
            "source anna has no latents; invert it first",
            "source ben has no latents; invert it first");

    Removal removal = Removal.find(spark, w.workspace());
    assertThat(removal.clips()).containsExactly("ben/one");
    Removal.Done done =
        removal.remove(spark, w.workspace(), spark.sparkContext().hadoopConfiguration());
    assertThat(done.files()).as("videos, alone and pasted, and their heads").isEqualTo(6);
    assertThat(names(w.rows(sources))).containsExactly("zoe");
    for (String table : List.of("clips", "tracks")) {
      assertThat(names(w.rows("SELECT DISTINCT identity FROM " + table + " ORDER BY 1")))
          .as(table)
          .containsExactly("anna", "zoe");
    }
    for (String table : List.of("latents", "persons", "encodings")) {
      assertThat(names(w.rows("SELECT DISTINCT identity FROM " + table)))
          .as(table)
          .containsExactly("zoe");
    }
    assertThat(w.rows("SELECT DISTINCT identity, origin FROM motion ORDER BY 1, 2").toString())
        .isEqualTo("[[anna,pictures], [zoe,pictures], [zoe,zoe]]");
    assertThat(w.files("videos")).hasSize(1);
    assertThat(Verification.of(spark, w.workspace()).problems()).isEmpty();
    assertThat(Removal.find(spark, w.workspace()).units()).isEmpty();
  }
}
