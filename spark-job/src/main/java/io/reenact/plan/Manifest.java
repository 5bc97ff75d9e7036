package io.reenact.plan;

import io.reenact.error.BadInput;
import io.reenact.error.StorageErrors;
import io.reenact.error.UserError;
import io.reenact.inversion.Strategy;
import io.reenact.row.RowCodec;
import io.reenact.text.Names;
import io.reenact.text.TableFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A list of clips: CSV with a header, JSON lines or Parquet, with the columns identity, clip, uri
 * and, if wanted, start and end in seconds and the person's strategy. A relative uri is relative to
 * the manifest.
 */
final class Manifest {
  private static final List<String> REQUIRED = List.of("identity", "clip", "uri");
  private static final Pattern NAMES =
      Pattern.compile(".*\\.(csv|json|jsonl|ndjson|parquet)", Pattern.CASE_INSENSITIVE);
  private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/");

  /** A line as somebody wrote it. */
  private record Line(
      String identity, String clip, String uri, Double start, Double end, String strategy) {}

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
        throw new BadInput(
            "manifest " + file + " has no column " + column + "; it needs identity, clip, uri");
      }
    }
    List<Line> all;
    try {
      all =
          RowCodec.of(Line.class)
              .list(
                  rows.select(
                      text("identity"),
                      text("clip"),
                      text("uri"),
                      ifThere(columns, "start", "double"),
                      ifThere(columns, "end", "double"),
                      ifThere(columns, "strategy", "string")));
    } catch (UserError e) {
      throw e;
    } catch (Exception e) {
      // Spark throws checked exceptions that its methods don't declare.
      throw broken(file, e);
    }
    List<Clip> clips = new ArrayList<>();
    Map<String, Integer> asked = new HashMap<>();
    for (Line row : all) {
      Clip clip = clip(file, row, clips.size() + 1);
      clips.add(clip);
      // One that is none is its row's own error.
      if (clip.strategy() != null && Strategy.wrong(clip.strategy()) == null) {
        Integer first = asked.putIfAbsent(clip.identity(), clips.size());
        String before = first == null ? clip.strategy() : clips.get(first - 1).strategy();
        if (!before.equals(clip.strategy())) {
          throw new BadInput(
              "manifest "
                  + file
                  + ": "
                  + Names.printable(clip.identity())
                  + " has strategy "
                  + Names.printable(before)
                  + " in row "
                  + first
                  + " and "
                  + Names.printable(clip.strategy())
                  + " in row "
                  + clips.size()
                  + "; a person has one");
        }
      }
    }
    return clips;
  }

  private static UserError broken(Path file, Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return new BadInput("manifest " + file + " can't be read: " + why, e);
  }

  private static Clip clip(Path file, Line row, int number) {
    String where = "manifest " + file + ", row " + number + ": ";
    required(where, "identity", row.identity());
    required(where, "clip", row.clip());
    required(where, "uri", row.uri());
    Double start = row.start();
    Double end = row.end();
    if ((start != null && !(start >= 0)) || (end != null && !(end > (start == null ? 0 : start)))) {
      throw new BadInput(where + "start and end must be 0 <= start < end");
    }
    if (StorageErrors.holdsKeys(row.uri())) {
      throw new BadInput(where + "keys don't belong in a URI; take them out");
    }
    String strategy = row.strategy() == null || row.strategy().isBlank() ? null : row.strategy();
    return new Clip(
        row.identity(),
        row.clip(),
        absolute(file, row.uri()),
        start,
        end,
        strategy == null ? null : strategy.strip());
  }

  private static void required(String where, String column, String value) {
    if (value == null || value.isBlank()) {
      throw new BadInput(where + column + " is empty");
    }
  }

  /**
   * A uri as the readers of clips take it. What begins with a scheme and a slash is absolute, even
   * if nobody knows the scheme: the clip's own row will say so. A colon anywhere else is part of a
   * name.
   */
  private static String absolute(Path file, String uri) {
    if (uri.startsWith("/") || ABSOLUTE.matcher(uri).lookingAt()) {
      return uri;
    }
    try {
      return new Path(file.getParent(), new Path(null, null, uri)).toString();
    } catch (IllegalArgumentException e) {
      return uri; // No path at all: the clip's row says so.
    }
  }

  private static Dataset<Row> open(SparkSession spark, Path file) {
    if (!NAMES.matcher(file.getName()).matches()) {
      throw new BadInput(
          "corpus " + file + " is a file but no manifest; name it .csv, .jsonl or .parquet");
    }
    return TableFiles.user(spark, "manifest", file.toString(), Map.of("multiLine", "true"));
  }

  private static Column text(String column) {
    return functions.col(column).cast("string").as(column);
  }

  private static Column ifThere(Set<String> columns, String column, String type) {
    return columns.contains(column)
        ? functions.col(column).cast(type).as(column)
        : functions.lit(null).cast(type).as(column);
  }
}
