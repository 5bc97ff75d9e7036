package io.reenact.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.attribute.FlowFiles;
import io.reenact.attribute.FlowFit;
import io.reenact.attribute.FlowSettings;
import io.reenact.error.UserError;
import io.reenact.generator.Npy;
import io.reenact.latent.FittedDirections;
import io.reenact.latent.Latents;
import io.reenact.runner.StageSummary;
import io.reenact.stage.reenact.ReenactStage;
import io.reenact.video.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits along boundaries of one's own, constant and over time. */
@Tag("draws")
class EditedRenderTest {
  @TempDir private Path folder;
  private RenderWorkspace w;
  private Path own;

  @BeforeEach
  void prepare() throws IOException {
    w = RenderWorkspace.in(folder);
    own = Files.createDirectories(folder.resolve("own"));
    npy(own, "mine", 3, 16);
    npy(own, "short", 0, 5);
  }

  /** A boundary whose normal is one axis. */
  private static void npy(Path folder, String name, int axis, int size) throws IOException {
    float[] normal = new float[size];
    normal[axis] = 1;
    Files.write(folder.resolve(name + ".npy"), new Npy(new int[] {1, size}, normal).encode());
  }

  private StageSummary edited(String edits) {
    return w.run(
        new ReenactStage(), "pairs", "anna:ben", "edits", edits, "boundaries", own.toString());
  }

  @Test
  void boundariesOfAFolderEditAndTheirContentCounts() throws IOException {
    assertThat(w.run(new ReenactStage(), "pairs", "anna:ben").done()).isEqualTo(1);
    assertThat(edited("mine=2").done()).isEqualTo(1);
    assertThat(w.rows("SELECT edits['mine'] FROM renders WHERE cardinality(edits) > 0").toString())
        .isEqualTo("[[2.0]]");
    List<RgbImage> plain = w.pictures("cardinality(edits) <= 0");
    assertThat(RenderWorkspace.difference(plain.get(5), w.pictures("edits['mine'] = 2").get(5)))
        .isGreaterThan(1);

    assertThat(edited("mine=2").skipped()).isEqualTo(1);
    own = Files.move(own, folder.resolve("elsewhere"));
    assertThat(edited("mine=2").skipped()).as("the same boundary elsewhere").isEqualTo(1);
    npy(own, "other", 1, 16);
    assertThat(edited("mine=2").skipped()).as("another one beside it").isEqualTo(1);
    npy(own, "mine", 4, 16);
    assertThat(edited("mine=2").done()).as("another normal").isEqualTo(1);
  }

  /** Directions of one attribute along an axis, for the generator of an id. */
  private void directions(String generator, int axis) throws IOException {
    float[] row = new float[16];
    row[axis] = 0.5f;
    Files.write(own.resolve("directions.npy"), new Npy(new int[] {1, 16}, row).encode());
    FittedDirections facts =
        new FittedDirections(
            generator, "tiny", List.of(new FittedDirections.Attribute("lip_up", 0, 1)), null);
    Files.write(own.resolve("directions.json"), facts.encode());
  }

  private StageSummary moved(String setting, String value) {
    return w.run(
        new ReenactStage(), "pairs", "anna:ben", "directions", own.toString(), setting, value);
  }

  @Test
  void fittedDirectionsDriveAndTheirContentCounts() throws IOException {
    directions(w.pin(), 3);
    assertThat(moved("parts", "mouth").done()).isEqualTo(1);
    assertThat(moved("expression", "lip_up=1").done()).isEqualTo(1);
    assertThat(moved("edits", "lip_up=1").done()).isEqualTo(1);
    assertThat(moved("edits", "lip_up=1").skipped()).isEqualTo(1);
    directions(w.pin(), 4);
    assertThat(moved("edits", "lip_up=1").done()).as("another direction").isEqualTo(1);
    assertThatThrownBy(() -> moved("expression", "lip_upp=1"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no direction 'lip_upp'; did you mean lip_up?");
    assertThatThrownBy(() -> moved("parts", "jawOpen"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no part, direction or boundary 'jawOpen'");
    directions("ab12", 4);
    assertThatThrownBy(() -> moved("edits", "lip_up=1"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("were fitted to generator tiny (ab12), generator.bundle is tiny");
    Files.delete(own.resolve("directions.json"));
    assertThatThrownBy(() -> moved("edits", "lip_up=1"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("holds no directions (directions.json is missing)");
  }

  /** A flow of one attribute, which is an axis, for the generator of an id. */
  private Path flow(String generator, int axis) throws IOException {
    Random random = new Random(axis);
    float[][] latents = new float[60][];
    double[][] labels = new double[latents.length][1];
    for (int n = 0; n < latents.length; n++) {
      latents[n] = Latents.gaussian(16, random);
      labels[n][0] = latents[n][axis];
    }
    FlowFit fit =
        FlowFit.of(
            generator,
            Map.of("age", "age"),
            new FlowFit.Labelled(latents, labels),
            new FlowSettings(2, 8, 1, 1),
            (done, total, doing) -> {});
    Path flow = Files.createDirectories(folder.resolve("flow"));
    FlowFiles.write(fit, "tiny", flow.toString(), new Configuration(false));
    return flow;
  }

  private StageSummary flowed(String edits) {
    return w.run(
        new ReenactStage(),
        "pairs",
        "anna:ben",
        "edits",
        edits,
        "attributes",
        folder.resolve("flow").toString());
  }

  @Test
  void aFlowEditsBesideBoundariesAndItsContentCounts() throws IOException {
    flow(w.pin(), 3);
    assertThat(w.run(new ReenactStage(), "pairs", "anna:ben").done()).isEqualTo(1);
    assertThat(flowed("flow:age=2").done()).isEqualTo(1);
    assertThat(flowed("flow:age=2").skipped()).isEqualTo(1);
    List<RgbImage> plain = w.pictures("cardinality(edits) <= 0");
    List<RgbImage> edited = w.pictures("edits['flow:age'] = 2");
    double whole = RenderWorkspace.difference(edited.get(5), plain.get(5));
    assertThat(whole).isGreaterThan(1);
    Path curve =
        Files.writeString(
            folder.resolve("f.csv"), "seconds,flow:age,smile\n0,0,0\n0.2,2,0\n0.4,2,1\n");
    assertThat(flowed(curve.toString()).done()).isEqualTo(1);
    List<RgbImage> curved = w.pictures("edits['smile'] = 1");
    assertThat(RenderWorkspace.difference(curved.get(0), plain.get(0))).isLessThan(0.3 * whole);
    assertThat(RenderWorkspace.difference(curved.get(5), edited.get(5))).isLessThan(0.3 * whole);

    flow(w.pin(), 4);
    assertThat(flowed("flow:age=2").done()).as("another flow").isEqualTo(1);
    assertThatThrownBy(() -> flowed("flow:agee=2"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no 'agee'; did you mean age?");
    assertThatThrownBy(() -> w.run(new ReenactStage(), "edits", "flow:age=2"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("flow:... needs reenact.attributes=FOLDER");
    flow("ab12", 4);
    assertThatThrownBy(() -> flowed("flow:age=2"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("was fitted to generator tiny (ab12), generator.bundle is tiny");
  }

  @Test
  void aFoldersBoundaryGoesBeforeTheBundles() throws IOException {
    assertThat(edited("smile=1").done()).isEqualTo(1);
    npy(own, "smile", 7, 16);
    Files.writeString(own.resolve("smile.json"), "{\"intercept\": 0, \"range\": [-0.5, 0.5]}");
    assertThat(edited("smile=1").done()).isEqualTo(1);
    assertThat(w.rows("SELECT error FROM runs WHERE stage='reenact' AND error IS NOT NULL"))
        .singleElement()
        .satisfies(
            r ->
                assertThat(r.getString(0))
                    .startsWith("warning: edit smile=1.00 takes it to 1.20")
                    .contains("-0.50 to 0.50"));
  }

  @Test
  void partsCanBeBoundariesOfAFolder() {
    StageSummary done =
        w.run(
            new ReenactStage(), "pairs", "anna:ben", "parts", "mine", "boundaries", own.toString());
    assertThat(done.done()).isEqualTo(1);
  }

  @Test
  void aBoundaryOfAnotherLengthIsRefusedBeforeAnythingBegins() {
    assertThatThrownBy(() -> edited("short=1"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("short.npy has 5 floats, the generator's w_dim is 16");
    assertThat(w.rows("SELECT * FROM runs WHERE stage='reenact'")).as("nothing began").isEmpty();
  }

  @Test
  void editsFollowACurve() throws IOException {
    Path curve =
        Files.writeString(
            folder.resolve("c.csv"), "seconds,mine,smile\n0,0,0\n0.2,2,0\n0.4,2,-1\n");
    assertThat(w.run(new ReenactStage(), "pairs", "anna:ben").done()).isEqualTo(1);
    assertThat(edited("mine=2").done()).isEqualTo(1);
    assertThat(edited(curve.toString()).done()).isEqualTo(1);
    assertThat(w.rows("SELECT edits['mine'], edits['smile'] FROM renders WHERE edits['smile'] < 0"))
        .hasToString("[[2.0,-1.0]]");
    List<RgbImage> plain = w.pictures("cardinality(edits) <= 0");
    List<RgbImage> constant = w.pictures("edits['mine'] = 2 AND edits['smile'] IS NULL");
    List<RgbImage> curved = w.pictures("edits['smile'] = -1");
    // At 0 s there is no edit, at 0.2 s (frame 5) there is mine=2 alone, at 0.4 s also smile=-1.
    // Encoding differs a little.
    double whole = RenderWorkspace.difference(constant.get(5), plain.get(5));
    assertThat(RenderWorkspace.difference(curved.get(0), plain.get(0))).isLessThan(0.3 * whole);
    assertThat(RenderWorkspace.difference(curved.get(0), constant.get(0)))
        .isGreaterThan(0.7 * whole);
    assertThat(RenderWorkspace.difference(curved.get(5), constant.get(5))).isLessThan(0.3 * whole);
    assertThat(RenderWorkspace.difference(curved.get(5), plain.get(5))).isGreaterThan(0.7 * whole);
    assertThat(RenderWorkspace.difference(curved.get(10), constant.get(10)))
        .isGreaterThan(0.3 * whole);

    assertThat(edited(curve.toString()).skipped()).isEqualTo(1);
    Files.writeString(curve, "seconds,mine\n0,0\n0.4,1\n");
    assertThat(edited(curve.toString()).done()).as("another content").isEqualTo(1);
    Files.writeString(curve, "seconds,mine\n0,x\n");
    assertThatThrownBy(() -> edited(curve.toString()))
        .isInstanceOf(UserError.class)
        .hasMessageMatching("line 2 of edits file .*: 'x' is not a number");
  }
}
