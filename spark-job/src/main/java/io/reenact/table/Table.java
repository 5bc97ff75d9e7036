package io.reenact.table;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.FloatType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of a workspace, each a folder of Parquet files. Vectors are {@code array<float>};
 * {@code uri} columns of results are relative to the workspace root, those of clips are absolute.
 */
public enum Table {
  /**
   * One video of a corpus. {@code status}: ok; error; gone: the corpus that named it names it no
   * more, and it takes part in nothing. {@code corpus}: the folder or manifest that named it;
   * {@code notes}: what people should know though it can be read.
   */
  CLIPS(
      List.of("identity", "clip"),
      List.of("identity", "clip"),
      fields()
          .add("identity", StringType)
          .add("clip", StringType)
          .add("uri", StringType)
          .add("bytes", LongType)
          .add("modified", TimestampType)
          .add("checksum", StringType)
          .add("start_s", DoubleType)
          .add("end_s", DoubleType)
          .add("width", IntegerType)
          .add("height", IntegerType)
          .add("fps", DoubleType)
          .add("frames", IntegerType)
          .add("seconds", DoubleType)
          .add("audio", BooleanType)
          .add("status", StringType)
          .add("error", StringType)
          .add("notes", createArrayType(StringType, false))
          .add("corpus", StringType)),

  /**
   * One frame. {@code landmarks}: 68 x (x, y) in display-rotated source pixels; {@code camera}: the
   * 25 floats; {@code crop}: 2x3 row-major, display-rotated source pixels to crop pixels, pixel
   * centres at +0.5; {@code roll}: radians that the crop removes; {@code mouth}, {@code left_eye},
   * {@code right_eye}: openings in distances between the eyes.
   */
  TRACKS(
      List.of("identity", "clip"),
      List.of("identity", "clip", "frame"),
      fields()
          .add("identity", StringType)
          .add("clip", StringType)
          .add("frame", IntegerType)
          .add("pts_us", LongType)
          .add("shot", IntegerType)
          .add("usable", BooleanType)
          .add("reason", StringType)
          .add("landmarks", vector())
          .add("camera", vector())
          .add("crop", vector())
          .add("roll", FloatType)
          .add("mouth", FloatType)
          .add("left_eye", FloatType)
          .add("right_eye", FloatType)),

  /**
   * One key frame of one clip in one cohort; {@code offset} is shaped like the anchor; {@code
   * motion}: the small head motion (rotation vector about the look-at point, shift; world units)
   * that refines the tracked camera into {@code camera}. Latents of one cohort live in one space:
   * any of its drivers can drive any of its sources.
   */
  LATENTS(
      List.of("cohort", "identity"),
      List.of("identity", "clip", "frame"),
      fields()
          .add("cohort", StringType)
          .add("identity", StringType)
          .add("clip", StringType)
          .add("frame", IntegerType)
          .add("pts_us", LongType)
          .add("offset", vector())
          .add("motion", vector())
          .add("camera", vector())
          .add("losses", createMapType(StringType, FloatType))
          .add("psnr", FloatType)),

  /**
   * One identity in one cohort, with the tuned weights that its latents belong to; {@code
   * weights_loss_db}: what rounding and low rank of the stored weights cost the key frames' face
   * PSNR.
   */
  PERSONS(
      List.of("cohort", "identity"),
      List.of("identity", "cohort"),
      fields()
          .add("identity", StringType)
          .add("cohort", StringType)
          .add("anchor", vector())
          .add("generator", StringType)
          .add("weights_uri", StringType)
          .add("weights_sha256", StringType)
          .add("weights_bytes", LongType)
          .add("weights_loss_db", FloatType)
          .add("steps", IntegerType)
          .add("seconds", DoubleType)
          .add("seed", LongType)
          .add("versions", createMapType(StringType, StringType))),

  /**
   * One result video; {@code edits} maps a boundary or direction to its strength (of a curve, the
   * strength farthest from 0), {@code outputs} what was kept to its path: a video, or for {@code
   * frames}, {@code ply} and {@code spz} the folder of the sequence; {@code look}: all settings
   * that make it look otherwise than by default, so that renders of one look can be compared. No
   * driver: expression by numbers.
   */
  RENDERS(
      List.of("render_id"),
      List.of("source", "driver", "render_id"),
      fields()
          .add("render_id", StringType)
          .add("cohort", StringType)
          .add("source", StringType)
          .add("driver", StringType)
          .add("driver_clip", StringType)
          .add("edits", createMapType(StringType, FloatType))
          .add("cameras", StringType)
          .add("strength", DoubleType)
          .add("smoothing", DoubleType)
          .add("parts", StringType)
          .add("expression", StringType)
          .add("look", StringType)
          .add("uri", StringType)
          .add("outputs", createMapType(StringType, StringType))
          .add("width", IntegerType)
          .add("height", IntegerType)
          .add("fps", DoubleType)
          .add("frames", IntegerType)
          .add("seconds", DoubleType)
          .add("sha256", StringType)),

  /**
   * One measured value; {@code against} says what the item was compared with, {@code network} which
   * network judged, empty where none did.
   */
  METRICS(
      List.of("item"),
      List.of("item", "metric", "region"),
      fields()
          .add("item", StringType)
          .add("metric", StringType)
          .add("value", DoubleType)
          .add("region", StringType)
          .add("against", StringType)
          .add("network", StringType)),

  /**
   * One clip of a synthetic corpus. {@code uri} is relative to the corpus; {@code kind} says what
   * the people are made of; {@code factors}: of the shape; {@code appearance}: JSON.
   */
  SYNTH_CLIPS(
      List.of("identity", "clip"),
      List.of("identity", "clip"),
      fields()
          .add("identity", StringType)
          .add("clip", StringType)
          .add("uri", StringType)
          .add("kind", StringType)
          .add("corpus_seed", LongType)
          .add("person_seed", LongType)
          .add("size", IntegerType)
          .add("fps", DoubleType)
          .add("frames", IntegerType)
          .add("seconds", DoubleType)
          .add("factors", vector())
          .add("appearance", StringType)),

  /**
   * The truth about a frame of a synthetic corpus. {@code head_rotation}: 3x3 row-major about the
   * neck; {@code head_shift}: centimetres; {@code gaze}: yaw and pitch, radians; {@code
   * landmarks_2d}: 68 x (x, y) pixels, centres at +0.5; {@code landmarks_3d}: 68 x (x, y, z) in the
   * world; {@code matte}: an 8-bit grey PNG.
   */
  SYNTH_FRAMES(
      List.of("identity", "clip"),
      List.of("identity", "clip", "frame"),
      fields()
          .add("identity", StringType)
          .add("clip", StringType)
          .add("frame", IntegerType)
          .add("pts_us", LongType)
          .add("camera", vector())
          .add("head_rotation", vector())
          .add("head_shift", vector())
          .add("expression", vector())
          .add("gaze", vector())
          .add("landmarks_2d", vector())
          .add("landmarks_3d", vector())
          .add("visibility", createArrayType(BooleanType, false))
          .add("matte", BinaryType)),

  /** One stage attempt on one unit; {@code status} is done, bad (the input) or failed. */
  RUNS(
      List.of("stage", "unit", "attempt"),
      List.of("stage", "label", "unit", "attempt"),
      fields()
          .add("stage", StringType)
          .add("label", StringType)
          .add("attempt", IntegerType)
          .add("status", StringType)
          .add("error", StringType)
          .add("started", TimestampType)
          .add("seconds", DoubleType)
          .add("decode_s", DoubleType)
          .add("compute_s", DoubleType)
          .add("wait_s", DoubleType)
          .add("device", StringType)
          .add("host", StringType)
          .add("versions", createMapType(StringType, StringType)));

  /** The column, last in every table, that names the unit of work a row came from. */
  public static final String UNIT = "unit";

  private final List<String> subject;
  private final List<String> order;
  private final StructType schema;

  Table(List<String> subject, List<String> order, StructType schema) {
    this.subject = subject;
    this.order = order;
    this.schema = schema.add(UNIT, StringType);
  }

  /** The folder's and the SQL view's name. */
  public String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The command that makes it. */
  public String madeBy() {
    return switch (this) {
      case CLIPS, RUNS -> "index";
      case TRACKS -> "track";
      case LATENTS, PERSONS -> "invert";
      case RENDERS -> "reenact";
      case METRICS -> "evaluate";
      case SYNTH_CLIPS, SYNTH_FRAMES -> "synth";
    };
  }

  /** All columns, in order; {@link #UNIT} is the last. */
  public StructType schema() {
    return schema;
  }

  /** The columns that say what a row is about: newer rows of a subject replace its older ones. */
  public List<String> subject() {
    return subject;
  }

  /** The columns by which published files are sorted. */
  public List<String> order() {
    return order;
  }

  /** The columns that tell one batch of rows, written at once, from another. */
  public List<String> batch() {
    return this == RUNS ? List.of(UNIT, "attempt") : List.of(UNIT);
  }

  /** The columns that hold vectors. */
  public List<String> vectors() {
    return Arrays.stream(schema.fields())
        .filter(f -> f.dataType() instanceof ArrayType a && !a.elementType().equals(StringType))
        .map(StructField::name)
        .toList();
  }

  private static StructType fields() {
    return new StructType();
  }

  private static DataType vector() {
    return createArrayType(FloatType, false);
  }
}
