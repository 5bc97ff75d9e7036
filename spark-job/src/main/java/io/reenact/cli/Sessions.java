package io.reenact.cli;

import io.reenact.console.Console;
import io.reenact.publish.Publisher;
import io.reenact.runner.StageContext;
import io.reenact.table.Workspace;
import io.reenact.video.InputFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.ShutdownHookManager;

/** Opens Spark for a command. */
final class Sessions {
  private static final String WAREHOUSE = "spark.sql.warehouse.dir";

  private Sessions() {}

  /**
   * Spark wants a folder for tables of its own, which reenact has none of. A fresh one, which only
   * this user can enter: a folder of a fixed name could be somebody else's. Spark removes it at the
   * end.
   */
  static Path warehouse() {
    try {
      Path folder = Files.createTempDirectory("reenact-warehouse-");
      ShutdownHookManager.registerShutdownDeleteDir(folder.toFile());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder: set java.io.tmpdir", e);
    }
  }

  /** The session that spark-submit configured, or the one that is open. */
  static SparkSession open(String command, boolean verbose) {
    SparkSession.Builder builder = SparkSession.builder().appName("reenact " + command);
    if (!new SparkConf().contains(WAREHOUSE)) {
      builder.config(WAREHOUSE, InputFiles.uri(warehouse()));
    }
    SparkSession spark = builder.getOrCreate();
    if (verbose) {
      spark.sparkContext().setLogLevel("INFO");
    }
    // Pages carry checksums; without this, damaged ones may be read as other values.
    spark
        .sparkContext()
        .hadoopConfiguration()
        .setIfUnset(ParquetInputFormat.PAGE_VERIFY_CHECKSUM_ENABLED, "true");
    return spark;
  }

  /** A workspace that is there, to read; nothing in it is changed. */
  static Workspace workspace(SparkSession spark, String uri, Console console) throws IOException {
    return workspace(spark.sparkContext().hadoopConfiguration(), uri, console);
  }

  /** Opens a workspace to read without Spark. */
  static Workspace workspace(Configuration conf, String uri, Console console) throws IOException {
    Workspace workspace = Workspace.existing(uri, conf);
    if (Publisher.unfinished(workspace, conf)) {
      console.line(
          "note: a publication was cut short, so tables may lack rows until the next run of a stage"
              + " finishes it");
    }
    return workspace;
  }

  /** What stages run with; the workspace need not be there yet. */
  static StageContext context(
      SparkSession spark, String uri, SettingsOptions options, Console console) {
    return new StageContext(
        spark,
        Workspace.at(uri, spark.sparkContext().hadoopConfiguration()),
        options.settings(spark.sparkContext().hadoopConfiguration()),
        console);
  }
}
