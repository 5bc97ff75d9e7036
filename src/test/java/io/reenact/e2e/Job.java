package io.reenact.e2e;

import io.reenact.cli.Main;
import io.reenact.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs commands in this JVM, on one shared local Spark. */
final class Job {
  static final SparkSession SPARK =
      SparkSession.builder()
          .master("local[2]")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.sql.session.timeZone", "UTC")
          .config("spark.driver.host", "127.0.0.1")
          .getOrCreate();

  private Job() {}

  /**
   * How a command ended.
   *
   * @param code its exit code
   * @param said what a person read
   */
  record Outcome(int code, String said) {}

  static Outcome run(String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    int code = Main.run(console, arguments);
    return new Outcome(code, said.toString(StandardCharsets.UTF_8));
  }

  /** Rows of a table as a plain reader sees them: no class of ours. */
  static List<Row> rows(Object workspace, String table, String query) {
    SPARK.read().parquet(workspace + "/" + table).createOrReplaceTempView(table);
    return SPARK.sql(query).collectAsList();
  }
}
