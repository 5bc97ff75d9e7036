package io.reenact.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/** Rows as text. */
final class Rows {
  private static final int SHOWN_OF_VECTOR = 4;

  private Rows() {}

  /** For people: vectors and numbers shortened. */
  static Iterator<List<String>> text(Dataset<Row> rows) {
    Iterator<Row> it = rows.toLocalIterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return it.hasNext();
      }

      @Override
      public List<String> next() {
        Row row = it.next();
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
          cells.add(shorten(row.get(i)));
        }
        return cells;
      }
    };
  }

  /** RFC 4180, with a header; vectors as JSON. */
  static void csv(Dataset<Row> rows, PrintStream out) throws IOException {
    out.print(
        String.join(",", List.of(rows.columns()).stream().map(Rows::quote).toList()) + "\r\n");
    Iterator<Row> it = rows.toLocalIterator();
    while (it.hasNext()) {
      Row row = it.next();
      StringJoiner line = new StringJoiner(",", "", "\r\n");
      for (int i = 0; i < row.length(); i++) {
        Object value = row.get(i);
        line.add(value == null ? "" : quote(whole(value)));
      }
      out.print(line);
    }
  }

  private static String quote(String cell) {
    return cell.matches("(?s).*[\",\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }

  private static String whole(Object value) {
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof scala.collection.Seq<?> seq) {
      List<String> parts = new ArrayList<>();
      CollectionConverters.asJava(seq).forEach(v -> parts.add(whole(v)));
      return "[" + String.join(",", parts) + "]";
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      List<String> parts = new ArrayList<>();
      CollectionConverters.asJava(map).forEach((k, v) -> parts.add(k + ":" + whole(v)));
      return "{" + String.join(",", parts) + "}";
    }
    return String.valueOf(value);
  }

  private static String shorten(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes.length + " bytes";
    }
    if (value instanceof Double || value instanceof Float) {
      return String.format(Locale.ROOT, "%.6g", ((Number) value).doubleValue());
    }
    if (value instanceof scala.collection.Seq<?> seq && seq.length() > SHOWN_OF_VECTOR) {
      List<String> parts = new ArrayList<>();
      CollectionConverters.asJava(seq).stream()
          .limit(SHOWN_OF_VECTOR)
          .forEach(v -> parts.add(shorten(v)));
      return "[" + String.join(", ", parts) + ", ... " + seq.length() + "]";
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      List<String> parts = new ArrayList<>();
      for (Map.Entry<?, ?> e : CollectionConverters.asJava(map).entrySet()) {
        parts.add(e.getKey() + "=" + shorten(e.getValue()));
      }
      return String.join(" ", parts);
    }
    return value == null ? "" : whole(value);
  }
}
