package io.reenact.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Latents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowFilesTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final GeneratorBundle BUNDLE =
      GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, HADOOP);

  @TempDir private Path folder;
  private FlowFit fit;

  @BeforeEach
  void write() throws IOException {
    fit = fit(BUNDLE.id());
    FlowFiles.write(fit, "embedded", folder.toString(), HADOOP);
  }

  private static FlowFit fit(String generator) {
    int dims = BUNDLE.manifest().wDim();
    Random random = new Random(2);
    float[][] w = new float[3 * dims][];
    double[][] labels = new double[w.length][2];
    for (int n = 0; n < w.length; n++) {
      w[n] = Latents.gaussian(dims, random);
      labels[n][0] = w[n][7];
      labels[n][1] = w[n][9] > 0 ? 1 : 0;
    }
    Map<String, String> names = new LinkedHashMap<>();
    names.put("age", "age");
    names.put("hat", "hat > 0");
    return FlowFit.of(
        generator,
        names,
        new FlowFit.Labelled(w, labels),
        new FlowSettings(2, 8, 1, 1),
        (done, total, doing) -> {});
  }

  private AttributeFlow open() {
    return FlowFiles.open(BUNDLE, folder.toString(), HADOOP);
  }

  private void refused(String why) {
    assertThatThrownBy(this::open).isInstanceOf(UserError.class).hasMessageContaining(why);
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    AttributeFlow read = open();
    assertThat(read.attributes()).isEqualTo(fit.flow().attributes());
    float[] w = Latents.gaussian(BUNDLE.manifest().wDim(), new Random(3));
    Map<String, Double> changes = Map.of("age", 0.6, "hat", -1.0);
    assertThat(read.edit(w, changes)).containsExactly(fit.flow().edit(w, changes));
    assertThat(FlowFiles.figures(folder.toString(), HADOOP))
        .containsEntry("samples", 3 * BUNDLE.manifest().wDim());
  }

  @Test
  void anothersGeneratorIsRefused() throws IOException {
    FlowFiles.write(fit("ab12"), "theirs", folder.toString(), HADOOP);
    refused("was fitted to generator theirs (ab12), generator.bundle is embedded");
  }

  @Test
  void damageIsSeen() throws IOException {
    Path weights = folder.resolve(FlowFiles.WEIGHTS);
    Path facts = folder.resolve(FlowFiles.FACTS);
    byte[] whole = Files.readAllBytes(weights);
    String text = Files.readString(facts);
    // Files beside the checksums that Hadoop's local file system wrote would be caught by those.
    Files.delete(folder.resolve("." + FlowFiles.WEIGHTS + ".crc"));
    Files.delete(folder.resolve("." + FlowFiles.FACTS + ".crc"));
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    Files.write(weights, flipped);
    refused("its hash is not that of attributes.json");

    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    Files.write(weights, half);
    Files.writeString(
        facts, text.replace(GeneratorBundle.sha256(whole), GeneratorBundle.sha256(half)));
    refused("flow.safetensors in " + folder + " can't be read");

    Files.write(weights, whole);
    Files.writeString(facts, text.replace("\"couplings\" : 2", "\"couplings\" : 3"));
    refused("has no numbers");
    Files.writeString(facts, text.replace("\"name\" : \"hat\"", "\"name\" : \"age\""));
    refused("each attribute has a name of its own");
    Files.writeString(facts, "{\"generator\": 3");
    refused("attributes.json in " + folder + " can't be read");
    Files.writeString(facts, "{}");
    refused("generator and attributes must be set");
    Files.writeString(facts, text);
    assertThat(open().names()).containsExactly("age", "hat");
    Files.delete(facts);
    refused("holds no attribute flow (attributes.json is missing)");
  }
}
