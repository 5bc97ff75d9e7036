package io.reenact.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.camera.UserError;
import io.reenact.cli.Console;
import io.reenact.cli.Main;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Boundary;
import io.reenact.latent.Latents;
import io.reenact.video.Images;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundaryFitTest {
  private static SparkSession spark;
  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  private static String run(int expected, String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code =
        Main.run(
            new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false), arguments);
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isEqualTo(expected);
    return text;
  }

  /** 600 latents of 16 floats whose value is along a known direction. */
  private static Dataset<Row> known(float[] direction) {
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
    BoundaryFit.Fitted f = BoundaryFit.fit(samples, "x", "value > 2.5", 0.3, 1e-3);
    assertThat(Latents.cosine(f.boundary().normal(), direction)).isGreaterThan(0.99);
    assertThat(f.accuracy()).isGreaterThan(0.95);
    // The boundary lies at value 2.5, which is half a unit along the unit normal.
    assertThat(f.boundary().intercept()).isBetween(-0.7, -0.3);
    assertThat(f.boundary().low()).isLessThan(-2);
    assertThat(f.boundary().high()).isGreaterThan(1);
    Boundary again = BoundaryFit.fit(samples, "x", "value > 2.5", 0.3, 1e-3).boundary();
    assertThat(again.normal()).as("repeated").containsExactly(f.boundary().normal());
    BoundaryFit.Fitted ends = BoundaryFit.fit(samples, "x", "value", 0.2, 1e-3);
    assertThat(ends.accuracy()).isGreaterThan(0.98);
    assertThat(ends.positive() + ends.negative() + ends.heldOut()).isBetween(235L, 245L);
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
  void theCommandFindsListsAndShows() throws Exception {
    String out = folder.resolve("b").toString();
    String said =
        run(
            0,
            "boundary",
            "fit",
            "--name",
            "specs",
            "--label",
            "glasses > 0.47",
            "--samples",
            "1000",
            "--out",
            out);
    assertThat(said).contains("boundary specs: ").contains("held-out");
    Configuration hadoop = new Configuration(false);
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, hadoop);
    Boundaries found = Boundaries.open(bundle, out, hadoop);
    // Another tool found the bundle's own with other samples.
    assertThat(Latents.cosine(found.step("specs"), found.step("glasses"))).isGreaterThan(0.6);

    run(
        0,
        "boundary",
        "--boundaries",
        out,
        "fit",
        "--name",
        "old",
        "--label",
        "age",
        "--samples",
        "800",
        "--conditioned-on",
        "specs,gender",
        "--out",
        out);
    Boundaries both = Boundaries.open(bundle, out, hadoop);
    assertThat(Latents.dot(both.step("old"), both.step("specs"))).isBetween(-1e-5, 1e-5);
    assertThat(Latents.dot(both.step("old"), both.step("gender"))).isBetween(-1e-5, 1e-5);

    run(
        0,
        "boundary",
        "show",
        "--boundaries",
        out,
        "--name",
        "specs",
        "--people",
        "1",
        "--steps",
        "3",
        "--size",
        "48",
        "--out",
        folder.resolve("pictures").toString());
    assertThat(
            Images.read(Files.readAllBytes(folder.resolve("pictures/specs.png")), "strip").height())
        .isGreaterThanOrEqualTo(48);
    assertThat(run(1, "boundary", "fit", "--name", "x", "--label", "no_such_column", "--out", out))
        .startsWith("error: ")
        .hasLineCount(1);
    assertThat(run(1, "boundary", "show", "--name", "nose", "--out", out))
        .startsWith("error: there is no boundary 'nose'");
  }

  @Test
  void aUsersTableHasItsOwnLatents() throws Exception {
    Path csv = folder.resolve("t.csv");
    StringBuilder text = new StringBuilder("w,mark\n");
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      double x = random.nextGaussian();
      text.append(String.format(java.util.Locale.ROOT, "\"[%f, %f]\",%d%n", x, 1.5, x > 0 ? 1 : 0));
    }
    Files.writeString(csv, text);
    Dataset<Row> rows = Samples.table(spark, csv.toString(), null);
    BoundaryFit.Fitted f = BoundaryFit.fit(rows, "mark", "mark = 1", 0.3, 1e-3);
    assertThat(f.boundary().normal()[0]).isGreaterThan(0.99f);
    Files.writeString(folder.resolve("u.csv"), "a,b\n1,2\n");
    assertThatThrownBy(() -> Samples.table(spark, folder.resolve("u.csv").toString(), null))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("needs a column w");
  }
}
