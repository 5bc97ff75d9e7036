package io.reenact.stage.others;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;
import static io.reenact.row.Columns.name;

import io.reenact.error.BadInput;
import io.reenact.error.StorageErrors;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.row.ClipRow;
import io.reenact.row.Columns;
import io.reenact.row.RowCodec;
import io.reenact.runner.StageContext;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.text.Csv;
import io.reenact.text.Hashes;
import io.reenact.text.TableFiles;
import io.reenact.video.InputFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * A user's table of videos that other systems made: CSV with a header, JSON lines or Parquet, with
 * the columns video, source (a clip or a picture), driver (a clip), method, and, if wanted,
 * source_identity, driver_identity and crop. A relative path is relative to the table.
 */
public final class OthersTable {
  private static final List<String> REQUIRED = List.of("video", "source", "driver", "method");

  /** A row as somebody wrote it; columns of the table. */
  private record Line(
      String video,
      String source,
      String driver,
      String method,
      String sourceIdentity,
      String driverIdentity,
      String crop) {}

  /**
   * A clip of a row.
   *
   * @param identity whose
   * @param clip its name
   */
  record Named(String identity, String clip) {}

  /**
   * A row.
   *
   * @param number from 1
   * @param video absolute
   * @param source whose looks
   * @param driver whose expressions
   * @param method what made it
   * @param crop auto, driver or own
   * @param bad why it can't be used, or null
   */
  record Entry(
      int number,
      String video,
      Named source,
      Named driver,
      String method,
      String crop,
      String bad) {}

  private final String uri;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Named> names = new HashMap<>();
  private final Map<Named, String> fresh =
      new TreeMap<>(java.util.Comparator.comparing(Named::identity).thenComparing(Named::clip));

  /**
   * Reads one.
   *
   * @throws UserError if it can't be read or lacks a column
   */
  public OthersTable(StageContext context, String uri) {
    this.uri = uri;
    Map<String, Named> known = known(context);
    names.putAll(known);
    List<Line> lines = lines(context);
    if (lines.isEmpty()) {
      throw new BadInput("--videos " + uri + " has no rows");
    }
    Path folder = qualified(context).getParent();
    for (Line line : lines) {
      int number = entries.size() + 1;
      String lacking = lacking(line);
      if (lacking != null) {
        entries.add(new Entry(number, line.video, null, null, line.method, null, lacking));
        continue;
      }
      entries.add(
          new Entry(
              number,
              absolute(folder, line.video),
              named(absolute(folder, line.source), line.sourceIdentity),
              named(absolute(folder, line.driver), line.driverIdentity),
              line.method.strip(),
              line.crop == null || line.crop.isBlank() ? "auto" : line.crop.strip(),
              null));
    }
  }

  private static String lacking(Line line) {
    Map<String, String> needed = new LinkedHashMap<>();
    needed.put("video", line.video);
    needed.put("source", line.source);
    needed.put("driver", line.driver);
    needed.put("method", line.method);
    for (Map.Entry<String, String> e : needed.entrySet()) {
      if (e.getValue() == null || e.getValue().isBlank()) {
        return "column " + e.getKey() + " is empty";
      }
    }
    return null;
  }

  private Path qualified(StageContext context) {
    try {
      Path path = new Path(uri);
      return InputFiles.of(path, context.hadoop()).makeQualified(path);
    } catch (IOException e) {
      throw UnusableStore.or("--videos " + uri + " can't be read", e);
    }
  }

  private static String absolute(Path folder, String file) {
    Path path = new Path(file.strip());
    return (path.isAbsolute() || path.toUri().getScheme() != null ? path : new Path(folder, path))
        .toString();
  }

  /** The clips of the workspace by where they are; a file of which several clips are is none. */
  private static Map<String, Named> known(StageContext context) {
    record Found(String identity, String clip, String uri) {}
    Map<String, Named> known = new HashMap<>();
    Tables.published(context.spark(), context.workspace(), Table.CLIPS)
        .ifPresent(
            clips ->
                RowCodec.of(Found.class)
                    .list(
                        clips
                            .where(col(ClipRow::startS).isNull())
                            .where(col(ClipRow::endS).isNull())
                            .where(col(ClipRow::status).notEqual(ClipRow.GONE))
                            .select(cols(ClipRow::identity, ClipRow::clip, ClipRow::uri)))
                    .forEach(f -> known.put(plain(f.uri), new Named(f.identity, f.clip))));
    return known;
  }

  /** One way to write a local file. */
  private static String plain(String uri) {
    return uri.replaceFirst("^file:/+", "/");
  }

  /** The clip at a place: the workspace's, or a new one with the file's name. */
  private Named named(String at, String identity) {
    return names.computeIfAbsent(
        plain(at),
        k -> {
          String file = new Path(at).getName().replaceFirst("\\.[^.]*$", "");
          String who = identity == null || identity.isBlank() ? file : identity.strip();
          Named name = new Named(who, file);
          for (int i = 2; names.containsValue(name); i++) {
            name = new Named(who, file + "-" + i);
          }
          fresh.put(name, at);
          return name;
        });
  }

  private List<Line> lines(StageContext context) {
    try {
      Dataset<Row> table = TableFiles.user(context.spark(), "--videos", uri, Map.of());
      Set<String> columns = Set.copyOf(Arrays.asList(table.columns()));
      for (String column : REQUIRED) {
        if (!columns.contains(column)) {
          throw new BadInput(
              "--videos "
                  + uri
                  + " has no column "
                  + column
                  + "; it needs video, source, driver and method");
        }
      }
      return RowCodec.of(Line.class)
          .list(
              table.select(
                  text(columns, Line::video),
                  text(columns, Line::source),
                  text(columns, Line::driver),
                  text(columns, Line::method),
                  text(columns, Line::sourceIdentity),
                  text(columns, Line::driverIdentity),
                  text(columns, Line::crop)));
    } catch (UserError e) {
      throw e;
    } catch (Exception e) {
      // Spark throws checked exceptions that its methods don't declare.
      String what = "--videos " + uri + " can't be read: ";
      throw StorageErrors.known(e)
          .<UserError>map(store -> new UnusableStore(what + store, e))
          .orElseGet(() -> new BadInput(what + StorageErrors.line(e), e));
    }
  }

  /** A column as text; null in all rows of a table without it. */
  private static Column text(Set<String> columns, Columns.Of<Line> column) {
    return (columns.contains(name(column)) ? col(column) : functions.lit(null))
        .cast(DataTypes.StringType)
        .as(name(column));
  }

  /** All rows, in the table's order. */
  List<Entry> entries() {
    return entries;
  }

  /**
   * A manifest of the clips that the workspace does not have yet, written into it.
   *
   * @return where it is; empty if there are none
   */
  public Optional<String> manifest(StageContext context) {
    if (fresh.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder csv = new StringBuilder(Csv.line(List.of("identity", "clip", "uri")));
    fresh.forEach((name, at) -> csv.append(Csv.line(List.of(name.identity(), name.clip(), at))));
    byte[] bytes = csv.toString().getBytes(StandardCharsets.UTF_8);
    String hash = Hashes.hex(Hashes.sha256().digest(bytes)).substring(0, 12);
    Path file = new Path(context.workspace().root(), "videos-" + hash + ".csv");
    try {
      context.workspace().store(context.hadoop()).writeAtomic(file, bytes);
    } catch (IOException e) {
      throw UnusableStore.or(file + " can't be written", e);
    }
    return Optional.of(file.toString());
  }
}
