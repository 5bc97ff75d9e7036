package io.reenact.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.console.Console;
import io.reenact.runner.StageContext;
import io.reenact.runner.StageRunner;
import io.reenact.runner.UnitLog;
import io.reenact.settings.Settings;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of a run: metrics, log lines, job descriptions. */
class ObservabilityTest {
  /** A busy machine may be slow to tell listeners; Spark itself would give up after 10 s. */
  private static final long PATIENCE_MS = 300_000;

  private final SparkSession spark = LocalSpark.session();
  private final SparkContext sc = spark.sparkContext();

  @TempDir private Path folder;

  @BeforeEach
  void fresh() {
    CountingStage.CALLS.clear();
    CountingStage.MISBEHAVE.clear();
  }

  private void run(String... cohorts) {
    Workspace workspace = Workspace.at(folder.resolve("w").toString(), new Configuration());
    Console console =
        new Console(
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), false);
    new StageRunner(new StageContext(spark, workspace, Settings.defaults(), console))
        .run(new CountingStage("a", cohorts));
  }

  /**
   * Metrics of ours by name, as Spark's endpoint for Prometheus gives them, once listeners have
   * heard of all that has ended.
   */
  private Map<String, Double> metrics() throws Exception {
    sc.listenerBus().waitUntilEmpty(PATIENCE_MS);
    String ui = sc.uiWebUrl().get();
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(ui + "/metrics/prometheus/")).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    String prefix = "metrics_reenact_driver_reenact_";
    Map<String, Double> found = new TreeMap<>();
    for (String line : answer.body().lines().filter(l -> l.startsWith(prefix)).toList()) {
      String name = line.substring(prefix.length(), line.indexOf('{'));
      found.put(name, Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)));
    }
    return found;
  }

  @Test
  void prometheusReadsWhatUnitsDid() throws Exception {
    CountingStage.MISBEHAVE.put("yy", "throw");
    run("first");
    Map<String, Double> before = metrics();
    run("x", "yy", "zzz");
    Map<String, Double> after = metrics();

    Map<String, Double> grown = new TreeMap<>();
    after.forEach((name, value) -> grown.put(name, value - before.getOrDefault(name, 0.0)));
    assertThat(grown)
        .containsEntry("units_Value", 2.0)
        .containsEntry("units_failed_Value", 1.0)
        .containsEntry("frames_Value", 21.0)
        .containsEntry("decode_ms_Value", 750.0)
        .containsEntry("compute_ms_Value", 1500.0)
        .containsKey("wait_ms_Value");
    assertThat(after.get("executor_driver_device_cpu_busy_share_Value")).isBetween(0.0, 1.0);
    double resident = after.get("executor_driver_resident_bytes_Value");
    assertThat(resident).isBetween(5e7, 2e10);
    assertThat(after.get("executor_driver_native_bytes_Value")).isBetween(0.0, resident);
  }

  @Test
  void descriptionsOfJobsNameStageAndUnits() throws Exception {
    List<String> descriptions = new CopyOnWriteArrayList<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            descriptions.add(String.valueOf(job.properties().get("spark.job.description")));
          }
        };
    sc.addSparkListener(listener);
    try {
      run("x", "yy\n<b>");
      run("x", "yy\n<b>", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
      sc.listenerBus().waitUntilEmpty(PATIENCE_MS);
    } finally {
      sc.removeSparkListener(listener);
    }
    assertThat(descriptions)
        .contains("reenact invert: 2 units: x, yy\\u000a<b>")
        .contains("reenact invert: 11 units: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...")
        .contains("reenact invert: publishing 2 units");
  }

  @Test
  void everyUnitIsOneLineOfJson() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    AbstractAppender appender =
        new AbstractAppender("test", null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage());
          }
        };
    appender.start();
    Logger logger = (Logger) LogManager.getLogger(UnitLog.class);
    Level level = logger.getLevel();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    try {
      CountingStage.MISBEHAVE.put("bad\nunit {", "user");
      run("x", "bad\nunit {");
    } finally {
      logger.removeAppender(appender);
      logger.setLevel(level);
    }
    List<JsonNode> units = new ArrayList<>();
    for (String line : lines) {
      assertThat(line).startsWith("unit {").doesNotContain("\n");
      units.add(Json.mapper().readTree(line.substring("unit ".length())));
    }
    assertThat(units)
        .extracting(u -> u.get("stage").asText() + " " + u.get("status").asText())
        .containsExactlyInAnyOrder("invert done", "invert failed");
    JsonNode done =
        units.stream().filter(u -> u.get("label").asText().equals("x")).findAny().orElseThrow();
    assertThat(done.get("frames").asLong()).isEqualTo(7);
    assertThat(done.get("split").get("decode").asDouble()).isEqualTo(0.25);
    assertThat(done.get("device").asText()).isEqualTo("cpu");
  }
}
