package io.reenact.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.flow.FlowStage;
import io.reenact.runner.StageStatus;
import io.reenact.runner.StageSummary;
import io.reenact.stage.reenact.ReenactStage;
import io.reenact.stage.reenact.RenderRequest;
import io.reenact.table.Table;
import io.reenact.video.InputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests from files and queries, and rows that can't be rendered. */
class RequestTest {
  @TempDir private Path folder;
  private RenderWorkspace w;

  @BeforeEach
  void prepare() throws IOException {
    w = RenderWorkspace.in(folder, "zoe");
  }

  private StageSummary listed(Path file) {
    return w.run(
        new ReenactStage(new RenderRequest.Listed(file.toString())), "job.max_failures", "1");
  }

  private List<String> errors() {
    return w
        .rows("SELECT error FROM runs WHERE stage='reenact' AND error IS NOT NULL ORDER BY error")
        .stream()
        .map(r -> r.getString(0))
        .toList();
  }

  /** Pasted wherever the driver's frames can be read; where not, the rest is made all the same. */
  @Test
  void whatIsPastedWithoutBeingAskedForIsNoReasonToFail() throws IOException {
    String pair = "ben:anna";
    assertThat(w.run(new ReenactStage(), "pairs", pair).done()).isEqualTo(1);
    assertThat(w.rows("SELECT outputs['pasted'] FROM renders").get(0).getString(0))
        .startsWith("files/pasted/")
        .endsWith(".mp4");
    String nowhere = InputFiles.uri(folder.resolve("moved away/anna.mp4"));
    Map<String, Object> anna =
        Map.of(
            "identity", "anna",
            "clip", "one",
            "uri", nowhere,
            "checksum", "content of anna",
            "frames", RenderWorkspace.FRAMES,
            "status", "ok");
    w.run(new PreparedStage("index", Map.of("anna/one", Map.of(Table.CLIPS, List.of(anna)))));
    String[] silent = {"pairs", pair, "audio", "false"};
    assertThat(w.run(new ReenactStage(), silent).done()).isEqualTo(1);
    assertThat(w.rows("SELECT error FROM runs WHERE stage='reenact' AND error IS NOT NULL"))
        .singleElement()
        .satisfies(
            r ->
                assertThat(r.getString(0))
                    .startsWith("warning: not pasted into the driver's frames: ")
                    .contains("moved away/anna.mp4"));
    assertThat(w.rows("SELECT outputs FROM renders WHERE outputs['pasted'] IS NULL")).hasSize(1);
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
    StageSummary done = listed(file);
    assertThat(done.done()).isEqualTo(2);
    assertThat(done.failed()).isEqualTo(2);
    assertThat(
            w.rows("SELECT source, driver, cameras, frames FROM renders ORDER BY source")
                .toString())
        .isEqualTo("[[anna,ben,fixed,11], [ben,null,orbit,10]]");
    assertThat(
            w.rows("SELECT error FROM runs WHERE stage='reenact' AND error IS NOT NULL ORDER BY 1"))
        .extracting(r -> r.getString(0))
        .satisfiesExactlyInAnyOrder(
            e -> assertThat(e).isEqualTo("driver carl has no latents; invert it first"),
            e -> assertThat(e).contains("reenact.strength must be a number"),
            e -> assertThat(e).startsWith("warning: edit smile=500").contains("outside"));
    String sql = "SELECT identity AS source, identity AS driver FROM persons WHERE cohort = 'pair'";
    assertThat(w.run(new ReenactStage(new RenderRequest.Queried(sql))).done()).isEqualTo(2);
    assertThatThrownBy(
            () ->
                w.run(
                    new ReenactStage(
                        new RenderRequest.Queried(
                            "SELECT identity AS source, 1 AS x FROM persons"))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("unknown column x");
  }

  @Test
  void jsonAndParquetSayTheSame() throws IOException {
    Path json =
        Files.writeString(
            folder.resolve("r.jsonl"),
            """
            {"source": "anna", "driver": "ben", "strength": 0.5, "edits": "smile=1", "audio": false}
            {"source": "ben", "expression": "jawOpen=0.5", "camera": "fixed", "yaw": 10}
            """);
    assertThat(listed(json).done()).isEqualTo(2);
    List<Row> first = renders();
    assertThat(first.toString())
        .isEqualTo("[[anna,ben,0.5,driver,1.0,11], [ben,null,1.0,fixed,null,1]]");
    Path parquet = folder.resolve("r.parquet");
    LocalSpark.session().read().json(json.toString()).write().parquet(parquet.toString());
    StageSummary again = listed(parquet);
    assertThat(again.skipped()).as("the same renders").isEqualTo(2);
    Path csv = folder.resolve("r.csv");
    Files.writeString(
        csv,
        "source,driver,strength,edits,audio,expression,camera,yaw\n"
            + "anna,ben,0.5,smile=1,FALSE,,,\nben,,,,,jawOpen=0.5,fixed,10\n");
    assertThat(listed(csv).skipped()).isEqualTo(2);
  }

  private List<Row> renders() {
    return w.rows(
        "SELECT source, driver, strength, cameras, edits['smile'], frames FROM renders"
            + " ORDER BY source");
  }

  @Test
  void whatCantBeRenderedIsALineAndARowEach() throws IOException {
    Path path = Files.writeString(folder.resolve("path.csv"), "0,0,0,0\n0.2,20,0,0\n");
    Path file = folder.resolve("r.csv");
    Files.writeString(
        file,
        "source,driver,clip,camera,path,edits,outputs\n"
            + "anna,ben,,,,,\n"
            + "carl,ben,,,,,\n"
            + "anna,dora,,,,,\n"
            + "anna,zoe,,,,,\n"
            + "anna,ben,two,,,,\n"
            + "ben,anna,,path,"
            + path
            + ",,\n"
            + "ben,ben,,path,"
            + folder.resolve("gone.csv")
            + ",,\n"
            + "anna,anna,,,,nose=1,\n"
            + "anna,anna,,source,,,paste\n"
            + "ben,,,,,,\n"
            + ",ben,,,,,\n");
    StageSummary done = listed(file);
    assertThat(done.done()).as("finished renders stay").isEqualTo(1);
    assertThat(done.failed()).isEqualTo(10);
    assertThat(w.rows("SELECT source, driver FROM renders").toString()).isEqualTo("[[anna,ben]]");
    assertThat(errors())
        .allSatisfy(e -> assertThat(e).doesNotContain("\n"))
        .satisfiesExactlyInAnyOrder(
            e -> assertThat(e).isEqualTo("source carl has no latents; invert it first"),
            e -> assertThat(e).isEqualTo("driver dora has no latents; invert it first"),
            e ->
                assertThat(e)
                    .startsWith("no cohort holds both of anna and zoe")
                    .endsWith("invert them in one cohort"),
            e -> assertThat(e).startsWith("ben has no clip two with latents"),
            e ->
                assertThat(e)
                    .contains("path.csv is too short: it ends at 0.20 s", "clip at 0.40 s"),
            e -> assertThat(e).contains("gone.csv does not exist"),
            e -> assertThat(e).contains("has no boundary or direction 'nose'"),
            e -> assertThat(e).contains("paste needs reenact.camera=driver, not source"),
            e -> assertThat(e).startsWith("there is neither a driver nor an expression"),
            e -> assertThat(e).startsWith("source is empty"));
  }

  /** A typo is one line before anything is planned; what was made before stays the last plan. */
  @Test
  void typosAreRefusedBeforeAnythingBegins() throws IOException {
    assertThat(w.run(new ReenactStage(), "pairs", "anna:ben").done()).isEqualTo(1);
    refused("no boundary or direction 'smle'; did you mean smile?", "edits", "smle=1");
    refused("edits file smile does not exist; for constant numbers write", "edits", "smile");
    refused("'jawOpn'; did you mean jawOpen?", "parts", "jawOpn");
    refused("'mouht'; did you mean mouth?", "parts", "mouht=0.5");
    refused("no direction 'jawOpne'; did you mean jawOpen?", "expression", "jawOpne=0.5");
    refused("/no/such/folder does not exist", "boundaries", "/no/such/folder");
    refused("that is no file name or URI", "boundaries", "a:b");
    refused("needs reenact.path=FILE", "camera", "path");
    refused("camera path /no/such.csv does not exist", "camera", "path", "path", "/no/such.csv");
    Path path = Files.writeString(folder.resolve("path.csv"), "0,0,0,0\n0.2,20,0,0\n");
    refused(
        "path.csv is too short: it ends at 0.20 s, the driver's clip at 0.40 s",
        "camera",
        "path",
        "path",
        path.toString());
    refused("can't be H.264 of 8x8 pixels", "size", "8");
    refused("did you mean ben?", "pairs", "anna:bem");
    assertThat(errors()).isEmpty();
    StageStatus status =
        StageStatus.all(w.workspace(), new Configuration(), FlowStage.titles()).stream()
            .filter(s -> s.stage().equals("reenact"))
            .findFirst()
            .orElseThrow();
    assertThat(status.done()).isEqualTo(1);
    assertThat(status.failed()).isEmpty();
  }

  private void refused(String message, String... settings) {
    assertThatThrownBy(() -> w.run(new ReenactStage(), settings))
        .as(String.join(" ", settings))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aRequestWithoutAnyRowThatCanBeRenderedBeginsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("r.csv"), "source,driver\nana,ben\ncarl,ben\n");
    assertThatThrownBy(() -> listed(file))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("none of the 2 rows", "source ana", "did you mean anna?");
    assertThat(errors()).isEmpty();
  }

  @Test
  void filesThatAreNoRequestsAreSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("r.txt"), "anna");
    assertThatThrownBy(() -> listed(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("name it .csv, .jsonl or .parquet");
    Path broken = Files.writeString(folder.resolve("r.jsonl"), "{\"source\": \"anna\"\nx");
    assertThatThrownBy(() -> listed(broken)).isInstanceOf(UserError.class);
    Path noParquet = Files.writeString(folder.resolve("r.parquet"), "anna");
    assertThatThrownBy(() -> listed(noParquet))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("r.parquet can't be read");
    assertThatThrownBy(
            () -> w.run(new ReenactStage(new RenderRequest.Queried("SELECT nothing FROM nowhere"))))
        .isInstanceOf(UserError.class)
        .hasMessageNotContaining("\n");
  }
}
