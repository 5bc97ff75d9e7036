package io.reenact.runner;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.console.Console;
import io.reenact.error.UserError;
import io.reenact.row.ClipRow;
import io.reenact.settings.Settings;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.video.AllowedMedia;
import io.reenact.video.VideoEncoding;
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
   * @throws UserError if it is not there
   */
  public Dataset<Row> table(Table table) {
    return Tables.published(spark, workspace, table)
        .orElseThrow(
            () ->
                new UserError(
                    "workspace "
                        + workspace.root()
                        + " has no table "
                        + table.folder()
                        + " yet; run the command "
                        + table.madeBy()
                        + " first"));
  }

  /** Configures file systems and what may read clips, so that every stage does it alike. */
  public Configuration hadoop() {
    Configuration spark = spark().sparkContext().hadoopConfiguration();
    JsonNode index = settings.section(ClipRow.STAGE);
    String decoders = index.path("decoders").asText();
    String containers = index.path("containers").asText();
    boolean gpuEncodes = !settings.job().videoEncoder().equals("cpu");
    boolean gpuDecodes = settings.job().videoDecoder().equals("gpu");
    if (decoders.isBlank() && containers.isBlank() && gpuEncodes && !gpuDecodes) {
      return spark;
    }
    Configuration with = new Configuration(spark);
    with.set(AllowedMedia.DECODERS, decoders);
    with.set(AllowedMedia.CONTAINERS, containers);
    with.setBoolean(AllowedMedia.GPU_DECODES, gpuDecodes);
    with.setBoolean(VideoEncoding.GPU_ENCODES, gpuEncodes);
    return with;
  }
}
