package io.reenact.table;

import io.reenact.error.UnusableStore;
import io.reenact.text.TableFiles;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Published tables as Spark reads them. */
public final class Tables {
  private Tables() {}

  /** A table that may not have been published yet. */
  public static Optional<Dataset<Row>> published(
      SparkSession spark, Workspace workspace, Table table) {
    try {
      boolean any =
          exists(workspace.store(spark.sparkContext().hadoopConfiguration()), workspace, table);
      return any
          ? Optional.of(files(spark, table, List.of(workspace.table(table))))
          : Optional.empty();
    } catch (IOException e) {
      throw UnusableStore.or("workspace " + workspace.root(), e);
    }
  }

  public static boolean exists(Store store, Workspace workspace, Table table) throws IOException {
    return store.list(workspace.table(table)).stream()
        .anyMatch(f -> f.getPath().getName().endsWith(".parquet"));
  }

  /** Some files of a table, or its folder. */
  public static Dataset<Row> files(SparkSession spark, Table table, Collection<Path> files) {
    return TableFiles.reader(spark)
        .schema(table.schema())
        .parquet(files.stream().map(Path::toString).toArray(String[]::new));
  }

  /** A table, empty if it has not been published yet. */
  public static Dataset<Row> orEmpty(SparkSession spark, Workspace workspace, Table table) {
    return published(spark, workspace, table)
        .orElseGet(() -> spark.createDataFrame(List.of(), table.schema()));
  }

  /** Makes every table that was published a temporary view under its name, and no other. */
  public static void publishedViews(SparkSession spark, Workspace workspace) {
    for (Table table : Table.values()) {
      spark.catalog().dropTempView(table.folder());
      published(spark, workspace, table).ifPresent(t -> t.createOrReplaceTempView(table.folder()));
    }
  }

  /** Makes every table a temporary view under its name; of one not published yet an empty one. */
  public static void views(SparkSession spark, Workspace workspace) {
    for (Table table : Table.values()) {
      orEmpty(spark, workspace, table).createOrReplaceTempView(table.folder());
    }
  }
}
