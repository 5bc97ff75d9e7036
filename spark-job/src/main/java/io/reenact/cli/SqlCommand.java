package io.reenact.cli;

import io.reenact.error.UserError;
import io.reenact.paper.PaperFormat;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.udf.ReenactFunctions;
import java.util.concurrent.Callable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Asks the tables. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a query over the workspace's tables.",
      "Prints the result on standard output; nothing can be changed. Tables: clips, tracks, "
          + "latents, persons, renders, metrics, runs; SHOW TABLES lists those that are there. There "
          + "are functions on latents and pictures, too: SHOW FUNCTIONS LIKE 'reenact*', DESCRIBE "
          + "FUNCTION reenact_edit, and docs/how-to/sql-and-notebooks.md."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh sql --workspace W \"SELECT identity, clip, frames, status FROM clips\"",
      "  ./submit.sh sql --workspace W --output csv \"SELECT * FROM metrics\" > metrics.csv",
      "  ./submit.sh sql --save-binary pictures \"SELECT reenact_render(reenact_sample(7))\"",
      "  ./submit.sh sql \"DESCRIBE FUNCTION reenact_render\""
    })
final class SqlCommand implements Callable<Integer> {
  @ParentCommand private Reenact parent;

  /** How rows are printed. */
  enum Output {
    TABLE,
    CSV,
    JSON,
    MARKDOWN,
    LATEX
  }

  @Option(
      names = "--workspace",
      paramLabel = "URI",
      description = "Whose tables to ask; without it only the functions are there.")
  private String workspace;

  @Option(names = "--verbose", description = "Details: log lines on the terminal, stack traces.")
  private boolean verbose;

  @Option(
      names = "--output",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = {
        "table, csv, json (one object a line), markdown or latex (with booktabs); default "
            + "${DEFAULT-VALUE}. In markdown and latex a column named after a metric has an arrow "
            + "that says which way it is better, and its best number is bold."
      })
  private Output output;

  @Option(
      names = "--save-binary",
      paramLabel = "FOLDER",
      description = "Keep binary cells, such as pictures, as files there; cells hold their paths.")
  private String binaries;

  @Parameters(paramLabel = "QUERY", description = "One SQL query.")
  private String query;

  @Override
  public Integer call() throws Exception {
    SparkSession spark = Sessions.open("sql", verbose);
    ReenactFunctions.register(spark);
    Workspace found =
        workspace == null ? null : Sessions.workspace(spark, workspace, parent.console());
    Dataset<Row> result;
    try {
      ReadOnly.require(spark, query);
      if (found != null) {
        Tables.publishedViews(spark, found);
        spark.conf().set("spark.reenact.workspace", found.root());
      }
      result = spark.sql(query);
    } catch (AnalysisException e) {
      throw notYet(e, found);
    }
    Rows rows =
        new Rows(result, new Binaries(binaries, spark.sparkContext().hadoopConfiguration()));
    switch (output) {
      case TABLE -> rows.table(System.out);
      case CSV -> rows.csv(System.out);
      case JSON -> rows.json(System.out);
      case MARKDOWN -> System.out.print(PaperFormat.MARKDOWN.write(rows.paper()));
      case LATEX -> System.out.print(PaperFormat.LATEX.write(rows.paper()));
    }
    System.out.flush();
    return 0;
  }

  /** What to do where a query names a table that no command has made yet. */
  private static Exception notYet(AnalysisException e, Workspace workspace) {
    if (workspace != null && "TABLE_OR_VIEW_NOT_FOUND".equals(e.getCondition())) {
      String name = e.getMessageParameters().getOrDefault("relationName", "").replace("`", "");
      for (Table table : Table.values()) {
        if (table.folder().equalsIgnoreCase(name)) {
          return new UserError(
              "workspace "
                  + workspace.root()
                  + " has no table "
                  + table.folder()
                  + " yet; run the command "
                  + table.madeBy()
                  + " first",
              e);
        }
      }
    }
    return e;
  }
}
