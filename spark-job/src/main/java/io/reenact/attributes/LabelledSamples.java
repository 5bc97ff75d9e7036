package io.reenact.attributes;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.reenact.attribute.FlowFit;
import io.reenact.boundary.LatentSource;
import io.reenact.boundary.Samples;
import io.reenact.error.BadInput;
import io.reenact.error.Suggestions;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;

/**
 * Sampled latents with their labels, on the driver.
 *
 * @param networks name the user's network for labels, if there is one
 */
record LabelledSamples(
    SparkSession spark,
    GeneratorSettings generator,
    GeneratorBundle bundle,
    NetworkSettings networks) {
  /**
   * Draws and labels; latents without one of the labels are left out.
   *
   * @param labels SQL by attribute's name, in order
   * @throws UserError naming an attribute that can't be labelled
   */
  FlowFit.Labelled of(Map<String, String> labels, LatentSource.Generated g) {
    Dataset<Row> drawn =
        Samples.generated(spark, generator, bundle, g.count(), g.seed(), g.landmarks(), networks);
    List<Column> columns = new ArrayList<>(List.of(col("id"), col("w")));
    labels.forEach((name, label) -> columns.add(number(drawn, name, label).as("label " + name)));
    // Collecting everything in order, so that the training sees the same on any cluster.
    List<Row> rows =
        drawn.select(columns.toArray(Column[]::new)).na().drop().orderBy("id").collectAsList();
    float[][] w = new float[rows.size()][];
    double[][] values = new double[rows.size()][labels.size()];
    for (int n = 0; n < w.length; n++) {
      List<Float> own = rows.get(n).getList(1);
      w[n] = new float[own.size()];
      for (int i = 0; i < w[n].length; i++) {
        w[n][i] = own.get(i);
      }
      for (int k = 0; k < values[n].length; k++) {
        values[n][k] = rows.get(n).getDouble(2 + k);
      }
    }
    return new FlowFit.Labelled(w, values);
  }

  private static Column number(Dataset<Row> drawn, String name, String label) {
    List<String> known = List.of(drawn.columns());
    if (label.matches("[A-Za-z_][A-Za-z0-9_]*") && !known.contains(label)) {
      throw new BadInput(
          "attribute "
              + name
              + ": there is no factor or measure '"
              + label
              + "'"
              + Suggestions.of(label, known)
              + (known.contains("smile") ? "" : "; measures of pictures need --landmarks"));
    }
    DataType type = drawn.select(expr(label)).schema().apply(0).dataType();
    if (type instanceof BooleanType) {
      return expr(label).cast("int").cast("double");
    }
    if (!(type instanceof NumericType)) {
      throw new BadInput(
          "attribute "
              + name
              + ": "
              + label
              + " must be a number, or true or false; it is "
              + type.simpleString());
    }
    return expr(label).cast("double");
  }
}
