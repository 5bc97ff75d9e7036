package io.reenact.report;

import io.reenact.paper.MetricSummary;
import io.reenact.runner.StageStatus;
import io.reenact.stage.evaluate.Openings;
import io.reenact.stage.reenact.RenderFiles;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Writes the report of all that is in a workspace: a folder of static files that opens from disk,
 * without a server and offline. Renders, people and curves go to pages as they come from the
 * tables, so that the driver holds a partition of them at a time.
 */
public final class ReportWriter {
  private final SparkSession spark;
  private final Workspace workspace;
  private final Configuration conf;

  public ReportWriter(SparkSession spark, Workspace workspace) {
    this.spark = spark;
    this.workspace = workspace;
    this.conf = spark.sparkContext().hadoopConfiguration();
  }

  /** Whether this build has all that a report is drawn with. */
  public static boolean complete() {
    return ReportFolder.complete();
  }

  /**
   * Writes it.
   *
   * @return the page to open
   * @throws io.reenact.error.UserError if the copy's folder holds something else
   */
  public Path write(ReportRequest request) throws IOException {
    boolean copy = request.copy().isPresent();
    ReportFolder folder = new ReportFolder(request.copy().orElse(workspace.report()), conf);
    if (copy) {
      folder.requireOwn();
    }
    Media media = new Media(workspace, conf, folder, copy);
    Dataset<Row> runs = Tables.orEmpty(spark, workspace, Table.RUNS);
    List<StageStatus> stages = StageStatus.all(workspace, conf, request.flow());
    RenderPages renders = new RenderPages(spark, workspace);
    PeoplePages people = new PeoplePages(spark, workspace);
    Summary summary = new Summary(spark, workspace, conf, renders.groups(), request.seed());
    Map<String, Object> pages = new TreeMap<>();
    CurvePages curves = new CurvePages(folder, new RenderFile(workspace, conf, Openings.FOLDER));
    Heads heads = new Heads(folder, new RenderFile(workspace, conf, RenderFiles.HEADS));
    pages.put(
        RenderPages.KIND,
        renders.write(folder, media, new Pictures(workspace, conf), curves, heads));
    pages.put(CurvePages.KIND, curves.finish());
    pages.put("curves_each", CurvePages.EACH);
    pages.put(PeoplePages.KIND, people.write(folder));
    pages.put(LossPages.KIND, LossPages.write(workspace, conf, folder));
    pages.put(PathPages.KIND, PathPages.write(spark, workspace, folder));
    Map<String, Object> counts = new TreeMap<>();
    counts.put("renders", renders.count());
    counts.put("people", people.people());
    counts.put("clips", people.clips());
    counts.put("tracked", people.tracked());
    counts.put("usable", people.usable());
    Map<String, Object> overview = new LinkedHashMap<>();
    overview.put("title", request.title());
    overview.put("subtitle", workspace.root());
    overview.put(
        "facts",
        request.facts().entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList());
    overview.put("usual", MetricSummary.USUAL);
    overview.put("counts", counts);
    overview.put("pages", pages);
    overview.put("columns", renders.columns());
    overview.put("groups", renders.groups().all());
    overview.put("summary", summary.lines());
    overview.put("previous", summary.previous(!copy));
    overview.put("stages", StageLines.of(stages, runs));
    overview.put("failures", FailureLines.of(stages, runs, workspace, conf));
    overview.put("settings", SettingLines.of(Tables.orEmpty(spark, workspace, Table.SETTINGS)));
    return folder.finish(overview);
  }
}
