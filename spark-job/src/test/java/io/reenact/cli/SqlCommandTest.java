package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.console.Console;
import io.reenact.stage.LocalSpark;
import io.reenact.table.Table;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command sql prints, and what it refuses. */
class SqlCommandTest {
  private static final String NESTED =
      "SELECT map('a', 1.5D, 'b', CAST(NULL AS DOUBLE)) AS m,"
          + " named_struct('x', array(1, 2), 't', 'say \"hi\", you') AS s,"
          + " X'89504E470D0A' AS png, CAST(NULL AS STRING) AS nothing, double('NaN') AS nan,"
          + " TIMESTAMP'2026-01-02 03:04:05Z' AS at";

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path folder;
  private Workspace workspace;
  private String said;

  @BeforeEach
  void tables() {
    workspace = Workspace.at(folder.resolve("ws").toString(), new Configuration());
    Object[] metric = new Object[Table.METRICS.schema().length()];
    metric[0] = "r1";
    metric[1] = "psnr";
    metric[2] = 31.5;
    spark
        .createDataFrame(List.of(RowFactory.create(metric)), Table.METRICS.schema())
        .write()
        .parquet(workspace.table(Table.METRICS).toString());
  }

  /** What a command prints on standard output. */
  private String out(int code, String... arguments) {
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int found =
          Main.run(
              new Console(new PrintStream(console, true, StandardCharsets.UTF_8), false),
              arguments);
      said = console.toString(StandardCharsets.UTF_8);
      assertThat(found).as(said).isEqualTo(code);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private String sql(int code, String query) {
    return out(code, "sql", "--workspace", workspace.root(), query);
  }

  @Test
  void jsonIsReadBackAsItWas() throws IOException {
    JsonNode row = Json.mapper().readTree(out(0, "sql", "--output", "json", NESTED));
    assertThat(row.get("m").get("a").asDouble()).isEqualTo(1.5);
    assertThat(row.get("m").get("b").isNull()).isTrue();
    assertThat(row.get("s").get("x").toString()).isEqualTo("[1,2]");
    assertThat(row.get("s").get("t").asText()).isEqualTo("say \"hi\", you");
    assertThat(row.get("png").binaryValue()).startsWith(0x89, 'P', 'N', 'G');
    assertThat(row.get("nothing").isNull()).isTrue();
    assertThat(row.get("nan").asText()).isEqualTo("NaN");
    assertThat(row.get("at").asText()).isEqualTo("2026-01-02T03:04:05Z");
  }

  @Test
  void csvIsReadBackAsItWas() throws IOException {
    Path file = folder.resolve("out.csv");
    Files.writeString(file, out(0, "sql", "--output", "csv", NESTED));
    Row row =
        spark
            .read()
            .option("header", "true")
            .option("escape", "\"")
            .csv(file.toString())
            .selectExpr(
                "from_json(m, 'map<string, double>')",
                "from_json(s, 'x array<int>, t string')",
                "unbase64(png)",
                "nothing",
                "at")
            .first();
    Map<String, Double> map = row.getJavaMap(0);
    assertThat(map).containsEntry("a", 1.5).containsEntry("b", null);
    assertThat(row.getStruct(1).getList(0).toString()).isEqualTo("[1, 2]");
    assertThat(row.getStruct(1).getString(1)).isEqualTo("say \"hi\", you");
    assertThat((byte[]) row.get(2)).startsWith(0x89, 'P', 'N', 'G');
    assertThat(row.isNullAt(3)).isTrue();
    assertThat(row.getString(4)).isEqualTo("2026-01-02T03:04:05Z");
  }

  @Test
  void cellsOfCsvAreNoFormulas() {
    String csv =
        out(
            0,
            "sql",
            "--output",
            "csv",
            "SELECT '=1+1' AS a, '+cmd' AS b, '-x' AS c, '@SUM(A1)' AS d, '\\t=1' AS e,"
                + " -1.5D AS n, '-2e3' AS t, array(-1) AS v");
    assertThat(csv.lines().skip(1).findFirst().orElseThrow())
        .isEqualTo("'=1+1,'+cmd,'-x,'@SUM(A1),'\t=1,-1.5,-2e3,[-1]");
  }

  @Test
  void picturesAreToldByKindAndLengthOrKeptAsFiles() throws IOException {
    String query = "SELECT 'p' AS who, X'89504E470D0A' AS picture, X'0102' AS raw";
    assertThat(out(0, "sql", query)).contains("png, 6 bytes", "2 bytes").doesNotContain("iVBO");
    Path to = folder.resolve("pictures");
    String text = out(0, "sql", "--save-binary", to.toString(), "--output", "csv", query);
    assertThat(text).contains("picture_000001.png", "raw_000001.bin");
    assertThat(Files.readAllBytes(to.resolve("picture_000001.png"))).startsWith(0x89, 'P');
    assertThat(to.resolve("raw_000001.bin")).hasSize(2);
  }

  @Test
  void onlyTablesThatAreThereAreListed() {
    assertThat(sql(0, "SHOW TABLES")).contains("metrics").doesNotContain("synth", "clips");
    assertThat(sql(0, "SELECT metric, value FROM metrics")).contains("psnr", "31.5");
    sql(1, "SELECT * FROM renders");
    assertThat(said)
        .contains("has no table renders yet; run the command reenact first")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE metrics",
        "DROP VIEW metrics",
        "INSERT INTO metrics SELECT * FROM metrics",
        "WITH m AS (SELECT * FROM metrics) INSERT INTO metrics SELECT * FROM m",
        "DELETE FROM metrics",
        "UPDATE metrics SET value = 0",
        "CREATE TABLE other USING parquet AS SELECT * FROM metrics",
        "CREATE TEMPORARY VIEW metrics AS SELECT 1",
        "INSERT OVERWRITE DIRECTORY '/tmp/none' USING parquet SELECT 1",
        "ALTER TABLE metrics RENAME TO other",
        "TRUNCATE TABLE metrics",
        "SET spark.sql.ansi.enabled=false",
        "BEGIN DROP TABLE metrics; END"
      })
  void whatChangesSomethingIsRefused(String statement) {
    sql(1, statement);
    assertThat(said).startsWith("error: sql only reads: ").hasLineCount(1);
    assertThat(sql(0, "SELECT value FROM metrics")).contains("31.5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DESCRIBE metrics",
        "EXPLAIN SELECT * FROM metrics",
        "SHOW COLUMNS IN metrics",
        "SHOW FUNCTIONS LIKE 'reenact*'",
        "WITH m AS (SELECT 1 AS one) SELECT * FROM m",
        "VALUES (1), (2)"
      })
  void whatTellsSomethingIsNot(String statement) {
    assertThat(sql(0, statement)).isNotBlank();
  }

  @Test
  void functionsDescribeThemselves() {
    String text = out(0, "sql", "DESCRIBE FUNCTION reenact_render");
    assertThat(text)
        .contains("reenact_render(latent[, camera[, size[, weights_uri, weights_sha256]]])")
        .contains("a picture as PNG bytes", "weights_uri - string: tuned weights", "16 to 4096")
        .doesNotContain("N/A");
  }

  @Test
  void aFolderThatIsNoWorkspaceIsOneLine() throws IOException {
    Path wrong = Files.createDirectories(folder.resolve("videos/anna"));
    Files.writeString(wrong.resolve("a.mp4"), "x");
    for (String command : List.of("status", "verify", "vacuum")) {
      out(1, command, "--workspace", wrong.getParent().toString());
      assertThat(said).contains("is no workspace: it has neither").hasLineCount(1);
    }
    out(1, "sql", "--workspace", wrong.getParent().toString(), "SELECT 1");
    assertThat(said).contains("is no workspace").hasLineCount(1);
  }

  /** Columns that are named after a metric know which way they are better. */
  @Test
  void tablesForPapersMarkTheBest() {
    String query =
        "SELECT * FROM VALUES ('a_1', 31.234D, 7), ('b', 30.0D, 8) AS t(method, psnr, frames)";
    assertThat(out(0, "sql", "--output", "markdown", query))
        .isEqualTo(
            "| method | psnr \u2191 | frames |\n| --- | ---: | ---: |\n"
                + "| a\\_1 | **31.23** | 7 |\n| b | 30.00 | 8 |\n");
    assertThat(out(0, "sql", "--output", "latex", query))
        .contains("\\toprule", "a\\_1 & \\textbf{31.23} & 7 \\\\", "\\bottomrule");
    out(1, "sql", "--output", "latex", "SELECT id FROM range(2000)");
    assertThat(said).contains("at most 1000 rows; add a LIMIT");
  }
}
