package io.reenact.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.console.TextTable;
import io.reenact.error.UserError;
import io.reenact.metric.Better;
import io.reenact.metric.Metric;
import io.reenact.metric.MetricKey;
import io.reenact.paper.Cell;
import io.reenact.paper.PaperTable;
import io.reenact.text.Csv;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import scala.jdk.javaapi.CollectionConverters;

/** The rows of a query as text; one partition of them is in memory at a time. */
final class Rows {
  private static final int SHOWN_OF_VECTOR = 4;
  private static final int MOST_OF_PAPER = 1_000;

  private final Dataset<Row> rows;
  private final StructField[] fields;
  private final Binaries binaries;
  private final String[] columns;

  public Rows(Dataset<Row> rows, Binaries binaries) {
    this.rows = rows;
    this.fields = rows.schema().fields();
    this.columns = rows.columns();
    this.binaries = binaries;
  }

  /** For people: vectors and numbers shortened, binary by its kind and length. */
  void table(PrintStream out) {
    Iterator<Row> it = rows.toLocalIterator();
    Iterator<List<String>> cells =
        new Iterator<>() {
          private long number;

          @Override
          public boolean hasNext() {
            return it.hasNext();
          }

          @Override
          public List<String> next() {
            Row row = kept(it.next(), ++number);
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < row.length(); i++) {
              cells.add(shorten(row.get(i)));
            }
            return cells;
          }
        };
    TextTable.print(columns, cells, out);
  }

  /** Writes CSV with a header: nested values as JSON in their cell, binary ones as base64. */
  void csv(PrintStream out) {
    out.print(Csv.line(List.of(columns)));
    long number = 0;
    for (Iterator<Row> it = rows.toLocalIterator(); it.hasNext(); ) {
      Row row = kept(it.next(), ++number);
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        cells.add(row.isNullAt(i) ? "" : JsonCells.text(row.get(i), fields[i].dataType()));
      }
      out.print(Csv.line(cells));
    }
  }

  /**
   * For a paper: columns that are named after a metric know which way they are better.
   *
   * @throws UserError if there are more rows than anybody prints
   */
  PaperTable paper() {
    List<PaperTable.Column> head = new ArrayList<>();
    for (String column : columns) {
      Optional<Metric> metric = MetricKey.metric(column.toLowerCase(Locale.ROOT));
      head.add(
          new PaperTable.Column(
              column,
              metric.map(Metric::better).orElse(Better.NEITHER),
              metric.map(Metric::digits).orElse(PaperTable.ANY)));
    }
    List<List<Cell>> cells = new ArrayList<>();
    for (Iterator<Row> it = rows.toLocalIterator(); it.hasNext(); ) {
      if (cells.size() == MOST_OF_PAPER) {
        throw new UserError(
            "a table for a paper has at most " + MOST_OF_PAPER + " rows; add a LIMIT to the query");
      }
      Row row = kept(it.next(), cells.size() + 1L);
      List<Cell> line = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        line.add(
            row.get(i) instanceof Number number
                ? new Cell.Number(number.doubleValue())
                : new Cell.Text(shorten(row.get(i))));
      }
      cells.add(line);
    }
    return new PaperTable("", 0, head, cells);
  }

  /** One object a line; null where there is nothing, binary as base64. */
  void json(PrintStream out) {
    long number = 0;
    for (Iterator<Row> it = rows.toLocalIterator(); it.hasNext(); ) {
      Row row = kept(it.next(), ++number);
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      for (int i = 0; i < row.length(); i++) {
        node.set(columns[i], JsonCells.of(row.get(i), fields[i].dataType()));
      }
      out.print(node + "\n");
    }
  }

  /** The row with the paths of files in place of its binary cells, if files are wanted. */
  private Row kept(Row row, long number) {
    if (!binaries.kept()) {
      return row;
    }
    Object[] values = new Object[row.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          row.get(i) instanceof byte[] bytes
              ? binaries.keep(bytes, number, columns[i])
              : row.get(i);
    }
    return org.apache.spark.sql.RowFactory.create(values);
  }

  private static String shorten(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof byte[] bytes) {
      return Binaries.shown(bytes);
    }
    if (value instanceof Double || value instanceof Float) {
      return String.format(Locale.ROOT, "%.6g", ((Number) value).doubleValue());
    }
    if (value instanceof scala.collection.Seq<?> seq) {
      List<String> parts = new ArrayList<>();
      CollectionConverters.asJava(seq).stream()
          .limit(SHOWN_OF_VECTOR)
          .forEach(v -> parts.add(shorten(v)));
      String more = seq.length() > SHOWN_OF_VECTOR ? ", ... " + seq.length() : "";
      return "[" + String.join(", ", parts) + more + "]";
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      List<String> parts = new ArrayList<>();
      for (Map.Entry<?, ?> e : CollectionConverters.asJava(map).entrySet()) {
        parts.add(e.getKey() + "=" + shorten(e.getValue()));
      }
      return String.join(" ", parts);
    }
    if (value instanceof Row row) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        parts.add(row.schema().fieldNames()[i] + "=" + shorten(row.get(i)));
      }
      return String.join(" ", parts);
    }
    return JsonCells.text(value, org.apache.spark.sql.types.DataTypes.NullType);
  }
}
