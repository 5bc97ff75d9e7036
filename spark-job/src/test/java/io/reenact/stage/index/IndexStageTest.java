package io.reenact.stage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.console.Console;
import io.reenact.error.UserError;
import io.reenact.publish.Verification;
import io.reenact.runner.StageContext;
import io.reenact.runner.StageRunner;
import io.reenact.runner.StageSummary;
import io.reenact.settings.Settings;
import io.reenact.stage.LocalSpark;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corpora and workspaces of all names, rows that can't be clips, clips that leave. */
class IndexStageTest {
  private static final String HARD = "my work [v2] {x,y}#%20 %zz ?*é:1";
  private final SparkSession spark = LocalSpark.session();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private Workspace workspace() {
    return Workspace.at(folder.resolve(HARD).resolve("w").toString(), new Configuration());
  }

  private StageSummary index(Path corpus, String... settings) {
    said.reset();
    Map<String, Object> own = new HashMap<>(Map.of("job", Map.of("max_failures", 1)));
    if (settings.length > 0) {
      own.put("index", Map.of(settings[0], settings[1]));
    }
    JsonNode tree = Json.mapper().valueToTree(own);
    Settings all = Settings.defaults().with(tree, "test");
    Console console = new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    return new StageRunner(new StageContext(spark, workspace(), all, console))
        .run(new IndexStage(corpus.toString(), false));
  }

  private List<String> clips(String columns) {
    Tables.views(spark, workspace());
    return spark
        .sql("SELECT concat_ws(' ', identity, clip, " + columns + ") FROM clips ORDER BY 1")
        .collectAsList()
        .stream()
        .map((Row r) -> r.getString(0))
        .toList();
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private static Path picture(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, file.hashCode());
    ImageIO.write(image, "png", png);
    return Files.write(file, png.toByteArray());
  }

  @Test
  void everyNameOfAFolderOrAFileWorks() throws IOException {
    Path corpus = folder.resolve(HARD).resolve("corpus {a,b} [1]");
    picture(corpus.resolve("_id/-x.png"));
    picture(corpus.resolve("a[1]{2}/part 1/#%20?*:.PNG"));
    picture(corpus.resolve("a[1]{2}/.hidden.png"));
    picture(corpus.resolve("a[1]{2}/p/q/deep.png"));
    Files.writeString(corpus.resolve("notes.txt"), "x");

    index(corpus);

    assertThat(clips("status")).containsExactly("_id -x ok", "a[1]{2} part 1/#%20?*: ok");
    assertThat(said())
        .contains(
            "index: left out 1 file with another extension (1 .txt; index.extensions says which"
                + " are clips), 1 name beginning with a dot (hidden), 1 folder below the third"
                + " level");
    picture(corpus.resolve("b/new.png"));
    index(corpus); // Reads the table's files to merge the new row.
    assertThat(clips("status")).hasSize(3);
    Verification check = Verification.of(spark, workspace());
    assertThat(check.problems()).isEmpty();
    assertThat(check.units()).as("clips, and what they were indexed with").isEqualTo(3 + 1);
  }

  @Test
  void aRowThatIsNoClipIsARowWithItsError() throws IOException {
    Path good = picture(folder.resolve("12:30.png"));
    Path manifest = folder.resolve("m [1].csv");
    Files.writeString(
        manifest,
        "identity,clip,uri,strategy\n"
            + "a,good,"
            + good.getFileName()
            + ",encode\na,lazy,"
            + good.getFileName()
            + ",encodes\na,ftp,ftp://127.0.0.1:1/x.mp4"
            + ",\na,har,har:///x.har/y.mp4"
            + ",\na,viewfs,viewfs://nowhere/x.mp4"
            + ",\na,unknown,nosuch://x/y.mp4"
            + ",\na,jar,jar:file:/x.jar!/y.mp4"
            + ",\na,folder,"
            + folder
            + ",\na,gone,gone.mp4,\na,keys,s3a://ME:hush@videos/c.mp4,\na,none,,\n,lost,x.mp4,\n");
    StageSummary done = index(manifest, "extensions", "png");
    assertThat(done.failed()).isEqualTo(10);
    assertThat(done.done()).isEqualTo(1);
    assertThat(clips("status, error"))
        .satisfiesExactly(
            r -> assertThat(r).startsWith("a folder error").contains("is a folder; give a file"),
            r -> assertThat(r).startsWith("a ftp error ftp://127.0.0.1:1/x.mp4 can't be read"),
            r -> assertThat(r).startsWith("a gone error").contains("does not exist"),
            r -> assertThat(r).isEqualTo("a good ok"),
            r -> assertThat(r).startsWith("a har error"),
            r -> assertThat(r).startsWith("a jar error"),
            r -> assertThat(r).startsWith("a keys error").endsWith("in a URI; take them out"),
            r ->
                assertThat(r)
                    .startsWith("a lazy error strategy encodes is none of optimise, encode")
                    .endsWith("; did you mean encode?"),
            r -> assertThat(r).startsWith("a none error").endsWith(", row 11: uri is empty"),
            r -> assertThat(r).startsWith("a unknown error").contains("no known file system"),
            r -> assertThat(r).startsWith("a viewfs error"));
    assertThat(said()).contains(", row 12: identity is empty; left out").doesNotContain("hush");
    assertThat(clips("uri")).noneMatch(r -> r.contains("hush"));
  }

  @Test
  void clipsThatLeaveAreGoneUntilTheyComeBack() throws IOException {
    Path corpus = folder.resolve("corpus");
    picture(corpus.resolve("a/one.png"));
    Path moved = picture(corpus.resolve("a/two.png"));
    index(corpus);
    Path away = Files.move(moved, corpus.resolve("a/renamed.png"));
    index(corpus);
    assertThat(said()).contains("1 clip is gone from the corpus or renamed (a/two), 2 are there");
    assertThat(clips("status, checksum IS NOT NULL"))
        .containsExactly("a one ok true", "a renamed ok true", "a two gone true");
    assertThat(index(corpus).done()).as("nothing new to say").isZero();
    Files.move(away, moved);
    index(corpus);
    assertThat(clips("status")).containsExactly("a one ok", "a renamed gone", "a two ok");
    Files.move(moved, away);
    index(corpus);
    assertThat(clips("status")).containsExactly("a one ok", "a renamed ok", "a two gone");
    assertThat(Verification.of(spark, workspace()).problems()).isEmpty();

    Path other = folder.resolve("other");
    picture(other.resolve("b/one.png"));
    index(other);
    assertThat(said()).contains("2 clips of other corpora stay in the workspace (file:" + corpus);
    assertThat(clips("status"))
        .containsExactly("a one ok", "a renamed ok", "a two gone", "b one ok");
    index(other, "others", "gone");
    assertThat(clips("status"))
        .containsExactly("a one gone", "a renamed gone", "a two gone", "b one ok");
  }

  @Test
  void manifestsOfSpreadsheetsAreTakenAndOtherEncodingsRefused() throws IOException {
    picture(folder.resolve("x.png"));
    String rows = "identity;clip;uri\nZoë;one;x.png\nAnna;one;x.png\n";
    Path manifest = Files.writeString(folder.resolve("m.csv"), "\uFEFF" + rows);
    index(manifest);
    assertThat(clips("status")).containsExactly("Anna one ok", "Zoë one ok");
    for (String encoding : List.of("ISO-8859-1", "UTF-16")) {
      Files.write(manifest, rows.getBytes(Charset.forName(encoding)));
      assertThatThrownBy(() -> index(manifest))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(encoding)
          .hasMessageContaining(encoding.startsWith("U") ? "line 1" : "line 2");
    }
  }
}
