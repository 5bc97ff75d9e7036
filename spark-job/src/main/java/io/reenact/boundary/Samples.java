package io.reenact.boundary;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;
import static io.reenact.row.Columns.names;
import static org.apache.spark.sql.types.DataTypes.FloatType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import ai.djl.Device;
import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.generator.Factors;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Latents;
import io.reenact.nn.face.PluggableNetwork;
import io.reenact.row.LatentRow;
import io.reenact.row.PersonRow;
import io.reenact.row.TrackRow;
import io.reenact.sample.SampledFaces;
import io.reenact.sample.SampledScores;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.text.TableFiles;
import io.reenact.udf.ReenactFunctions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Latents with columns that labels can be made of. */
public final class Samples {
  private static final int BATCH = 64;

  private Samples() {}

  /**
   * Sampled from the generator: {@code w}, one column for every named entry of z ({@link Factors}),
   * and, if asked for, what is read from pictures: the measures of {@link SampledFaces}, and {@code
   * scores}, the outputs of a user's network.
   *
   * @param settings of the generator
   * @param count how many
   * @param landmarks whether the landmark network measures faces
   * @param labels names the user's network, if there is one
   */
  public static Dataset<Row> generated(
      SparkSession spark,
      GeneratorSettings settings,
      GeneratorBundle bundle,
      int count,
      long seed,
      boolean landmarks,
      NetworkSettings labels) {
    Factors factors = new Factors(bundle.manifest());
    StructType schema =
        new StructType().add("id", LongType).add("w", createArrayType(FloatType, false));
    for (String name : factors.names()) {
      schema = schema.add(name, FloatType);
    }
    if (landmarks) {
      for (String name : SampledFaces.NAMES) {
        schema = schema.add(name, FloatType);
      }
    }
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    if (labels.labelling(hadoop.value()) != null) {
      schema = schema.add("scores", createArrayType(FloatType, false));
    }
    int partitions = Math.max(1, Math.min(spark.sparkContext().defaultParallelism(), count / 500));
    return spark
        .range(0, count, 1, partitions)
        .mapPartitions(
            (MapPartitionsFunction<Long, Row>)
                ids ->
                    sample(
                        ids,
                        settings.load(hadoop.value()),
                        factors,
                        seed,
                        landmarks,
                        labels.labelling(hadoop.value())),
            Encoders.row(schema));
  }

  private static Iterator<Row> sample(
      Iterator<Long> ids,
      GeneratorBundle bundle,
      Factors factors,
      long seed,
      boolean landmarks,
      PluggableNetwork.File labels) {
    List<Row> rows = new ArrayList<>();
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        SampledFaces faces = landmarks ? new SampledFaces(generator) : null;
        SampledScores scores = labels == null ? null : new SampledScores(generator, labels)) {
      while (ids.hasNext()) {
        List<Long> batch = new ArrayList<>();
        while (ids.hasNext() && batch.size() < BATCH) {
          batch.add(ids.next());
        }
        float[][] z = new float[batch.size()][];
        for (int i = 0; i < z.length; i++) {
          Random random = new Random(seed * 1_000_003L + batch.get(i));
          z[i] = Latents.gaussian(bundle.manifest().zDim(), random);
        }
        float[][] w = generator.map(z);
        for (int i = 0; i < z.length; i++) {
          List<Object> row = new ArrayList<>(List.of(batch.get(i), w[i]));
          add(row, factors.of(z[i]));
          float[] latent = generator.latentOf(w[i]);
          if (faces != null) {
            add(row, faces.measure(latent));
          }
          if (scores != null) {
            row.add(scores.measure(latent));
          }
          rows.add(RowFactory.create(row.toArray()));
        }
      }
    }
    return rows.iterator();
  }

  private static void add(List<Object> row, float[] values) {
    for (float v : values) {
      row.add(v);
    }
  }

  /**
   * A user's table: with a column {@code w}, or with some of identity, clip and frame to be joined
   * with a workspace's latents.
   *
   * @param uri Parquet, CSV with a header, or JSON lines
   * @param latents of a workspace ({@link #latents}), or null
   * @throws UserError if it has neither
   */
  public static Dataset<Row> table(SparkSession spark, String uri, Dataset<Row> latents) {
    Dataset<Row> table = TableFiles.user(spark, "table", uri, Map.of("inferSchema", "true"));
    List<String> columns = List.of(table.columns());
    if (columns.contains("w")) {
      String type = table.schema().apply("w").dataType().catalogString();
      // A list in CSV or text: "[0.1, 0.2]" or "0.1 0.2".
      return table.withColumn(
          "w",
          functions.expr(
              type.equals("string")
                  ? "cast(split(trim(regexp_replace(w, '[\\\\[\\\\],; ]+', ' ')), ' ') as"
                      + " array<float>)"
                  : "cast(w as array<float>)"));
    }
    List<String> keys =
        List.of("identity", "clip", "frame").stream().filter(columns::contains).toList();
    if (latents == null || keys.isEmpty()) {
      throw new BadInput(
          "table "
              + new Path(uri).getName()
              + " needs a column w, or identity (clip, frame) and --workspace; it has "
              + columns);
    }
    return latents.join(table, keys.toArray(new String[0]), "inner");
  }

  /**
   * A workspace's latents, one a key frame: {@code w} = anchor + offset, identity, clip, frame, and
   * the openings measured on the real frames: mouth, left_eye, right_eye. Expects the workspace's
   * tables as views.
   */
  public static Dataset<Row> latents(SparkSession spark) {
    ReenactFunctions.register(spark);
    Dataset<Row> tracks =
        spark
            .table(Table.TRACKS.folder())
            .select(
                cols(
                    TrackRow::identity,
                    TrackRow::clip,
                    TrackRow::frame,
                    TrackRow::mouth,
                    TrackRow::leftEye,
                    TrackRow::rightEye));
    Dataset<Row> anchors =
        spark
            .table(Table.PERSONS.folder())
            .select(cols(PersonRow::cohort, PersonRow::identity, PersonRow::anchor));
    return spark
        .table(Table.LATENTS.folder())
        .join(anchors, names(PersonRow::cohort, PersonRow::identity))
        .select(
            col(LatentRow::identity),
            col(LatentRow::clip),
            col(LatentRow::frame),
            functions
                .call_function("reenact_transfer", col(PersonRow::anchor), col(LatentRow::offset))
                .as("w"))
        .join(tracks, names(TrackRow::identity, TrackRow::clip, TrackRow::frame), "left");
  }

  /**
   * Latents of a workspace's key frames, in an order of their own that does not depend on how they
   * are stored.
   *
   * @param bundle that they must have been inverted with
   * @param most how many
   * @throws UserError if there are none, or none of this generator
   */
  public static List<float[]> inverted(
      SparkSession spark, Workspace workspace, GeneratorBundle bundle, int most) {
    Tables.views(spark, workspace);
    Dataset<Row> own =
        spark
            .table(Table.PERSONS.folder())
            .where(col(PersonRow::generator).equalTo(bundle.id()))
            .select(cols(PersonRow::identity))
            .distinct();
    List<Row> rows =
        latents(spark)
            .join(own, names(PersonRow::identity))
            .where("w IS NOT NULL")
            .orderBy(functions.xxhash64(functions.col("w")), functions.col("w"))
            .limit(most)
            .select("w")
            .collectAsList();
    if (rows.isEmpty()) {
      throw new BadInput(
          "workspace "
              + workspace.root()
              + " has no latents of generator "
              + bundle.manifest().name()
              + " ("
              + bundle.id()
              + "): run invert with it there");
    }
    List<float[]> latents = new ArrayList<>();
    for (Row row : rows) {
      List<Float> w = row.getList(0);
      float[] latent = new float[w.size()];
      for (int i = 0; i < latent.length; i++) {
        latent[i] = w.get(i);
      }
      latents.add(latent);
    }
    return latents;
  }
}
