package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.console.Console;
import io.reenact.stage.LocalSpark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthCommandTest {
  private final SparkSession spark = LocalSpark.session();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false);

  @TempDir private Path folder;

  private int run(String... arguments) {
    return Main.run(console, arguments);
  }

  private static String headModel() {
    Path path = Path.of(System.getProperty("reenact.root", ".")).resolve("../shared/head-model");
    assumeTrue(
        Files.exists(path.resolve("head_model.json")),
        "no head model at " + path + ": synth is tested without it only");
    return path.toString();
  }

  private static byte[] truth(Path corpus, String table) throws IOException {
    try (Stream<Path> files = Files.list(corpus.resolve("_truth").resolve(table))) {
      return Files.readAllBytes(
          files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
  }

  @Test
  void theSameSeedGivesTheSameBytesOfTruth() throws IOException {
    String head = headModel();
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    for (Path out : List.of(a, b)) {
      assertThat(
              run(
                  "synth",
                  "--head-model",
                  head,
                  "--out",
                  out.toString(),
                  "--identities",
                  "2",
                  "--clips",
                  "2",
                  "--seconds",
                  "0.2",
                  "--size",
                  "64",
                  "--seed",
                  "3"))
          .as(said.toString(StandardCharsets.UTF_8))
          .isZero();
    }
    assertThat(truth(b, "synth_frames")).isEqualTo(truth(a, "synth_frames"));
    assertThat(truth(b, "synth_clips")).isEqualTo(truth(a, "synth_clips"));
    assertThat(b.resolve("s0001/c01.mp4")).hasSameBinaryContentAs(a.resolve("s0001/c01.mp4"));

    assertThat(
            run(
                "synth",
                "--head-model",
                head,
                "--out",
                a.toString(),
                "--identities",
                "2",
                "--clips",
                "2",
                "--seconds",
                "0.2",
                "--size",
                "64",
                "--seed",
                "3"))
        .isZero();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("4 done before");

    Path png = folder.resolve("true.png");
    assertThat(
            run(
                "synth",
                "--head-model",
                head,
                "--out",
                a.toString(),
                "--truth-for",
                "s0000=s0001/c01",
                "--frame",
                "2",
                "--to",
                png.toString()))
        .isZero();
    assertThat(png).isNotEmptyFile();
  }

  private static void saysThatItIsSynthetic(byte[] file) {
    assertThat(new String(file, StandardCharsets.ISO_8859_1))
        .contains("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")
        .contains("Synthetic media made by reenact: a person who doesn't exist.");
  }

  @Test
  void samplesTheEmbeddedGeneratorWithoutAHeadModel() throws IOException {
    Path out = folder.resolve("g");
    assertThat(
            run(
                "synth",
                "--out",
                out.toString(),
                "--identities",
                "1",
                "--seconds",
                "0.2",
                "--size",
                "64"))
        .as(said.toString(StandardCharsets.UTF_8))
        .isZero();
    assertThat(out.resolve("s0000/c00.mp4")).isNotEmptyFile();
    Row row =
        spark
            .read()
            .parquet(out.resolve("_truth/synth_frames").toString())
            .where("frame = 4")
            .selectExpr(
                "size(expression)",
                "size(landmarks_2d)",
                "landmarks_2d[60]",
                "visibility[30]",
                "matte")
            .first();
    assertThat(row.getInt(0)).isEqualTo(55);
    assertThat(row.getInt(1)).isEqualTo(136);
    // The tip of the nose is in the picture and nothing hides it.
    assertThat(row.getFloat(2)).isBetween(10f, 54f);
    assertThat(row.getBoolean(3)).isTrue();
    byte[] matte = row.getAs(4);
    assertThat(ImageIO.read(new ByteArrayInputStream(matte)).getWidth()).isEqualTo(64);
    saysThatItIsSynthetic(matte);
    saysThatItIsSynthetic(Files.readAllBytes(out.resolve("s0000/c00.mp4")));
    for (List<String> one :
        List.of(List.of("--to", "true.mp4"), List.of("--frame", "2", "--to", "true.png"))) {
      List<String> words =
          new ArrayList<>(
              List.of("synth", "--out", out.toString(), "--truth-for", "s0000=s0000/c00"));
      words.addAll(one);
      Path to = folder.resolve(words.remove(words.size() - 1));
      words.add(to.toString());
      assertThat(run(words.toArray(String[]::new)))
          .as(said.toString(StandardCharsets.UTF_8))
          .isZero();
      saysThatItIsSynthetic(Files.readAllBytes(to));
    }
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(run("synth", "--head-model", "/no/such", "--out", folder.toString())).isEqualTo(1);
    assertThat(run("synth", "--out", folder.toString(), "--size", "7")).isEqualTo(1);
    assertThat(run("synth", "--out", folder.toString(), "--truth-for", "a=b", "--to", "x.png"))
        .isEqualTo(1);
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("error: "));
  }
}
