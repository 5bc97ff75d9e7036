package io.reenact.plan;

import io.reenact.error.StorageErrors;
import io.reenact.error.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A list of clips: CSV with a header, JSON lines or Parquet, with the columns identity, clip, uri
 * and, if wanted, start and end in seconds. A relative uri is relative to the manifest.
 */
final class Manifest {
  private static final List<String> REQUIRED = List.of("identity", "clip", "uri");

  private Manifest() {}

  static List<Clip> read(SparkSession spark, Path file) {
    Dataset<Row> rows;
    try {
      rows = open(spark, file);
    } catch (UserError e) {
      throw e;
    } catch (Exception e) {
      // Spark throws checked exceptions that its methods don't declare.
      throw broken(file, e);
    }
    Set<String> columns = Set.copyOf(Arrays.asList(rows.columns()));
    for (String column : REQUIRED) {
      if (!columns.contains(column)) {
        throw new UserError(
            "manifest " + file + " has no column " + column + "; it needs identity, clip, uri");
      }
    }
    List<Row> all;
    try {
      all =
          rows.select(
                  text("identity"),
                  text("clip"),
                  text("uri"),
                  seconds(columns, "start"),
                  seconds(columns, "end"))
              .collectAsList();
    } catch (UserError e) {
      throw e;
    } catch (Exception e) {
      // Spark throws checked exceptions that its methods don't declare.
      throw broken(file, e);
    }
    List<Clip> clips = new ArrayList<>();
    for (Row row : all) {
      clips.add(clip(file, row, clips.size() + 1));
    }
    return clips;
  }

  private static UserError broken(Path file, Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return new UserError("manifest " + file + " can't be read: " + why, e);
  }

  private static Clip clip(Path file, Row row, int number) {
    for (int i = 0; i < REQUIRED.size(); i++) {
      if (row.isNullAt(i) || row.getString(i).isBlank()) {
        throw new UserError(
            "manifest " + file + ", row " + number + ": " + REQUIRED.get(i) + " is empty");
      }
    }
    Double start = row.isNullAt(3) ? null : (Double) row.getDouble(3);
    Double end = row.isNullAt(4) ? null : (Double) row.getDouble(4);
    if ((start != null && !(start >= 0)) || (end != null && !(end > (start == null ? 0 : start)))) {
      throw new UserError(
          "manifest " + file + ", row " + number + ": start and end must be 0 <= start < end");
    }
    if (StorageErrors.holdsKeys(row.getString(2))) {
      throw new UserError(
          "manifest " + file + ", row " + number + ": keys don't belong in a URI; take them out");
    }
    Path uri;
    try {
      uri = new Path(row.getString(2));
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "manifest " + file + ", row " + number + ": not a uri: " + row.getString(2), e);
    }
    Path absolute = uri.isAbsolute() ? uri : new Path(file.getParent(), uri);
    return new Clip(row.getString(0), row.getString(1), absolute.toString(), start, end);
  }

  private static Dataset<Row> open(SparkSession spark, Path file) {
    String name = file.getName().toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return spark
          .read()
          .option("header", "true")
          .option("escape", "\"")
          .option("multiLine", "true")
          .option("mode", "FAILFAST")
          .csv(file.toString());
    }
    if (name.endsWith(".parquet")) {
      return spark.read().parquet(file.toString());
    }
    if (name.endsWith(".json") || name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return spark.read().option("mode", "FAILFAST").json(file.toString());
    }
    throw new UserError(
        "corpus " + file + " is a file but no manifest; name it .csv, .jsonl or .parquet");
  }

  private static Column text(String column) {
    return functions.col(column).cast("string");
  }

  private static Column seconds(Set<String> columns, String column) {
    return columns.contains(column)
        ? functions.col(column).cast("double")
        : functions.lit(null).cast("double");
  }
}
