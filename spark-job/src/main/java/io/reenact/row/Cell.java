package io.reenact.row;

import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The types that a column can have: as Java writes them, as Spark stores them, and how a value
 * comes back from Spark and from a unit's JSON lines.
 *
 * @param type of Spark
 * @param ofSpark from Spark's value, which is not null
 * @param ofJson from a JSON value, which is not null; throws IllegalArgumentException for another
 */
record Cell(DataType type, Function<Object, Object> ofSpark, Function<JsonNode, Object> ofJson) {
  private static final Map<String, Cell> ALL = all();

  private static Map<String, Cell> all() {
    Map<String, Cell> all = new TreeMap<>();
    Cell int32 =
        new Cell(DataTypes.IntegerType, v -> ((Number) v).intValue(), j -> whole(j).intValue());
    Cell int64 =
        new Cell(DataTypes.LongType, v -> ((Number) v).longValue(), j -> whole(j).longValue());
    Cell float32 =
        new Cell(DataTypes.FloatType, v -> ((Number) v).floatValue(), j -> (float) number(j));
    Cell float64 = new Cell(DataTypes.DoubleType, v -> ((Number) v).doubleValue(), Cell::number);
    Cell bool = new Cell(DataTypes.BooleanType, v -> v, Cell::bool);
    all.put("int", int32);
    all.put("java.lang.Integer", int32);
    all.put("long", int64);
    all.put("java.lang.Long", int64);
    all.put("float", float32);
    all.put("java.lang.Float", float32);
    all.put("double", float64);
    all.put("java.lang.Double", float64);
    all.put("boolean", bool);
    all.put("java.lang.Boolean", bool);
    all.put("java.lang.String", new Cell(DataTypes.StringType, v -> v, Cell::text));
    all.put(
        "java.time.Instant",
        new Cell(
            DataTypes.TimestampType,
            v -> v instanceof Timestamp t ? t.toInstant() : v,
            j -> Instant.parse(text(j))));
    all.put("byte[]", new Cell(DataTypes.BinaryType, v -> v, Cell::binary));
    all.put(
        "float[]",
        new Cell(array(DataTypes.FloatType), v -> floats(list(v)), j -> jsonFloats(elements(j))));
    all.put(
        "boolean[]",
        new Cell(
            array(DataTypes.BooleanType), v -> booleans(list(v)), j -> jsonBooleans(elements(j))));
    all.put(
        "java.util.List<java.lang.String>",
        new Cell(
            array(DataTypes.StringType),
            v -> List.copyOf(list(v)),
            j -> elements(j).stream().map(Cell::text).toList()));
    all.put(
        "java.util.List<java.lang.Integer>",
        new Cell(
            array(DataTypes.IntegerType),
            v -> List.copyOf(list(v)),
            j -> elements(j).stream().map(e -> whole(e).intValue()).toList()));
    all.put(
        "java.util.Map<java.lang.String, java.lang.String>",
        new Cell(map(DataTypes.StringType), Cell::sorted, j -> entries(j, Cell::text)));
    all.put(
        "java.util.Map<java.lang.String, java.lang.Float>",
        new Cell(map(DataTypes.FloatType), Cell::sorted, j -> entries(j, e -> (float) number(e))));
    return all;
  }

  /**
   * The cell of a component.
   *
   * @param type its generic type's name
   * @throws IllegalArgumentException if no column has that type
   */
  static Cell of(String type) {
    Cell cell = ALL.get(type);
    if (cell == null) {
      throw new IllegalArgumentException("no column has the type " + type);
    }
    return cell;
  }

  private static DataType array(DataType of) {
    return createArrayType(of, false);
  }

  private static DataType map(DataType of) {
    return createMapType(DataTypes.StringType, of);
  }

  private static List<?> list(Object seq) {
    return CollectionConverters.asJava((scala.collection.Seq<?>) seq);
  }

  private static Map<Object, Object> sorted(Object map) {
    return new TreeMap<>(CollectionConverters.asJava((scala.collection.Map<?, ?>) map));
  }

  private static float[] floats(List<?> list) {
    float[] v = new float[list.size()];
    int i = 0;
    for (Object o : list) {
      v[i++] = (Float) o;
    }
    return v;
  }

  private static boolean[] booleans(List<?> list) {
    boolean[] v = new boolean[list.size()];
    int i = 0;
    for (Object o : list) {
      v[i++] = (Boolean) o;
    }
    return v;
  }

  private static float[] jsonFloats(List<JsonNode> list) {
    float[] v = new float[list.size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) number(list.get(i));
    }
    return v;
  }

  private static boolean[] jsonBooleans(List<JsonNode> list) {
    boolean[] v = new boolean[list.size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = (Boolean) bool(list.get(i));
    }
    return v;
  }

  private static String text(JsonNode j) {
    require(j.isTextual(), j, "a text");
    return j.asText();
  }

  private static Object bool(JsonNode j) {
    require(j.isBoolean(), j, "true or false");
    return j.asBoolean();
  }

  private static JsonNode whole(JsonNode j) {
    require(j.isIntegralNumber() && j.canConvertToLong(), j, "a whole number");
    return j;
  }

  /** JSON has no NaN and no infinities: they are texts. */
  private static double number(JsonNode j) {
    if (j.isTextual()) {
      return switch (j.asText()) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> throw wrong(j, "a number");
      };
    }
    require(j.isNumber(), j, "a number");
    return j.asDouble();
  }

  private static Object binary(JsonNode j) {
    try {
      return j.binaryValue();
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException("no base64", e);
    }
  }

  private static List<JsonNode> elements(JsonNode j) {
    require(j.isArray(), j, "a list");
    List<JsonNode> all = new ArrayList<>(j.size());
    j.forEach(all::add);
    return all;
  }

  private static Map<String, Object> entries(JsonNode j, Function<JsonNode, Object> value) {
    require(j.isObject(), j, "an object");
    Map<String, Object> map = new TreeMap<>();
    j.properties().forEach(e -> map.put(e.getKey(), value.apply(e.getValue())));
    return map;
  }

  private static void require(boolean right, JsonNode j, String what) {
    if (!right) {
      throw wrong(j, what);
    }
  }

  private static IllegalArgumentException wrong(JsonNode j, String what) {
    return new IllegalArgumentException(j.getNodeType() + " is not " + what);
  }
}
