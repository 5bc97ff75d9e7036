package io.reenact.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** submit.sh as people run it: from odd folders, with noisy libraries, with something missing. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class SubmitTest {
  /** For commands that run for seconds. */
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  @TempDir private static Path folder;
  private static Checkout checkout;

  @BeforeAll
  static void make() throws IOException {
    checkout = Checkout.in(folder.resolve("my work [v2] {x} 100% it's \"mine\""));
  }

  @Test
  void onlyOurLinesReachTheTerminal() throws Exception {
    Path corpus = folder.resolve("corpus");
    SampleClips.faceless(corpus.resolve("anna/talk.mp4"), 4, 1);
    Checkout.Outcome run =
        checkout.submit(
            // Java says on standard error that it takes it.
            Map.of("JDK_JAVA_OPTIONS", "-Dreenact.test=1"),
            "--conf",
            "spark.extraListeners=" + Noise.class.getName(),
            "--driver-java-options",
            QUICK,
            "index",
            "--corpus",
            corpus.toString(),
            "--workspace",
            folder.resolve("ws").toString());
    assertThat(run.said()).isNotEmpty().allMatch(line -> line.startsWith("index: "));
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(checkout.home.resolve("logs/reenact.log")))
        .contains(Noise.NATIVE, Noise.JAVA, "NOTE: Picked up JDK_JAVA_OPTIONS")
        .contains("WARNING: Using incubator modules");
  }

  /** Most of vacuum needs no Spark, so that it starts without; this needs it. */
  @Test
  void vacuumTakesOutRowsWithSparkAndOrphansWithout() throws Exception {
    Path corpus = folder.resolve("few");
    Path workspace = folder.resolve("few-ws");
    SampleClips.faceless(corpus.resolve("anna/talk.mp4"), 4, 1);
    SampleClips.faceless(corpus.resolve("ben/talk.mp4"), 4, 1);
    String[] index = {"index", "--corpus", corpus.toString(), "--workspace", workspace.toString()};
    assertThat(Job.run(index).code()).isZero();
    Files.delete(corpus.resolve("ben/talk.mp4"));
    assertThat(Job.run(index).code()).isZero();

    Checkout.Outcome orphans =
        checkout.submit(Map.of(), "vacuum", "--workspace", workspace.toString());
    assertThat(orphans.said()).singleElement().asString().startsWith("vacuum: 0 orphans");
    Checkout.Outcome gone =
        checkout.submit(
            Map.of(),
            "--driver-java-options",
            QUICK,
            "vacuum",
            "--gone",
            "--workspace",
            workspace.toString());
    assertThat(gone.code()).as("%s", gone.said()).isZero();
    assertThat(gone.said()).anyMatch(line -> line.startsWith("vacuum: data of 1 clips"));
  }

  @Test
  void aJavaThatCannotStartSaysWhy() throws Exception {
    Checkout.Outcome run =
        checkout.submit(
            Map.of(), "--driver-java-options", "--add-modules=no.such.module", "settings");
    assertThat(run.code()).isNotZero();
    assertThat(run.said()).anyMatch(line -> line.contains("Module no.such.module not found"));
    assertThat(run.out()).isEmpty();
  }

  @Test
  void whatSparkRefusesIsShownWithoutStackTraces() throws Exception {
    Checkout.Outcome run =
        checkout.submit(
            Map.of(), "--driver-memory", "1g", "--num-executors", "-1", "sql", "SELECT 1");
    assertThat(run.code()).isNotZero();
    assertThat(run.said())
        .anyMatch(line -> line.contains("Number of executors must be a positive number"))
        .noneMatch(line -> line.startsWith("\tat") || line.startsWith("WARNING"));
  }

  @Test
  void aSparkOfItsOwnRunsTheJob() throws Exception {
    Path spark = folder.resolve("spark [4] {x}");
    Files.createDirectories(spark.resolve("bin"));
    Checkout.jar(Files.createDirectories(spark.resolve("jars")).resolve("spark.jar"));
    Path script = spark.resolve("bin/spark-submit");
    // As Spark's own bin/spark-class does it.
    Files.writeString(
        script,
        """
        #!/usr/bin/env bash
        home="$(cd "$(dirname "$0")/.." && pwd)"
        words=()
        while IFS= read -r -d '' word; do words+=("${word#$'\\n'}"); done < <(
          SPARK_SCALA_VERSION=2.13 "$JAVA_HOME/bin/java" -cp "$home/jars/*" \\
            org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
        while [[ -z "${words[0]}" ]]; do words=("${words[@]:1}"); done
        exec "${words[@]}"
        """);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Files.copy(
        checkout.home.resolve("target/dist/jars").resolve(Checkout.JAR),
        checkout.home.resolve("target/dist/jars/what-spark-lacks-1.0.jar"));
    Checkout.Outcome run =
        checkout.submit(Map.of("SPARK_HOME", spark.toString()), "settings", "--set", "job.sed=1");
    assertThat(run.said())
        .containsExactly("error: --set: unknown setting job.sed; did you mean job.seed?");
    assertThat(run.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--master",
        "--conf",
        "--name",
        "--deploy-mode",
        "--jars",
        "--packages",
        "--files",
        "--executor-memory",
        "--num-executors",
        "--driver-memory",
        "--properties-file",
        "--queue",
        "--driver-java-options",
        "--driver-class-path",
        "--total-executor-cores",
        "--py-files"
      })
  void anOptionWithoutItsValueIsOneLine(String option) throws Exception {
    assertOneLine(checkout.submit(Map.of(), option), 2, option + " needs a value");
  }

  @ParameterizedTest
  @CsvSource({
    "'--master --verbose', '--master needs a value'",
    "'--conf spark.x run', '--conf spark.x: write NAME=VALUE'",
    "'--driver-memory much run', 'much is no size of memory; write such as 4g or 800m'"
  })
  void aWrongValueIsOneLine(String line, String said) throws Exception {
    assertOneLine(checkout.submit(Map.of(), line.split(" ")), 2, said);
  }

  @Test
  void anotherJavaIsNamed() throws Exception {
    Path jdk = folder.resolve("jdk-25");
    executable(jdk.resolve("bin/java"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    assertOneLine(
        checkout.submit(Map.of("JAVA_HOME", jdk.toString()), "settings"),
        1,
        jdk + "/bin/java is Java 25.0.3; Spark runs on Java 17 or 21: set JAVA_HOME to one");
    assertOneLine(
        checkout.submit(Map.of("JAVA_HOME", folder + "/none"), "settings"),
        1,
        "there is no bin/java in JAVA_HOME=" + folder + "/none; set it to a JDK 17");
  }

  @Test
  void whatCannotBeReadOrWrittenIsNamed() throws Exception {
    Path file = Files.createTempFile(folder, "a", "file");
    assertOneLine(
        checkout.submit(Map.of("REENACT_LOG", file + "/x.log"), "settings"),
        1,
        "the log " + file + "/x.log can't be written; set REENACT_LOG to another file");
    assertOneLine(
        checkout.submit(Map.of(), "--properties-file", file + "/x.conf", "settings"),
        1,
        "the properties file " + file + "/x.conf can't be read");
    assertOneLine(
        checkout.submit(Map.of("SPARK_HOME", file.toString()), "settings"),
        1,
        "there is no bin/spark-submit in SPARK_HOME=" + file);
  }

  @Test
  void aSharedInstallLogsElsewhere() throws Exception {
    Checkout shared = Checkout.in(folder.resolve("shared"));
    Files.createFile(shared.home.resolve("logs"));
    Path state = folder.resolve("state");
    Checkout.Outcome run =
        shared.submit(Map.of("XDG_STATE_HOME", state.toString()), "settings", "--set", "job.sed=1");
    assertThat(run.said())
        .containsExactly(
            shared.home.resolve("logs/reenact.log")
                + " can't be written; the log is "
                + state.resolve("reenact/reenact.log"),
            "error: --set: unknown setting job.sed; did you mean job.seed?");
    assertThat(state.resolve("reenact/reenact.log")).isNotEmptyFile();
  }

  @Test
  void aMissingToolOfTheBuildIsNamed() throws Exception {
    Checkout fresh = Checkout.in(folder.resolve("fresh"));
    Files.delete(fresh.home.resolve("target/dist/built"));
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool :
        List.of("bash", "env", "dirname", "readlink", "sed", "head", "find", "mkdir", "cat")) {
      Files.createSymbolicLink(tools.resolve(tool), onPath(tool));
    }
    Map<String, String> few = Map.of("PATH", tools.toString(), "REENACT_NO_BUILD", "");
    assertOneLine(fresh.submit(few, "settings"), 1, "mvn is not on the PATH; install Maven");
    executable(tools.resolve("mvn"));
    for (String tool : List.of("node", "npm")) {
      assertOneLine(
          fresh.submit(few, "settings"), 1, tool + " is not on the PATH; install Node.js");
      executable(tools.resolve(tool));
    }
    Files.createDirectory(fresh.home.resolve("target/build.log"));
    assertOneLine(fresh.submit(few, "settings"), 1, fresh.home + "/target can't be written");
    Files.delete(fresh.home.resolve("target/dist/jvm.flags"));
    assertOneLine(
        fresh.submit(Map.of(), "settings"), 1, "nothing is built; run without REENACT_NO_BUILD");
  }

  private static Path onPath(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(part -> Path.of(part, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private static void executable(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\nexit 1\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void assertOneLine(Checkout.Outcome outcome, int code, String said) {
    assertThat(outcome.said()).singleElement().asString().startsWith("error: " + said);
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.out()).isEmpty();
  }
}
