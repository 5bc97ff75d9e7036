package io.reenact.udf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.attribute.FlowFiles;
import io.reenact.attribute.FlowFit;
import io.reenact.attribute.FlowSettings;
import io.reenact.camera.Camera;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Latents;
import io.reenact.video.Images;
import io.reenact.video.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import py4j.Gateway;
import py4j.ReturnObject;

/** The functions in a session that knows them by its configuration only. */
class ReenactFunctionsTest {
  private static SparkSession spark;

  @BeforeAll
  static void open() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.extensions", ReenactExtensions.class.getName())
            .getOrCreate();
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  private static Row one(String query) {
    return spark.sql(query).collectAsList().get(0);
  }

  private static float[] vector(String expression) {
    List<Float> v = one("SELECT " + expression).getList(0);
    float[] a = new float[v.size()];
    for (int i = 0; i < a.length; i++) {
      a[i] = v.get(i);
    }
    return a;
  }

  @Test
  void facesAreLiftedFromPicturesAndDrawnAgain() {
    Row lifted =
        one(
            "SELECT p.anchor, p.offset, p.camera, p.precision, p.reason,"
                + " reenact_render(reenact_transfer(p.anchor, p.offset), p.camera, 64) FROM (SELECT"
                + " reenact_lift(reenact_render(reenact_sample(5), reenact_camera(10, 0), 256)) AS"
                + " p)");
    assertThat(lifted.getList(0)).hasSize(160);
    assertThat(lifted.getList(1)).hasSize(160);
    assertThat(lifted.getList(2)).hasSize(25);
    assertThat(lifted.getDouble(3)).isPositive();
    assertThat(lifted.isNullAt(4)).isTrue();
    assertThat((byte[]) lifted.get(5)).isNotEmpty();

    Row nothing =
        one("SELECT p.anchor, p.reason FROM (SELECT reenact_lift(CAST('x' AS BINARY)) AS p)");
    assertThat(nothing.isNullAt(0)).isTrue();
    assertThat(nothing.getString(1)).contains("the picture");

    Row several =
        one(
            "SELECT p.anchor, p.pictures FROM (SELECT reenact_lift_frames(collect_list(c)) AS p FROM"
                + " (SELECT reenact_render(reenact_sample(5), reenact_camera(yaw, 0), 256) AS c FROM"
                + " VALUES (-10), (10) AS t(yaw) UNION ALL SELECT CAST('x' AS BINARY)))");
    assertThat(several.getList(0)).hasSize(160);
    assertThat(several.getInt(1)).isEqualTo(2);
  }

  @Test
  void vectorsOfAnyNumbersGiveFloats() {
    assertThat(vector("reenact_interpolate(array(0, 10), array(1.5D, 20D), 0.25)"))
        .containsExactly(0.375f, 12.5f);
    assertThat(vector("reenact_transfer(array(1f, 2f), array(0.5, -1.0), 2)"))
        .containsExactly(2, 0);
    assertThat(vector("reenact_offset(array(3f, 2f), array(1f, 2f))")).containsExactly(2, 0);
    assertThat(one("SELECT reenact_distance(array(0, 0), array(3, 4))").getDouble(0)).isEqualTo(5);
    assertThat(one("SELECT reenact_distance(array(0, 2), array(3, 0), 'cosine')").getDouble(0))
        .isCloseTo(1, within(1e-12));
    assertThat(spark.sql("SELECT reenact_mean() v").schema().apply(0).dataType().catalogString())
        .isEqualTo("array<float>");
  }

  @Test
  void nullsGiveNull() {
    assertThat(one("SELECT reenact_distance(array(0, 0), NULL)").isNullAt(0)).isTrue();
    assertThat(one("SELECT reenact_render(CAST(NULL AS array<float>))").isNullAt(0)).isTrue();
  }

  @Test
  void whatDoesNotFitIsSaid() {
    assertThatThrownBy(() -> one("SELECT reenact_distance(array(0), array(3, 4))"))
        .hasStackTraceContaining("vectors of 1 and 2 floats");
    assertThatThrownBy(() -> one("SELECT reenact_distance(array(0))"))
        .hasStackTraceContaining("reenact_distance has 1 arguments; write reenact_distance(a, b");
    assertThatThrownBy(() -> one("SELECT reenact_edit(reenact_mean(), 'nose', 1)"))
        .hasStackTraceContaining("no boundary or direction 'nose'");
    assertThatThrownBy(() -> one("SELECT reenact_render(array(1f, 2f))"))
        .hasStackTraceContaining("a latent has 2 floats");
    assertThatThrownBy(() -> one("SELECT reenact_render(reenact_mean(), array(1f))"))
        .hasStackTraceContaining("a camera label has 25 floats");
    assertThatThrownBy(() -> one("SELECT reenact_interpolate('a', array(1), 0)"))
        .hasStackTraceContaining("argument 1 must be an array of numbers");
  }

  @Test
  void camerasAreThoseOfTheEngine() {
    assertThat(vector("reenact_camera(20, -10, 5)"))
        .containsExactly(
            Camera.orbit(Math.toRadians(20), Math.toRadians(-10), Math.toRadians(5)).label());
    Row angles =
        one(
            "SELECT reenact_camera_yaw(c), reenact_camera_pitch(c) FROM (SELECT reenact_camera(30, 0) c)");
    double[] expected = Camera.orbit(Math.toRadians(30), 0, 0).yawPitch();
    assertThat(angles.getDouble(0)).isCloseTo(Math.toDegrees(expected[0]), within(1e-4));
    assertThat(angles.getDouble(1)).isCloseTo(0, within(1e-4));
    assertThat(vector("reenact_orbit(1, 4, 40)")).containsExactly(vector("reenact_camera(20, 0)"));
    assertThat(vector("reenact_camera_interpolate(reenact_camera(0, 0), reenact_camera(40, 0), 0)"))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(vector("reenact_camera(0, 0)"));
  }

  @Test
  void editsAddUpAndMoveTheScore() {
    Row r =
        one(
            "SELECT reenact_score(reenact_edit(w, map('smile', 1.5, 'age', 0.5)), 'smile'),"
                + " reenact_score(reenact_edit(reenact_edit(w, 'age', 0.5), 'smile', 1.5), 'smile'),"
                + " reenact_score(reenact_edit(w, 'age', 0.5), 'smile')"
                + " FROM (SELECT reenact_sample(7, 0.8) w)");
    assertThat(r.getDouble(0)).isCloseTo(r.getDouble(1), within(1e-5));
    assertThat(r.getDouble(0) - r.getDouble(2)).isCloseTo(1.5, within(1e-4));
  }

  @Test
  void aFlowEdits(@TempDir Path folder) throws IOException {
    Configuration hadoop = new Configuration(false);
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, hadoop);
    int dims = bundle.manifest().wDim();
    Random random = new Random(1);
    float[][] w = new float[4 * dims][];
    double[][] labels = new double[w.length][1];
    for (int n = 0; n < w.length; n++) {
      w[n] = Latents.gaussian(dims, random);
      labels[n][0] = w[n][7];
    }
    FlowFit fit =
        FlowFit.of(
            bundle.id(),
            Map.of("age", "age"),
            new FlowFit.Labelled(w, labels),
            new FlowSettings(2, 8, 1, 1),
            (done, total, doing) -> {});
    FlowFiles.write(fit, "embedded", folder.toString(), hadoop);
    String edit = "reenact_flow(reenact_mean(), map('age', 0.6))";
    assertThatThrownBy(() -> one("SELECT " + edit))
        .hasStackTraceContaining("no attribute flow is named: set spark.reenact.attributes");
    spark.conf().set("spark.reenact.attributes", folder.toString());
    try {
      assertThat(vector(edit))
          .containsExactly(fit.flow().edit(vector("reenact_mean()"), Map.of("age", 0.6)));
      assertThatThrownBy(() -> one("SELECT reenact_flow(reenact_mean(), map('agee', 1))"))
          .hasStackTraceContaining("has no 'agee'; did you mean age?");
      assertThatThrownBy(() -> one("SELECT reenact_flow(reenact_mean(), 1)"))
          .hasStackTraceContaining("write reenact_flow(latent, map(attribute, change, ...))");
    } finally {
      spark.conf().unset("spark.reenact.attributes");
    }
  }

  @Test
  void numbersAnimate() {
    assertThat(
            vector(
                "reenact_animate(w, map('jawOpen', 0.5, 'gazeYaw', 0.1)) FROM (SELECT reenact_mean() w)"))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(
            vector(
                "reenact_edit(w, map('jawOpen', 0.5, 'gazeYaw', 0.1)) FROM (SELECT reenact_mean() w)"));
    assertThatThrownBy(() -> one("SELECT reenact_animate(reenact_mean(), map('jawOpn', 1))"))
        .hasStackTraceContaining("no direction 'jawOpn'; did you mean jawOpen?");
    assertThatThrownBy(() -> one("SELECT reenact_animate(reenact_mean(), map('smile', 1))"))
        .hasStackTraceContaining("no direction 'smile'");
    assertThatThrownBy(() -> one("SELECT reenact_animate(reenact_mean(), 1)"))
        .hasStackTraceContaining("write reenact_animate(anchor, map(name, value, ...))");
    spark.conf().set("spark.reenact.directions", "/no/such/folder");
    try {
      assertThatThrownBy(() -> one("SELECT reenact_animate(reenact_mean(), map('jawOpen', 1))"))
          .hasStackTraceContaining("folder /no/such/folder holds no directions");
    } finally {
      spark.conf().unset("spark.reenact.directions");
    }
  }

  @Test
  void picturesAreRenderedByOneGeneratorAnExecutor() {
    List<Row> rows =
        spark
            .sql(
                "SELECT id, reenact_render(reenact_sample(id), reenact_camera(10, 0), 64) png"
                    + " FROM range(0, 12, 1, 4)")
            .collectAsList();
    assertThat(rows).hasSize(12);
    for (Row r : rows) {
      RgbImage image = Images.read((byte[]) r.get(1), "a row");
      assertThat(image.width()).isEqualTo(64);
      assertThat(image.at(0, 0, 0)).as("background").isGreaterThan(250);
      assertThat(image.at(32, 36, 0)).as("a face").isLessThan(250);
    }
    assertThat(Engine.of(EngineSettings.of(spark)).loads()).isEqualTo(1);
  }

  @Test
  void registeringASessionNeedsNoExtension() {
    SparkSession other = without("reenact_boundary", "reenact_mean");
    assertThatThrownBy(() -> other.sql("SELECT reenact_mean()"))
        .hasMessageContaining("reenact_mean");
    ReenactFunctions.register(other);
    assertThat(floats(other)).isEqualTo(wDim());
  }

  /** What PySpark's line does once Py4J's Python side has sent it; that side is not tested. */
  @Test
  void py4jFindsTheRegistration() {
    SparkSession other = without("reenact_boundary", "reenact_mean");
    Gateway gateway = new Gateway(null);
    gateway.startup();
    try {
      ReturnObject answer =
          gateway.invoke("register", "z:io.reenact.udf.ReenactFunctions", List.of(other));
      assertThat(answer.isError()).isFalse();
    } finally {
      gateway.shutdown();
    }
    assertThat(floats(other)).isEqualTo(wDim());
  }

  /** A session that lacks functions; a new one has those of its parent's extensions. */
  private static SparkSession without(String... names) {
    SparkSession other = spark.newSession();
    var registry =
        ((org.apache.spark.sql.classic.SparkSession) other).sessionState().functionRegistry();
    for (String name : names) {
      assertThat(registry.dropFunction(new FunctionIdentifier(name))).isTrue();
    }
    return other;
  }

  private static int floats(SparkSession session) {
    return session
        .sql("SELECT size(reenact_boundary('age')), size(reenact_mean())")
        .collectAsList()
        .get(0)
        .getInt(0);
  }

  private static int wDim() {
    return GeneratorBundle.load(
            GeneratorBundle.EMBEDDED, null, spark.sparkContext().hadoopConfiguration())
        .manifest()
        .wDim();
  }
}
