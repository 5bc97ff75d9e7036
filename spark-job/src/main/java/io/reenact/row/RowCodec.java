package io.reenact.row;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.text.Json;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Reads and writes records as rows, by the names of their components: a table's row ({@link
 * RowOf}), or any record of some of a query's columns. A component that is a record itself stands
 * for all columns of that one. Nothing else in the program knows a row by its columns' names or
 * places.
 */
public final class RowCodec<R extends Record> {
  private static final ClassValue<RowCodec<?>> CODECS =
      new ClassValue<>() {
        @Override
        protected RowCodec<?> computeValue(Class<?> type) {
          return new RowCodec<>(type.asSubclass(Record.class));
        }
      };

  /** A component: a column, or all columns of a record within. */
  private record Part(
      String column, Class<?> type, Cell cell, RowCodec<?> within, Holds holds, Method get) {}

  private final Class<R> type;
  private final Constructor<R> constructor;
  private final List<Part> parts = new ArrayList<>();

  private RowCodec(Class<R> type) {
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    try {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " has no canonical constructor", e);
    }
    constructor.setAccessible(true);
    for (RecordComponent c : components) {
      c.getAccessor().setAccessible(true);
      boolean within = c.getType().isRecord();
      parts.add(
          new Part(
              within ? null : column(c),
              c.getType(),
              within ? null : Cell.of(c.getGenericType().getTypeName()),
              within ? of(c.getType().asSubclass(Record.class)) : null,
              c.getAnnotation(Holds.class),
              c.getAccessor()));
    }
  }

  /** Of a record; made once. */
  @SuppressWarnings("unchecked") // A class's codec makes what the class is.
  public static <R extends Record> RowCodec<R> of(Class<R> type) {
    return (RowCodec<R>) CODECS.get(type);
  }

  /** The column that a component is. */
  static String column(RecordComponent component) {
    Holds holds = component.getAnnotation(Holds.class);
    return holds == null || holds.name().isEmpty()
        ? component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)
        : holds.name();
  }

  /** Its columns with types and comments. */
  public StructType schema() {
    StructType schema = new StructType();
    for (Part p : parts) {
      schema =
          p.holds == null
              ? schema.add(p.column, p.cell.type())
              : schema.add(p.column, p.cell.type(), true, p.holds.value());
    }
    return schema;
  }

  /** The columns that name files of the workspace. */
  public List<String> files() {
    return parts.stream().filter(p -> p.holds != null && p.holds.file()).map(Part::column).toList();
  }

  /** The names of its columns. */
  public List<String> columns() {
    return parts.stream()
        .flatMap(p -> p.within == null ? List.of(p.column).stream() : p.within.columns().stream())
        .toList();
  }

  /** Values by column, as JSON lines hold them: times as ISO text, null where there is nothing. */
  public Map<String, Object> values(R row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Part p : parts) {
      try {
        Object value = p.get.invoke(row);
        values.put(p.column, value instanceof Instant time ? time.toString() : value);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(type + " can't be read", e);
      }
    }
    return values;
  }

  /**
   * A row from a JSON line; columns that the record lacks are left out.
   *
   * @throws IOException if it is no row of this kind: what is wrong with which column
   */
  public R json(String line) throws IOException {
    JsonNode node = Json.mapper().readTree(line);
    Object[] values = new Object[parts.size()];
    for (int i = 0; i < values.length; i++) {
      Part p = parts.get(i);
      JsonNode cell = node.path(p.column);
      if (!cell.isMissingNode() && !cell.isNull()) {
        try {
          values[i] = p.cell.ofJson().apply(cell);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
          throw new IOException("column " + p.column + ": " + e.getMessage(), e);
        }
      } else if (p.type.isPrimitive()) {
        throw new IOException("column " + p.column + " is empty, which no row's is");
      }
    }
    return make(values);
  }

  /** A row that begins with the record's columns, in their order. */
  public R read(Row row) {
    return ofSpark(row, 0);
  }

  /** All rows of a query, which has the record's columns. */
  public List<R> list(Dataset<Row> rows) {
    return select(rows).collectAsList().stream().map(row -> ofSpark(row, 0)).toList();
  }

  /** The same, one partition at a time in memory. */
  public Iterator<R> iterate(Dataset<Row> rows) {
    Iterator<Row> it = select(rows).toLocalIterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return it.hasNext();
      }

      @Override
      public R next() {
        return ofSpark(it.next(), 0);
      }
    };
  }

  /** The record's columns of a query. */
  public Dataset<Row> select(Dataset<Row> rows) {
    return rows.select(columns().stream().map(functions::col).toArray(Column[]::new));
  }

  /**
   * @param first where its columns begin
   */
  private R ofSpark(Row row, int first) {
    Object[] values = new Object[parts.size()];
    int at = first;
    for (int i = 0; i < values.length; i++) {
      Part p = parts.get(i);
      if (p.within != null) {
        values[i] = p.within.ofSpark(row, at);
        at += p.within.columns().size();
      } else if (!row.isNullAt(at)) {
        values[i] = p.cell.ofSpark().apply(row.get(at++));
      } else if (p.type.isPrimitive()) {
        throw new IllegalStateException("column " + p.column + " is empty, which no row's is");
      } else {
        at++;
      }
    }
    return make(values);
  }

  private R make(Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException(type + " can't be made", e);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException r
          ? r
          : new IllegalStateException(type + " can't be made", e);
    }
  }
}
