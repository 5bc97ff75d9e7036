package io.reenact.row;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * Names columns by the components that are them, so that the compiler knows every use: {@code
 * col(ClipRow::status)}.
 */
public final class Columns {
  /** The column, last in every table, that names the unit of work a row came from. */
  public static final String UNIT = "unit";

  /** The column, in every table but settings, that names the settings a row was made with. */
  public static final String SETTINGS = "settings";

  private Columns() {}

  /** The column {@link #UNIT} as Spark's queries take it. */
  public static Column unit() {
    return functions.col(UNIT);
  }

  /** The column {@link #SETTINGS} as Spark's queries take it. */
  public static Column settings() {
    return functions.col(SETTINGS);
  }

  /**
   * A component, as a method reference. Being serializable, it can be asked which method it is.
   *
   * @param <R> the record
   */
  @FunctionalInterface
  public interface Of<R extends Record> extends Function<R, Object>, Serializable {}

  /** The column as Spark's queries take it. */
  public static <R extends Record> Column col(Of<R> component) {
    return functions.col(name(component));
  }

  /** Columns as Spark's queries take them. */
  @SafeVarargs
  public static <R extends Record> Column[] cols(Of<R>... components) {
    return Arrays.stream(names(components)).map(functions::col).toArray(Column[]::new);
  }

  /** The names of columns. */
  @SafeVarargs
  public static <R extends Record> String[] names(Of<R>... components) {
    return Arrays.stream(components).map(Columns::name).toArray(String[]::new);
  }

  /**
   * The name of a column.
   *
   * @throws IllegalArgumentException if it is no reference to a record's component
   */
  public static <R extends Record> String name(Of<R> component) {
    try {
      Method replace = component.getClass().getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      SerializedLambda lambda = (SerializedLambda) replace.invoke(component);
      Class<?> row =
          Class.forName(
              lambda.getImplClass().replace('/', '.'),
              false,
              component.getClass().getClassLoader());
      if (row.isRecord()) {
        for (RecordComponent c : row.getRecordComponents()) {
          if (c.getName().equals(lambda.getImplMethodName())) {
            return RowCodec.column(c);
          }
        }
      }
      throw new IllegalArgumentException(lambda.getImplMethodName() + " is no component of " + row);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no reference to a record's component", e);
    }
  }
}
