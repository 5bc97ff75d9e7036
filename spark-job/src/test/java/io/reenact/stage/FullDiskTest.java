package io.reenact.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.runner.StageSummary;
import io.reenact.stage.reenact.ReenactStage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up while results are written. */
class FullDiskTest {
  @TempDir private Path folder;
  private RenderWorkspace w;

  @BeforeEach
  void prepare() throws IOException {
    LocalSpark.session()
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.viewfs.impl", FullDiskFileSystem.class.getName());
    w = RenderWorkspace.in(folder).on("viewfs");
  }

  @AfterEach
  void free() {
    FullDiskFileSystem.LEFT.set(Long.MAX_VALUE);
  }

  @Test
  void finishedRendersStayAndTheRestIsALineAndARow() throws IOException {
    assertThat(w.run(new ReenactStage(), "pairs", "anna:ben").done()).isEqualTo(1);
    FullDiskFileSystem.LEFT.set(2000);
    String[] both = {"pairs", "anna:ben,ben:anna", "job.max_failures", "1"};
    StageSummary full = w.run(new ReenactStage(), both);
    assertThat(full.skipped()).isEqualTo(1);
    assertThat(full.failed()).isEqualTo(1);
    assertThat(w.rows("SELECT source FROM renders")).hasToString("[[anna]]");
    assertThat(w.rows("SELECT label, status, error FROM runs WHERE error IS NOT NULL"))
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.getString(0)).isEqualTo("ben by anna/one");
              assertThat(r.getString(1)).isEqualTo("failed");
              assertThat(r.getString(2))
                  .startsWith("no space left while writing (No space left on device): free some")
                  .endsWith("then run again")
                  .doesNotContain("\n");
            });
    assertThat(w.files("videos")).as("nothing of the unfinished one").hasSize(1);

    free();
    StageSummary again = w.run(new ReenactStage(), both);
    assertThat(again.skipped()).isEqualTo(1);
    assertThat(again.done()).isEqualTo(1);
    assertThat(w.rows("SELECT source FROM renders ORDER BY source")).hasToString("[[anna], [ben]]");
  }
}
