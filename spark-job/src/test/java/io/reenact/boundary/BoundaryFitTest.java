package io.reenact.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.latent.Boundary;
import io.reenact.latent.Latents;
import io.reenact.stage.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundaryFitTest {
  private final SparkSession spark = LocalSpark.session();
  @TempDir private Path folder;

  /** 600 latents of 16 floats whose value is along a known direction. */
  private Dataset<Row> known(float[] direction) {
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      float[] w = new float[direction.length];
      for (int k = 0; k < w.length; k++) {
        w[k] = (float) random.nextGaussian();
      }
      rows.add(RowFactory.create(w, Latents.dot(w, direction)));
    }
    return spark.createDataFrame(
        rows,
        new StructType()
            .add("w", DataTypes.createArrayType(DataTypes.FloatType))
            .add("value", DataTypes.DoubleType));
  }

  @Test
  void aKnownDirectionIsFound() {
    float[] direction = new float[16];
    direction[2] = 3;
    direction[7] = -4;
    Dataset<Row> samples = known(direction);
    BoundaryFit.Fitted f = BoundaryFit.fit(samples, "x", "value > 2.5", 0.3, 1e-2);
    assertThat(Latents.cosine(f.boundary().normal(), direction)).isGreaterThan(0.99);
    assertThat(f.accuracy()).isGreaterThan(0.95);
    // The boundary lies at value 2.5, which is half a unit along the unit normal.
    assertThat(f.boundary().intercept()).isBetween(-0.7, -0.3);
    assertThat(f.boundary().low()).isLessThan(-2);
    assertThat(f.boundary().high()).isGreaterThan(1);
    // The more regular, the fewer steps: what follows need not be exact.
    BoundaryFit.Fitted ends = BoundaryFit.fit(samples, "x", "value", 0.2, 0.3);
    assertThat(ends.accuracy()).isGreaterThan(0.98);
    assertThat(ends.positive() + ends.negative() + ends.heldOut()).isBetween(235L, 245L);
    Boundary again = BoundaryFit.fit(samples, "x", "value", 0.2, 0.3).boundary();
    assertThat(again.normal()).as("repeated").containsExactly(ends.boundary().normal());
    assertThat(again.intercept()).isEqualTo(ends.boundary().intercept());
  }

  @Test
  void labelsThatCantBeUsedAreSaid() {
    Dataset<Row> samples = known(new float[] {1, 0, 0});
    assertThatThrownBy(() -> BoundaryFit.fit(samples, "x", "value > 100", 0.3, 1e-3))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("0 latents show it");
    assertThatThrownBy(() -> BoundaryFit.fit(samples, "x", "'a'", 0.3, 1e-3))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it is string");
    assertThatThrownBy(() -> BoundaryFit.fit(samples, "x", "1", 0.3, 1e-3))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("same value");
  }

  @Test
  void aUsersTableHasItsOwnLatents() throws Exception {
    Path csv = folder.resolve("t.csv");
    StringBuilder text = new StringBuilder("w,mark\n");
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      double x = random.nextGaussian();
      text.append(String.format(Locale.ROOT, "\"[%f, %f]\",%d%n", x, 1.5, x > 0 ? 1 : 0));
    }
    Files.writeString(csv, text);
    Dataset<Row> rows = Samples.table(spark, csv.toString(), null);
    assertThat(rows.select("w", "mark").collectAsList())
        .hasSize(100)
        .allSatisfy(
            r -> {
              List<Float> w = r.getList(0);
              assertThat(w).hasSize(2);
              assertThat(w.get(1)).isEqualTo(1.5f);
              assertThat(r.getInt(1)).isEqualTo(w.get(0) > 0 ? 1 : 0);
            });
    Files.writeString(folder.resolve("u.csv"), "a,b\n1,2\n");
    assertThatThrownBy(() -> Samples.table(spark, folder.resolve("u.csv").toString(), null))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("needs a column w");
  }
}
