package io.reenact.cli;

import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.udf.ReenactFunctions;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the tables. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a query over the workspace's tables.",
      "Prints the result on standard output. Views: clips, tracks, latents, persons, renders,"
          + " metrics,",
      "runs. There are functions on latents and pictures, too: DESCRIBE FUNCTION reenact_edit, and",
      "docs/how-to/sql-and-notebooks.md."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh sql --workspace W \"SELECT identity, clip, frames, status FROM clips\"",
      "  ./submit.sh sql --workspace W --output csv \"SELECT * FROM metrics\" > metrics.csv",
      "  ./submit.sh sql \"SELECT reenact_camera(20, 0)\""
    })
final class SqlCommand implements Callable<Integer> {
  /** How rows are printed. */
  enum Output {
    TABLE,
    CSV,
    JSON
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
      description = "table, csv or json (one object a line); default ${DEFAULT-VALUE}.")
  private Output output;

  @Parameters(paramLabel = "QUERY", description = "One SQL query.")
  private String query;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Sessions.open("sql", verbose);
    if (workspace != null) {
      Workspace found = Sessions.workspace(spark, workspace);
      Tables.views(spark, found);
      spark.conf().set("spark.reenact.workspace", found.root());
    }
    ReenactFunctions.register(spark);
    Dataset<Row> rows = spark.sql(query);
    switch (output) {
      case TABLE -> TextTable.print(rows.columns(), Rows.text(rows), System.out);
      case CSV -> Rows.csv(rows, System.out);
      case JSON -> {
        Iterator<String> lines = rows.toJSON().toLocalIterator();
        while (lines.hasNext()) {
          System.out.println(lines.next());
        }
      }
    }
    System.out.flush();
    return 0;
  }
}
