package io.reenact.boundary;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.reenact.error.UserError;
import io.reenact.latent.Boundary;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LinearSVCModel;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;

/**
 * Fits a boundary: the normal of a linear support vector machine between latents that show an
 * attribute and latents that don't (InterFaceGAN, Shen et al. 2020).
 */
public final class BoundaryFit {
  /** One latent in so many is kept for the test. */
  private static final int HELD_OUT = 5;

  /** So many rows a partition: up to that the sums have one order, so a fit repeats itself. */
  private static final int ROWS_A_PARTITION = 50_000;

  private static final double TAIL = 0.005;

  private BoundaryFit() {}

  /**
   * A fitted boundary and how good it is.
   *
   * @param boundary with intercept and range of scores
   * @param accuracy balanced, on held-out latents: the mean over the two classes
   * @param positive latents of the fit that show the attribute
   * @param negative those that don't
   * @param heldOut latents of the test
   */
  public record Fitted(
      Boundary boundary, double accuracy, long positive, long negative, long heldOut) {}

  /**
   * Fits.
   *
   * @param samples with a column {@code w}, {@code array<float>}
   * @param label SQL expression over the other columns: true, false, or null to leave a row out; or
   *     a number, whose lowest and highest {@code share} are the two classes
   * @param share 0 to 0.5
   * @param regularisation of the machine
   * @throws UserError if the label can't be used or a class is missing
   */
  public static Fitted fit(
      Dataset<Row> samples, String name, String label, double share, double regularisation) {
    Dataset<Row> labelled = labelled(samples, label, share);
    long rows = labelled.count();
    Dataset<Row> data =
        labelled
            .withColumn("features", functions.array_to_vector(col("w")))
            .withColumn("held", pmod(xxhash64(col("w")), lit(HELD_OUT)).equalTo(0))
            .repartition((int) (1 + rows / ROWS_A_PARTITION))
            .sortWithinPartitions("w")
            .cache();
    try {
      long[] fit = classes(data.where(not("held")), name);
      long[] test = classes(data.where(col("held")), name);
      double all = fit[0] + fit[1];
      LinearSVCModel model =
          new LinearSVC()
              .setMaxIter(60)
              .setTol(1e-4)
              .setRegParam(regularisation)
              .setWeightCol("weight")
              .fit(
                  data.where(not("held"))
                      .withColumn(
                          "weight",
                          when(col("label").equalTo(1), all / (2 * fit[1]))
                              .otherwise(all / (2 * fit[0]))));
      Boundary raw =
          boundary(name, model.coefficients().toArray(), model.intercept(), Double.NaN, Double.NaN);
      double accuracy =
          model
              .transform(data.where(col("held")))
              .groupBy("label")
              .agg(
                  avg(when(col("prediction").equalTo(col("label")), 1.0).otherwise(0.0))
                      .alias("right"))
              .agg(avg("right"))
              .head()
              .getDouble(0);
      double[] range = range(data, raw);
      return new Fitted(
          new Boundary(name, raw.normal(), raw.intercept(), range[0], range[1]),
          accuracy,
          fit[1],
          fit[0],
          test[0] + test[1]);
    } finally {
      data.unpersist();
    }
  }

  private static Column not(String name) {
    return org.apache.spark.sql.functions.not(col(name));
  }

  private static Dataset<Row> labelled(Dataset<Row> samples, String label, double share) {
    Dataset<Row> d = samples.withColumn("label", expr(label)).where("w IS NOT NULL");
    DataType type = d.schema().apply("label").dataType();
    if (type instanceof BooleanType) {
      d = d.withColumn("label", col("label").cast("int").cast("double"));
    } else if (type instanceof NumericType) {
      Dataset<Row> scored = d.withColumn("label", col("label").cast("double"));
      double[] ends = scored.stat().approxQuantile("label", new double[] {share, 1 - share}, 0);
      if (ends.length < 2 || !(ends[1] > ends[0])) {
        throw new UserError("--label " + label + " has the same value everywhere");
      }
      d =
          scored.withColumn(
              "label", when(col("label").geq(ends[1]), 1.0).when(col("label").leq(ends[0]), 0.0));
    } else {
      throw new UserError(
          "--label " + label + " must be true or false, or a number; it is " + type.simpleString());
    }
    return d.where("label IS NOT NULL").select("w", "label");
  }

  private static long[] classes(Dataset<Row> data, String name) {
    long[] n = new long[2];
    for (Row r : data.groupBy("label").agg(count("*")).collectAsList()) {
      n[(int) r.getDouble(0)] = r.getLong(1);
    }
    if (n[0] < 2 || n[1] < 2) {
      throw new UserError(
          "boundary "
              + name
              + ": "
              + n[1]
              + " latents show it, "
              + n[0]
              + " don't; give more samples or another --label");
    }
    return n;
  }

  /** The range of scores between the outermost half per cents. */
  private static double[] range(Dataset<Row> data, Boundary b) {
    float[] normal = b.normal();
    double intercept = b.intercept();
    Dataset<Double> scores =
        data.select("w")
            .map(
                (MapFunction<Row, Double>)
                    r -> {
                      double sum = intercept;
                      List<Float> w = r.getList(0);
                      for (int i = 0; i < normal.length; i++) {
                        sum += (double) normal[i] * w.get(i);
                      }
                      return sum;
                    },
                Encoders.DOUBLE());
    return scores.toDF("score").stat().approxQuantile("score", new double[] {TAIL, 1 - TAIL}, 0);
  }

  private static Boundary boundary(
      String name, double[] coefficients, double intercept, double low, double high) {
    double length = 0;
    for (double c : coefficients) {
      length += c * c;
    }
    length = Math.sqrt(length);
    float[] normal = new float[coefficients.length];
    for (int i = 0; i < normal.length; i++) {
      normal[i] = (float) (coefficients[i] / length);
    }
    return Boundary.of(name, normal, intercept / length, low, high);
  }
}
