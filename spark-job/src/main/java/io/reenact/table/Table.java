package io.reenact.table;

import io.reenact.row.ClipRow;
import io.reenact.row.Columns;
import io.reenact.row.EncodingRow;
import io.reenact.row.FeatureRow;
import io.reenact.row.LatentRow;
import io.reenact.row.MetricRow;
import io.reenact.row.MotionRow;
import io.reenact.row.PersonRow;
import io.reenact.row.RenderRow;
import io.reenact.row.RowCodec;
import io.reenact.row.RowOf;
import io.reenact.row.RunRow;
import io.reenact.row.SettingRow;
import io.reenact.row.SynthClipRow;
import io.reenact.row.SynthFrameRow;
import io.reenact.row.TrackRow;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of a workspace, each a folder of Parquet files. All that there is to say of a table
 * stands in the record of its rows ({@link RowOf}): columns with types and documentation, what a
 * row is about, who writes it.
 */
public enum Table {
  CLIPS(ClipRow.class),
  TRACKS(TrackRow.class),
  MOTION(MotionRow.class),
  LATENTS(LatentRow.class),
  PERSONS(PersonRow.class),
  ENCODINGS(EncodingRow.class),
  RENDERS(RenderRow.class),
  METRICS(MetricRow.class),
  FEATURES(FeatureRow.class),
  SYNTH_CLIPS(SynthClipRow.class),
  SYNTH_FRAMES(SynthFrameRow.class),
  RUNS(RunRow.class),
  SETTINGS(SettingRow.class);

  /** The column, last in every table, that names the unit of work a row came from. */
  public static final String UNIT = Columns.UNIT;

  private final Class<? extends Record> row;
  private final RowOf about;
  private final StructType schema;

  Table(Class<? extends Record> row) {
    this.row = row;
    this.about = row.getAnnotation(RowOf.class);
    StructType columns = RowCodec.of(row).schema();
    if (row != SettingRow.class) {
      columns =
          columns.add(
              Columns.SETTINGS,
              DataTypes.StringType,
              true,
              "The hash, in the table settings, of the settings that the row was made with; null in"
                  + " rows of older versions.");
    }
    this.schema =
        columns.add(
            UNIT, DataTypes.StringType, true, "Key of the unit of work that wrote the row.");
  }

  /**
   * The table of a record.
   *
   * @throws IllegalArgumentException if it is no table's row
   */
  public static Table of(Class<? extends Record> row) {
    for (Table table : values()) {
      if (table.row == row) {
        return table;
      }
    }
    throw new IllegalArgumentException(row + " is no table's row");
  }

  /** The record that is a row of it. */
  public Class<? extends Record> row() {
    return row;
  }

  /** The folder's and the SQL view's name. */
  public String folder() {
    return about.table();
  }

  /** What a row is. */
  public String about() {
    return about.about();
  }

  /** The stage, and the command, that makes it. */
  public String madeBy() {
    return about.stage();
  }

  /** All columns, in order, with their documentation as comments; {@link #UNIT} is the last. */
  public StructType schema() {
    return schema;
  }

  /** The columns that say what a row is about: newer rows of a subject replace its older ones. */
  public List<String> subject() {
    return List.of(about.subject());
  }

  /** The columns by which published files are sorted. */
  public List<String> order() {
    return List.of(about.order());
  }

  /** The columns that tell one batch of rows, written at once, from another. */
  public List<String> batch() {
    return this == RUNS ? List.of(UNIT, Columns.name(RunRow::attempt)) : List.of(UNIT);
  }

  /** The columns that name files of the workspace. */
  public List<String> files() {
    return RowCodec.of(row).files();
  }

  /** The columns that hold vectors. */
  public List<String> vectors() {
    return Arrays.stream(schema.fields())
        .filter(
            f ->
                f.dataType() instanceof ArrayType a
                    && !a.elementType().equals(DataTypes.StringType))
        .map(StructField::name)
        .toList();
  }
}
