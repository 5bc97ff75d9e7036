package io.reenact.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterator;

/**
 * Values of a query's result as JSON: structs and maps as objects, arrays as arrays, binary as
 * base64, times as ISO 8601. NaN and infinities, which JSON lacks, are texts, as Spark writes them.
 */
final class JsonCells {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonCells() {}

  static JsonNode of(Object value, DataType type) {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof Row row) {
      ObjectNode node = NODES.objectNode();
      StructType fields = type instanceof StructType s ? s : row.schema();
      for (int i = 0; i < row.length(); i++) {
        StructField field = fields.fields()[i];
        node.set(field.name(), of(row.get(i), field.dataType()));
      }
      return node;
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      ObjectNode node = NODES.objectNode();
      DataType values = type instanceof MapType m ? m.valueType() : DataTypes.NullType;
      DataType keys = type instanceof MapType m ? m.keyType() : DataTypes.NullType;
      Iterator<?> it = map.iterator();
      while (it.hasNext()) {
        scala.Tuple2<?, ?> e = (scala.Tuple2<?, ?>) it.next();
        node.set(text(e._1(), keys), of(e._2(), values));
      }
      return node;
    }
    if (value instanceof scala.collection.Seq<?> seq) {
      ArrayNode node = NODES.arrayNode();
      DataType element = type instanceof ArrayType a ? a.elementType() : DataTypes.NullType;
      Iterator<?> it = seq.iterator();
      while (it.hasNext()) {
        node.add(of(it.next(), element));
      }
      return node;
    }
    return atom(value);
  }

  private static JsonNode atom(Object value) {
    if (value instanceof byte[] bytes) {
      return NODES.binaryNode(bytes);
    }
    if (value instanceof Boolean b) {
      return NODES.booleanNode(b);
    }
    if (value instanceof Float f) {
      return Float.isFinite(f) ? NODES.numberNode(f) : NODES.textNode(f.toString());
    }
    if (value instanceof Double d) {
      return Double.isFinite(d) ? NODES.numberNode(d) : NODES.textNode(d.toString());
    }
    if (value instanceof BigDecimal d) {
      return NODES.numberNode(d);
    }
    if (value instanceof Number n) {
      return NODES.numberNode(n.longValue());
    }
    if (value instanceof Timestamp t) {
      return NODES.textNode(t.toInstant().toString());
    }
    if (value instanceof Date d) {
      return NODES.textNode(d.toLocalDate().toString());
    }
    return NODES.textNode(value.toString());
  }

  /** A value's JSON without quotes around a text, for a cell or an object's key. */
  static String text(Object value, DataType type) {
    JsonNode node = of(value, type);
    return node.isTextual() || node.isBinary() ? node.asText() : node.toString();
  }
}
