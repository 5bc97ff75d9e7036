package io.reenact.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Notebooks run without Jupyter, their queries in a JVM of the tested classes. */
@Tag("draws")
class NotebookTest {
  @TempDir private Path folder;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void sqlFunctions() throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(Files.isExecutable(python), "no " + python + " to run notebooks with");
    Path root = Path.of(System.getProperty("reenact.root")).toAbsolutePath().normalize();
    ProcessBuilder builder =
        new ProcessBuilder(
            python.toString(),
            root.resolve("notebooks/run.py").toString(),
            root.resolve("notebooks/sql_functions.ipynb").toString());
    builder.environment().put("REENACT_SUBMIT", submit().toString());
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    builder.environment().put("REENACT_OUT", pictures.toString());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("floats ", "edit glasses", "9 pictures in ");
    try (Stream<Path> all = Files.list(pictures)) {
      assertThat(all).hasSize(9).allSatisfy(p -> assertThat(p).isNotEmptyFile());
    }
  }

  /** Its libraries are no part of a clean machine: there it is left out. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void tour() throws Exception {
    String python = System.getProperty("reenact.python", "/usr/bin/python3");
    assumeTrue(
        new ProcessBuilder(python, "-c", "import matplotlib, pandas, pyarrow")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("imports").toFile())
                .start()
                .waitFor()
            == 0,
        python
            + " lacks pandas, pyarrow or matplotlib for the tour; -Dreenact.python names another");
    Path workspace = folder.resolve("ws");
    tables(workspace);
    Path root = Path.of(System.getProperty("reenact.root")).toAbsolutePath().normalize();
    ProcessBuilder builder =
        new ProcessBuilder(
            python,
            root.resolve("notebooks/run.py").toString(),
            root.resolve("notebooks/tour.ipynb").toString(),
            workspace.toString());
    Path plots = Files.createDirectory(folder.resolve("plots"));
    builder.environment().put("REENACT_OUT", plots.toString());
    builder.environment().put("MPLCONFIGDIR", folder.toString());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("anna", "offset of length 0.500", "distance to ben", "csim");
    assertThat(said)
        .as("given and held frames are never averaged together")
        .containsPattern("csim +face +driver +held-out:0.5 +given +0.9 +0.9")
        .containsPattern("held +0.7 +0.7");
    for (String plot : List.of("openings", "offsets", "metrics")) {
      assertThat(plots.resolve(plot + ".png")).isNotEmptyFile();
    }
  }

  /** Tables of two people with the columns that the tour reads. */
  private static void tables(Path workspace) throws IOException {
    Map<String, String> queries =
        Map.of(
            "clips",
            "SELECT who AS identity, 'one' AS clip, 2.0D AS seconds, 25.0D AS fps, 'ok' AS status"
                + " FROM VALUES ('anna'), ('ben') AS p(who)",
            "tracks",
            "SELECT who AS identity, 'one' AS clip, int(f) AS frame, f * 40000 AS pts_us, f % 5 > 0"
                + " AS usable, float(0.1 * sin(f)) AS mouth, 0.3F AS left_eye, 0.3F AS right_eye"
                + " FROM VALUES ('anna'), ('ben') AS p(who) CROSS JOIN range(50) AS r(f)",
            "latents",
            "SELECT 'c' AS cohort, who AS identity, 'one' AS clip, f * 1000000 AS pts_us,"
                + " array(float(f), 0F, 0F) AS offset FROM VALUES ('anna'), ('ben') AS p(who)"
                + " CROSS JOIN range(2) AS r(f)",
            "persons",
            "SELECT who AS identity, 'c' AS cohort, array(float(length(who)), 1F, 0F) AS anchor"
                + " FROM VALUES ('anna'), ('ben') AS p(who)",
            "renders",
            "SELECT a || b AS render_id, a AS source, b AS driver, 'one' AS driver_clip, 'driver' AS"
                + " cameras, '' AS look, 50 AS frames FROM VALUES ('anna'), ('ben') AS p(a)"
                + " CROSS JOIN VALUES ('anna'), ('ben') AS q(b)",
            "metrics",
            "SELECT a || b AS item, m AS metric, v AS value, 'face' AS region, 'driver' AS against, ''"
                + " AS network, 'held-out:0.5' AS protocol, h AS split FROM VALUES ('anna'),"
                + " ('ben') AS p(a) CROSS JOIN VALUES ('anna'), ('ben') AS q(b) CROSS JOIN VALUES"
                + " ('csim'), ('nme') AS s(m) CROSS JOIN VALUES ('given', 0.9D), ('held', 0.7D)"
                + " AS t(h, v)");
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      queries.forEach(
          (table, query) -> spark.sql(query).write().parquet(workspace.resolve(table).toString()));
    }
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** Stands in for submit.sh, which would build what is being tested. */
  private Path submit() throws IOException {
    List<String> command = Jvm.command();
    command.addAll(
        List.of(
            "-Dspark.master=local[1]",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.reenact.cli.Main"));
    String line = command.stream().map(NotebookTest::quoted).collect(Collectors.joining(" "));
    Path script =
        Files.writeString(
            folder.resolve("submit"),
            "#!/bin/sh\nexec " + line + " \"$@\" 2>>" + folder.resolve("log") + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }
}
