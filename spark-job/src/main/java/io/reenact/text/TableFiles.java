package io.reenact.text;

import io.reenact.error.BadInput;
import io.reenact.error.InputText;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.video.InputFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource;

/**
 * Files that Spark reads as tables, each by its very name: Spark's own readers take {@code [ ] { }
 * * ?} in a path for a pattern and then find nothing, or other files.
 */
public final class TableFiles {
  /** How much of a text file is looked at to tell which character separates its columns. */
  private static final int HEAD = 1 << 16;

  private TableFiles() {}

  /** A reader that takes paths as they are. */
  public static DataFrameReader reader(SparkSession spark) {
    return spark.read().option(DataSource.GLOB_PATHS_KEY(), "false");
  }

  /**
   * A user's table: CSV with a header (separated by commas, semicolons or tabs), JSON lines or
   * Parquet, by the end of its name.
   *
   * @param what it is, as in {@code manifest}, for errors
   * @param uri a file or a folder of such files, on any Hadoop file system; a folder with no such
   *     name is Parquet
   * @param csv more of Spark's options for CSV
   * @throws UserError if it is not there, has another name, or is text but no UTF-8
   * @throws RuntimeException as Spark throws if it is damaged, now or when it is read
   */
  public static Dataset<Row> user(
      SparkSession spark, String what, String uri, Map<String, String> csv) {
    String shown = what + " " + uri;
    try {
      Path path = new Path(uri);
      FileSystem fs = InputFiles.of(path, spark.sparkContext().hadoopConfiguration());
      FileStatus status = fs.getFileStatus(path);
      String name = path.getName().toLowerCase(Locale.ROOT);
      DataFrameReader reader = reader(spark).option("mode", "FAILFAST");
      if (name.endsWith(".parquet") || (status.isDirectory() && !name.contains("."))) {
        visible(shown, status);
        return reader.parquet(path.toString());
      }
      if (name.endsWith(".json") || name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
        head(shown, fs, status);
        return reader.json(path.toString());
      }
      if (name.endsWith(".csv")) {
        reader =
            reader
                .option("header", "true")
                .option("escape", "\"")
                .option("sep", separator(head(shown, fs, status)));
        // To find the names, the reader of records of several lines takes the path for a pattern.
        return csv.containsKey("multiLine")
            ? reader.schema(reader.csv(path.toString()).schema()).options(csv).csv(path.toString())
            : reader.options(csv).csv(path.toString());
      }
      throw new BadInput(shown + ": name it .csv, .jsonl or .parquet");
    } catch (FileNotFoundException e) {
      throw new BadInput(shown + " does not exist; check the path", e);
    } catch (IOException | IllegalArgumentException e) {
      throw UnusableStore.or(shown + " can't be read", e);
    }
  }

  private static void visible(String shown, FileStatus status) {
    String name = status.getPath().getName();
    if (status.isFile() && (name.startsWith("_") || name.startsWith("."))) {
      throw new BadInput(
          shown + ": Spark takes files whose names begin with _ or a dot for hidden; rename it");
    }
  }

  /** The first line of a text file, or of a folder's first one, all of whose files are UTF-8. */
  private static String head(String shown, FileSystem fs, FileStatus status) throws IOException {
    visible(shown, status);
    if (status.isFile()) {
      try (InputStream in = fs.open(status.getPath())) {
        InputText.check(in, shown);
      }
      try (InputStream in = fs.open(status.getPath())) {
        return new String(in.readNBytes(HEAD), StandardCharsets.UTF_8)
            .lines()
            .findFirst()
            .orElse("");
      }
    }
    String first = "";
    for (FileStatus file :
        Stream.of(fs.listStatus(status.getPath()))
            .filter(f -> f.isFile() && !f.getPath().getName().matches("[._].*"))
            .sorted()
            .toList()) {
      String head = head(shown + " (" + file.getPath().getName() + ")", fs, file);
      first = first.isEmpty() ? head : first;
    }
    return first;
  }

  /** Comma, unless the line of names has none but has a semicolon or a tab, as Excel writes. */
  static String separator(String header) {
    if (header.indexOf(',') >= 0) {
      return ",";
    }
    return header.indexOf(';') >= 0 ? ";" : header.indexOf('\t') >= 0 ? "\t" : ",";
  }
}
