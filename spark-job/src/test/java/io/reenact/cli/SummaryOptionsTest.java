package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.console.Console;
import io.reenact.error.UserError;
import io.reenact.runner.StageContext;
import io.reenact.settings.Settings;
import io.reenact.stage.LocalSpark;
import io.reenact.table.Table;
import io.reenact.table.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What evaluate prints of its metrics, and its exit code. */
class SummaryOptionsTest {
  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path folder;

  private static SummaryOptions options(String... arguments) {
    SummaryOptions options = new SummaryOptions();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments);
    return options;
  }

  /** Three people by themselves. */
  private Workspace workspace(String name, double csim) {
    Workspace workspace = Workspace.at(folder.resolve(name).toString(), new Configuration());
    List<Row> renders = new ArrayList<>();
    List<Row> metrics = new ArrayList<>();
    List<String> fields = List.of(Table.RENDERS.schema().fieldNames());
    for (String person : List.of("a", "b", "c")) {
      Object[] render = new Object[fields.size()];
      render[fields.indexOf("render_id")] = person;
      render[fields.indexOf("source")] = person;
      render[fields.indexOf("driver")] = person;
      render[fields.indexOf("cameras")] = "driver";
      renders.add(RowFactory.create(render));
      Object[] metric = new Object[Table.METRICS.schema().length()];
      metric[0] = person;
      metric[1] = "csim";
      metric[2] = csim + (person.charAt(0) - 'a') / 8.0;
      metric[3] = "face";
      metrics.add(RowFactory.create(metric));
    }
    spark
        .createDataFrame(renders, Table.RENDERS.schema())
        .write()
        .parquet(workspace.table(Table.RENDERS).toString());
    spark
        .createDataFrame(metrics, Table.METRICS.schema())
        .write()
        .parquet(workspace.table(Table.METRICS).toString());
    return workspace;
  }

  private String printed(int code, Workspace workspace, SummaryOptions options) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StageContext context =
        new StageContext(spark, workspace, Settings.defaults(), new Console(System.err, false));
    options.check();
    assertThat(options.print(context, new PrintStream(out, true, StandardCharsets.UTF_8)))
        .isEqualTo(code);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void nothingIsPrintedUnlessAskedFor() throws IOException {
    assertThat(printed(0, Workspace.at(folder.toString(), new Configuration()), options()))
        .isEmpty();
  }

  @Test
  void meansAndDifferences() throws IOException {
    Workspace before = workspace("before", 0.5);
    Workspace now = workspace("now", 0.25);
    assertThat(printed(0, now, options("--output", "markdown", "--by", "cameras")))
        .contains("| kind | cameras | identities | identity cosine (face) \u2191 |")
        .contains("| self | driver | 3 | 0.375 [0.250, 0.500] |");
    String[] against = {"--against", before.root(), "--fail-if-worse"};
    assertThat(printed(SummaryOptions.WORSE, now, options(against)))
        .contains("| self | driver |  | 3 | -0.250 [-0.250, -0.250] worse |");
    String[] other = {"--against", now.root(), "--fail-if-worse"};
    assertThat(printed(0, before, options(other))).contains("+0.250 [0.250, 0.250] better");
  }

  @Test
  void whatCannotBeMeantIsRefusedBeforeAnythingRuns() {
    assertThatThrownBy(() -> options("--fail-if-worse").check())
        .isInstanceOf(UserError.class)
        .hasMessage("--fail-if-worse needs --against WORKSPACE");
    assertThatThrownBy(() -> options("--metrics", "fid").check())
        .hasMessageContaining("there is no metric fid");
    assertThatThrownBy(() -> options("--by", "colour").check())
        .hasMessageContaining("no column colour");
  }
}
