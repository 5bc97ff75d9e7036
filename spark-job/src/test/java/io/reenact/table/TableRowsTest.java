package io.reenact.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.row.ClipRow;
import io.reenact.row.Columns;
import io.reenact.row.RowCodec;
import io.reenact.row.TrackRow;
import io.reenact.stage.LocalSpark;
import io.reenact.text.Json;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of each table: what their records say, and that the codec brings them back. */
class TableRowsTest {
  private final SparkSession spark = LocalSpark.session();

  @ParameterizedTest
  @EnumSource(Table.class)
  void columnsAreDocumentedAndNamedOnce(Table table) {
    List<String> names = List.of(table.schema().fieldNames());
    assertThat(names).doesNotHaveDuplicates().endsWith(Table.UNIT);
    for (StructField field : table.schema().fields()) {
      assertThat(field.getComment().isDefined()).as(field.name()).isTrue();
      assertThat(field.getComment().get())
          .as(field.name())
          .hasSizeGreaterThan(3)
          .endsWith(".")
          .doesNotContain("TODO");
    }
    assertThat(names).containsAll(table.subject()).containsAll(table.order());
    assertThat(names).containsAll(table.batch()).containsAll(table.files());
    assertThat(table.about()).endsWith(".");
    assertThat(Table.of(table.row())).isEqualTo(table);
    assertThat(table.folder()).isEqualTo(table.name().toLowerCase(java.util.Locale.ROOT));
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void rowsComeBackAsTheyWereWritten(Table table) throws IOException {
    comesBack(table, table.row());
  }

  private <R extends Record> void comesBack(Table table, Class<R> type) throws IOException {
    RowCodec<R> codec = RowCodec.of(type);
    for (boolean full : new boolean[] {true, false}) {
      String line = line(codec, sample(type, full));
      R again = codec.json(line);
      assertThat(line(codec, again)).as("by a unit's file").isEqualTo(line);
      Map<String, Object> stored = codec.values(again);
      stored.put(Table.UNIT, "u");
      Dataset<Row> rows =
          spark
              .read()
              .schema(table.schema())
              .option("mode", "FAILFAST")
              .json(
                  spark.createDataset(
                      List.of(new String(Json.line(stored), StandardCharsets.UTF_8)),
                      Encoders.STRING()));
      assertThat(line(codec, codec.list(rows).get(0))).as("by Spark").isEqualTo(line);
    }
  }

  private static <R extends Record> String line(RowCodec<R> codec, R row) {
    return new String(Json.line(codec.values(row)), StandardCharsets.UTF_8);
  }

  /** A row with something in every column, or with nothing wherever nothing may be. */
  private static <R extends Record> R sample(Class<R> type, boolean full) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      if (full || types[i].isPrimitive()) {
        values[i] = value(components[i].getGenericType().getTypeName(), i);
      }
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(String type, int i) {
    return switch (type) {
      case "int", "java.lang.Integer" -> -7 - i;
      case "long", "java.lang.Long" -> (1L << 53) + i;
      case "float", "java.lang.Float" -> i % 2 == 0 ? 0.1f + i : Float.NaN;
      case "double", "java.lang.Double" -> i % 2 == 0 ? Math.PI * i : Double.NEGATIVE_INFINITY;
      case "boolean", "java.lang.Boolean" -> true;
      case "java.lang.String" -> "text, \"quoted\" \u00e9 " + i;
      case "java.time.Instant" -> Instant.parse("2026-01-31T12:00:00.123456Z");
      case "byte[]" -> new byte[] {0, -1, 127, (byte) i};
      case "float[]" -> new float[] {1e-30f, -0f, 3.4028235e38f, 16777217f, i / 3f};
      case "boolean[]" -> new boolean[] {true, false, true};
      case "java.util.List<java.lang.String>" -> List.of("a", "", "b c");
      case "java.util.Map<java.lang.String, java.lang.String>" -> Map.of("k", "v", "l", "");
      case "java.util.Map<java.lang.String, java.lang.Float>" -> Map.of("k", 0.3f, "l", -1f);
      default -> throw new IllegalArgumentException("no sample of " + type);
    };
  }

  @Test
  void whatIsNoRowIsRefusedByItsColumn() {
    RowCodec<TrackRow> codec = RowCodec.of(TrackRow.class);
    assertThatThrownBy(() -> codec.json("{\"identity\":\"a\",\"clip\":\"c\",\"frame\":0}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pts_us is empty");
    assertThatThrownBy(() -> codec.json("{\"frame\":\"zero\"}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("frame: STRING is not a whole number");
    assertThatThrownBy(
            () ->
                codec.json(
                    "{\"frame\":0,\"pts_us\":0,\"shot\":0,\"usable\":true,\"camera\":[1,\"x\"]}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("camera: STRING is not a number");
  }

  /** A row of an older version lacks columns, one of a newer version has more. */
  @Test
  void rowsOfOtherVersionsAreRead() throws IOException {
    ClipRow row =
        RowCodec.of(ClipRow.class)
            .json("{\"identity\":\"a\",\"clip\":\"c\",\"status\":\"ok\",\"new\":[1]}");
    assertThat(row.status()).isEqualTo(ClipRow.OK);
    assertThat(row.corpus()).isNull();
    assertThat(row.notes()).isNull();
  }

  @Test
  void columnsAreNamedByTheirComponents() {
    assertThat(Columns.names(TrackRow::ptsUs, TrackRow::leftEye, TrackRow::frame))
        .containsExactly("pts_us", "left_eye", "frame");
    assertThat(Columns.name(io.reenact.row.SynthFrameRow::landmarks2d)).isEqualTo("landmarks_2d");
    assertThatThrownBy(() -> Columns.name((TrackRow r) -> r.frame() + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no component");
  }

  @Test
  void describeShowsTheComments() {
    spark.createDataFrame(List.of(), Table.TRACKS.schema()).createOrReplaceTempView("described");
    HashSet<String> comments = new HashSet<>();
    spark
        .sql("DESCRIBE described")
        .select("comment")
        .as(Encoders.STRING())
        .collectAsList()
        .forEach(comments::add);
    assertThat(comments).contains("Presentation time, microseconds.");
  }
}
