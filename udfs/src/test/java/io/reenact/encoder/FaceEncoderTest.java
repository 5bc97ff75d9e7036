package io.reenact.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.error.UserError;
import io.reenact.face.FaceAlignment;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Painter;
import io.reenact.generator.TinyBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("draws")
class FaceEncoderTest {
  private static final Configuration HADOOP = new Configuration(false);
  @TempDir private Path folder;

  private static Stream<EncoderSample> drawn(Painter painter, long seed, int count) {
    EncoderSamples samples = new EncoderSamples(painter, seed);
    return IntStream.range(0, count).mapToObj(samples::sample);
  }

  /** The encoder that ships, on heads that its fit has not drawn. */
  @Test
  void theOneThatShipsFindsHeads() {
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, HADOOP);
    EncoderBundle model = EncoderBundle.of(bundle, "", HADOOP);
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        Painter painter = Painter.of(generator, 2, true)) {
      EncoderErrors errors =
          EncoderErrors.of(
              model.stages(), painter, FaceAlignment.embedded(), drawn(painter, 4711, 24));
      assertThat(errors.anchorLeft()).isLessThan(0.5);
      assertThat(errors.offsetLeft()).isLessThan(0.5);
      assertThat(errors.psnr()).isGreaterThan(19);

      EncoderSample sample = new EncoderSamples(painter, 5).sample(3);
      try (FaceEncoder encoder = new FaceEncoder(model, painter, FaceAlignment.embedded())) {
        Encoded once = encoder.encode(sample.image(), sample.alpha(), sample.camera());
        Encoded again = encoder.encode(sample.image(), sample.alpha(), sample.camera());
        assertThat(once.values()).isEqualTo(again.values());
        assertThat(once.precision()).isPositive();
      }
    }
  }

  @Test
  void theOrderOfPicturesDoesNotMatter() {
    List<Encoded> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.add(new Encoded(new float[] {i, 2 * i}, new float[2], new float[6], 1 + i));
    }
    float[] anchor = Encoded.anchor(all);
    // sum of i (1 + i) over sum of (1 + i): 112 / 28
    assertThat(anchor[0]).isCloseTo(4, within(1e-5f));
    assertThat(anchor[1]).isCloseTo(8, within(1e-5f));
    Collections.reverse(all);
    assertThat(Encoded.anchor(all)[1]).isCloseTo(anchor[1], within(1e-5f));
  }

  /** Any generator: samples, sums in parts, files, and back. */
  @Test
  void isFittedInPartsAndKept() throws IOException {
    GeneratorBundle tiny = TinyBundle.load();
    try (Generator generator = Generator.load(tiny, Device.cpu(), false);
        Painter painter = Painter.of(generator, 2, true)) {
      FaceAlignment alignment = FaceAlignment.embedded();
      EncoderFit fit = new EncoderFit(1);
      for (int stage = 0; stage < 2; stage++) {
        fit.add(
            fit.sample(painter, alignment, 0, 20).merge(fit.sample(painter, alignment, 20, 40)),
            0.1);
      }
      EncoderErrors errors = fit.attempt(painter, alignment, 0, 8);
      assertThat(errors.anchorLeft()).isFinite();
      for (Map.Entry<String, byte[]> file :
          fit.files(tiny, errors, Map.of("samples", 40)).entrySet()) {
        Files.write(folder.resolve(file.getKey()), file.getValue());
      }
      EncoderBundle kept = EncoderBundle.of(tiny, folder.toString(), HADOOP);
      assertThat(kept.facts().figures()).containsEntry("samples", 40).containsKey("psnr_db");
      EncoderErrors same =
          EncoderErrors.of(kept.stages(), painter, alignment, drawn(painter, 1, 8));
      assertThat(same.anchorLeft()).isEqualTo(errors.anchorLeft());
    }
    refuses("was fitted to generator tiny", folder.toString());
    Path stage = folder.resolve("stage1.npy");
    byte[] bytes = Files.readAllBytes(stage);
    bytes[bytes.length - 1] ^= 1;
    Files.write(stage, bytes);
    refuses("stage1.npy differs from the hash", folder.toString());
    Files.delete(stage);
    refuses("holds no encoder (stage1.npy is missing)", folder.toString());
    Files.writeString(folder.resolve("encoder.json"), "{}", StandardCharsets.UTF_8);
    refuses("lacks generator, stages, sha256 or precision", folder.toString());
    assertThatThrownBy(() -> EncoderBundle.of(tiny, "", HADOOP))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no encoder: fit one (encoder fit)");
  }

  private static void refuses(String why, String folder) {
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, HADOOP);
    assertThatThrownBy(() -> EncoderBundle.of(bundle, folder, HADOOP))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(why);
  }
}
