package io.reenact.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.metric.Bootstrap;
import io.reenact.metric.Bootstrap.Pair;
import io.reenact.metric.Metric;
import io.reenact.metric.Region;
import io.reenact.stage.LocalSpark;
import io.reenact.table.Table;
import io.reenact.table.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricSummaryTest {
  private static final List<String> PEOPLE = List.of("a", "b", "c");

  private final SparkSession spark = LocalSpark.session();
  private final Bootstrap bootstrap = new Bootstrap(200, 5);

  @TempDir private Path folder;

  private static Row row(StructType schema, Map<String, Object> values) {
    return RowFactory.create(Arrays.stream(schema.fieldNames()).map(values::get).toArray());
  }

  /** Every person by every other: the cosine is 0.1 for each letter of the source, plus some. */
  private Workspace workspace(String name, double more, boolean withC) {
    Workspace workspace = Workspace.at(folder.resolve(name).toString(), new Configuration());
    List<Row> renders = new ArrayList<>();
    List<Row> metrics = new ArrayList<>();
    for (String source : PEOPLE) {
      for (String driver : PEOPLE) {
        if (source.equals("c") && !withC) {
          continue;
        }
        String id = name + source + driver;
        renders.add(
            row(
                Table.RENDERS.schema(),
                Map.of(
                    "render_id",
                    id,
                    "source",
                    source,
                    "driver",
                    driver,
                    "driver_clip",
                    "c",
                    "cameras",
                    "driver")));
        double value = 0.1 * (source.charAt(0) - 'a' + 1) + more;
        metrics.add(metric(id, "csim", value, "face", "mobilefacenet"));
        metrics.add(metric(id, "csim", 0.5, "face", "mine.pt"));
        metrics.add(metric(id, "nme", more < 0 ? 5 : 4, "face", ""));
        metrics.add(metric(id, "psnr", Double.NaN, "face", ""));
      }
    }
    write(workspace, Table.RENDERS, renders);
    write(workspace, Table.METRICS, metrics);
    return workspace;
  }

  private static Row metric(String id, String metric, double value, String region, String network) {
    return row(
        Table.METRICS.schema(),
        Map.of("item", id, "metric", metric, "value", value, "region", region, "network", network));
  }

  private void write(Workspace workspace, Table table, List<Row> rows) {
    spark.createDataFrame(rows, table.schema()).write().parquet(workspace.table(table).toString());
  }

  private static List<String> titles(PaperTable table) {
    return table.columns().stream().map(PaperTable.Column::title).toList();
  }

  @Test
  void meansAreThoseOfTheGroupsAndNetworksStayApart() {
    Workspace workspace = workspace("w", 0, true);
    PaperTable table =
        new MetricSummary(
                List.of("cameras"), MetricSummary.chosen(Optional.of("csim, nme,psnr")), bootstrap)
            .means(spark, workspace, "caption");
    assertThat(table.caption()).isEqualTo("caption Protocol reconstruction.");
    assertThat(titles(table))
        .containsExactly(
            "kind",
            "cameras",
            "identities",
            "identity cosine (face) by mine.pt",
            "identity cosine (face) by mobilefacenet",
            "NME, % (face)");
    assertThat(table.rows())
        .extracting(r -> r.get(0))
        .containsExactly(new Cell.Text("self"), new Cell.Text("cross"));
    List<Pair> self =
        List.of(Pair.of("a", "a", 0.1), Pair.of("b", "b", 0.2), Pair.of("c", "c", 0.1 * 3));
    assertThat(table.rows().get(0).get(4)).isEqualTo(new Cell.Mean(bootstrap.mean(self)));
    List<Pair> cross = new ArrayList<>();
    for (String s : PEOPLE) {
      for (String d : PEOPLE) {
        if (!s.equals(d)) {
          cross.add(Pair.of(s, d, 0.1 * (s.charAt(0) - 'a' + 1)));
        }
      }
    }
    assertThat(table.rows().get(1).get(4)).isEqualTo(new Cell.Mean(bootstrap.mean(cross)));
  }

  /** Frames that were given and those that were held, and protocols, have rows of their own. */
  @Test
  void protocolsAndSplitsStayApart() {
    Workspace workspace = workspace("p", 0, true);
    List<Row> metrics = new ArrayList<>();
    for (String source : PEOPLE) {
      String id = "p" + source + source;
      for (String split : List.of("given", "held")) {
        Map<String, Object> values =
            Map.of(
                "item", id,
                "metric", "psnr",
                "value", split.equals("given") ? 30.0 : 20.0,
                "region", "face",
                "network", "",
                "protocol", "first-frame",
                "split", split);
        metrics.add(row(Table.METRICS.schema(), values));
      }
    }
    spark
        .createDataFrame(metrics, Table.METRICS.schema())
        .write()
        .mode("overwrite")
        .parquet(workspace.table(Table.METRICS).toString());
    PaperTable table =
        new MetricSummary(List.of(), MetricSummary.chosen(Optional.of("psnr")), bootstrap)
            .means(spark, workspace, "Means.");
    assertThat(table.caption())
        .isEqualTo(
            "Means. Protocol first-frame; frames that inversion was given, and those held from it.");
    assertThat(titles(table)).startsWith("kind", "split", "identities");
    assertThat(table.rows()).hasSize(2);
    assertThat(table.rows())
        .extracting(r -> r.get(1))
        .containsExactly(new Cell.Text("given"), new Cell.Text("held"));
    assertThat(((Cell.Mean) table.rows().get(1).get(3)).estimate().mean()).isEqualTo(20);
    assertThat(table.best(0, 3)).as("nothing to be compared with").isFalse();
    metrics.add(
        row(
            Table.METRICS.schema(),
            Map.of("item", "pab", "metric", "psnr", "value", 10.0, "region", "face")));
    spark
        .createDataFrame(metrics, Table.METRICS.schema())
        .write()
        .mode("overwrite")
        .parquet(workspace.table(Table.METRICS).toString());
    table =
        new MetricSummary(List.of(), MetricSummary.chosen(Optional.of("psnr")), bootstrap)
            .means(spark, workspace, "");
    assertThat(titles(table)).startsWith("kind", "protocol", "split", "identities");
    assertThat(table.rows()).hasSize(3);
    assertThat(table.caption()).startsWith(" Protocols first-frame, reconstruction;");
    methodsAndGroups(workspace);
  }

  /** Another system's renders have a row of their own, and each group its distance. */
  private void methodsAndGroups(Workspace workspace) {
    Map<String, Object> theirs =
        Map.of(
            "render_id", "lp",
            "source", "a",
            "driver", "b",
            "driver_clip", "c",
            "cameras", "driver",
            "method", "LivePortrait");
    append(workspace, Table.RENDERS, List.of(row(Table.RENDERS.schema(), theirs)));
    append(
        workspace,
        Table.METRICS,
        List.of(
            row(
                Table.METRICS.schema(),
                Map.of("item", "lp", "metric", "psnr", "value", 12.0, "region", "face"))));
    List<Row> features = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      for (boolean result : new boolean[] {true, false}) {
        float at = i % 2 * 2 + (result ? 0 : 3);
        features.add(
            row(
                Table.FEATURES.schema(),
                Map.of(
                    "item", "lp",
                    "frame", i,
                    "protocol", "reconstruction",
                    "split", "all",
                    "result", result,
                    "network", "n",
                    "features", List.of(at))));
      }
    }
    append(workspace, Table.FEATURES, features);
    PaperTable table =
        new MetricSummary(List.of(), MetricSummary.chosen(Optional.of("psnr,frechet")), bootstrap)
            .means(spark, workspace, "");
    assertThat(titles(table))
        .containsExactly(
            "kind",
            "protocol",
            "split",
            "method",
            "identities",
            "PSNR, dB (face)",
            "Frechet distance (face) by n",
            "its frames, results and drivers");
    List<Cell> row =
        table.rows().stream()
            .filter(r -> r.get(3).equals(new Cell.Text("LivePortrait")))
            .findFirst()
            .orElseThrow();
    assertThat(row.get(6).compared()).isCloseTo(9, org.assertj.core.api.Assertions.within(1e-9));
    assertThat(row.get(7)).isEqualTo(new Cell.Text("4 and 4"));
    assertThat(table.rows()).extracting(r -> r.get(3)).contains(new Cell.Text("reenact"));
  }

  private void append(Workspace workspace, Table table, List<Row> rows) {
    spark
        .createDataFrame(rows, table.schema())
        .write()
        .mode("append")
        .parquet(workspace.table(table).toString());
  }

  @Test
  void differencesAreOfTheRendersThatBothHave() {
    Workspace now = workspace("now", -0.05, true);
    Workspace before = workspace("before", 0, false);
    PaperTable table =
        new MetricSummary(List.of(), MetricSummary.chosen(Optional.of("csim,nme")), bootstrap)
            .differences(spark, now, before, "");
    assertThat(MetricSummary.worse(table)).isTrue();
    List<Cell> self = table.rows().get(0);
    // Of a and b alone: c is missing before.
    Cell.Difference csim = (Cell.Difference) self.get(3);
    assertThat(csim.estimate().identities()).isEqualTo(2);
    assertThat(csim.estimate().mean())
        .isCloseTo(-0.05, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(csim.verdict()).isEqualTo("worse");
    assertThat(((Cell.Difference) self.get(2)).verdict()).as("equal by mine.pt").isEmpty();
    assertThat(((Cell.Difference) self.get(4)).verdict()).as("nme: higher").isEqualTo("worse");
    PaperTable other =
        new MetricSummary(List.of(), MetricSummary.chosen(Optional.of("csim")), bootstrap)
            .differences(spark, before, now, "");
    assertThat(MetricSummary.worse(other)).isFalse();
  }

  @Test
  void whatIsUnknownIsRefused() {
    assertThatThrownBy(() -> MetricSummary.Chosen.parse("lpips"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no metric lpips");
    assertThatThrownBy(() -> MetricSummary.Chosen.parse("csim/mouth"))
        .hasMessageContaining("regions [face], not mouth");
    assertThatThrownBy(() -> new MetricSummary(List.of("wrong"), List.of(), bootstrap))
        .hasMessageContaining("renders has no column wrong");
    assertThat(MetricSummary.Chosen.parse("psnr").region()).isEqualTo(Region.FACE);
    assertThat(MetricSummary.Chosen.parse("apd").region()).isEqualTo(Region.HEAD);
    assertThat(MetricSummary.chosen(Optional.empty())).hasSameSizeAs(MetricSummary.USUAL);
    assertThat(MetricSummary.chosen(Optional.of("all"))).isEmpty();
    assertThat(MetricSummary.Chosen.parse("psnr/mouth"))
        .isEqualTo(new MetricSummary.Chosen(Metric.PSNR, Region.MOUTH));
  }
}
