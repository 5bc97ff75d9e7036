package io.reenact.stage;

import io.reenact.cli.Console;
import io.reenact.error.UserError;
import io.reenact.settings.Settings;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a stage plans with.
 *
 * @param spark the session
 * @param workspace where the tables are
 * @param settings of the run
 * @param console where people read
 */
public record StageContext(
    SparkSession spark, Workspace workspace, Settings settings, Console console) {
  /**
   * A table that an earlier stage published.
   *
   * @param madeBy the command that makes it
   * @throws UserError if it is not there
   */
  public Dataset<Row> table(Table table, String madeBy) {
    return Tables.published(spark, workspace, table)
        .orElseThrow(
            () ->
                new UserError(
                    "workspace "
                        + workspace.root()
                        + " has no table "
                        + table.folder()
                        + " yet; run the command "
                        + madeBy
                        + " first"));
  }

  /** Of the file systems. */
  public Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }
}
