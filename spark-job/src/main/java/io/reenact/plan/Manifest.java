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

  /** How many rows that are left out are named. */
  private static final int NAMED = 20;

  /** A line as somebody wrote it. */
  private record Line(
      String identity, String clip, String uri, String start, String end, String strategy) {}

  private final Path file;
  private final List<Clip> clips = new ArrayList<>();
  private final Map<String, String> wrong = new HashMap<>();
  private final List<String> lines = new ArrayList<>();

  /** Which row named a clip. */
  private final Map<String, Integer> named = new HashMap<>();

  /** Which row asked for a person's strategy, and for which. */
  private final Map<String, Asked> asked = new HashMap<>();

  private record Asked(int row, String strategy) {}

  private Manifest(Path file) {
    this.file = file;
  }

  /**
   * @throws UserError if it can't be read as a table or lacks a column. A row that is wrong is in
   *     {@link Corpus.Found#wrong}, or a line if it names no clip
   */
  static Corpus.Found read(SparkSession spark, Path file) {
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
                      ifThere(columns, "start"),
                      ifThere(columns, "end"),
                      ifThere(columns, "strategy")));
    } catch (UserError e) {
      throw e;
    } catch (Exception e) {
      // Spark throws checked exceptions that its methods don't declare.
      throw broken(file, e);
    }
    Manifest manifest = new Manifest(file);
    for (int i = 0; i < all.size(); i++) {
      manifest.add(all.get(i), i + 1);
    }
    return new Corpus.Found(file.toString(), manifest.clips, manifest.wrong, manifest.lines());
  }

  private static UserError broken(Path file, Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return new BadInput("manifest " + file + " can't be read: " + why, e);
  }

  private void add(Line row, int number) {
    String where = "manifest " + file + ", row " + number + ": ";
    if (blank(row.identity()) || blank(row.clip())) {
      lines.add(where + (blank(row.identity()) ? "identity" : "clip") + " is empty; left out");
      return;
    }
    String label = row.identity() + "/" + row.clip();
    Integer before = named.putIfAbsent(label, number);
    if (before != null) {
      lines.add(
          where
              + Names.printable(label)
              + " is the clip of row "
              + before
              + "; left out, give each clip of an identity its own name");
      return;
    }
    Double start = seconds(row.start());
    Double end = seconds(row.end());
    String strategy = blank(row.strategy()) ? null : row.strategy().strip();
    String why = wrong(row, start, end);
    // A strategy that is none is known to be wrong later.
    if (why == null && strategy != null && Strategy.wrong(strategy) == null) {
      Asked first = asked.putIfAbsent(row.identity(), new Asked(number, strategy));
      why = first == null || first.strategy().equals(strategy) ? null : other(row, first, strategy);
    }
    if (why == null) {
      clips.add(
          new Clip(row.identity(), row.clip(), absolute(file, row.uri()), start, end, strategy));
    } else {
      wrong.put(label, where + why);
      String uri = blank(row.uri()) ? "" : StorageErrors.withoutKeys(absolute(file, row.uri()));
      clips.add(new Clip(row.identity(), row.clip(), uri, null, null));
    }
  }

  /** What is wrong with a row that names a clip, or null. */
  private static String wrong(Line row, Double start, Double end) {
    if (blank(row.uri())) {
      return "uri is empty";
    }
    if (StorageErrors.holdsKeys(row.uri())) {
      return "keys don't belong in a URI; take them out";
    }
    boolean begins = start == null || start >= 0;
    boolean ends = end == null || end > (start == null ? 0 : start);
    return begins && ends ? null : "start and end must be numbers of seconds, 0 <= start < end";
  }

  private static String other(Line row, Asked first, String strategy) {
    return Names.printable(row.identity())
        + " has strategy "
        + Names.printable(first.strategy())
        + " in row "
        + first.row()
        + " and "
        + Names.printable(strategy)
        + " here; a person has one";
  }

  /** Null if nothing is said; NaN for what is no number. */
  private static Double seconds(String text) {
    if (blank(text)) {
      return null;
    }
    try {
      return Double.valueOf(text.strip());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private List<String> lines() {
    if (lines.size() <= NAMED) {
      return lines;
    }
    List<String> first = new ArrayList<>(lines.subList(0, NAMED));
    first.add("manifest " + file + ": " + (lines.size() - NAMED) + " more rows left out");
    return first;
  }

  private static boolean blank(String value) {
    return value == null || value.isBlank();
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

  private static Column ifThere(Set<String> columns, String column) {
    return columns.contains(column) ? text(column) : functions.lit(null).cast("string").as(column);
  }
}
