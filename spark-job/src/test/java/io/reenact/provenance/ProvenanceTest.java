package io.reenact.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.row.SettingRow;
import io.reenact.settings.Settings;
import io.reenact.table.Workspace;
import io.reenact.unit.Packed;
import io.reenact.unit.UnitStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {
  @TempDir private Path folder;

  @Test
  void theHashFollowsEverySettingAndWhoSetIt() {
    Provenance plain = Provenance.of(Settings.defaults());
    assertThat(Provenance.of(Settings.defaults())).isEqualTo(plain);
    String seed =
        plain.rows().stream().filter(r -> r.name().equals("job.seed")).toList().get(0).value();
    assertThat(Provenance.of(Settings.defaults().with("job.seed=" + seed)).key())
        .isNotEqualTo(plain.key());
    assertThat(Provenance.of(Settings.defaults().with("job.seed=77")).key())
        .isNotEqualTo(plain.key());
    assertThat(plain.rows()).allSatisfy(r -> assertThat(r.hash()).isEqualTo(plain.key().hex()));
  }

  @Test
  void itSaysWhatThereIsToSay() {
    Map<String, String> facts =
        Provenance.of(Settings.profile("quick")).rows().stream()
            .collect(Collectors.toMap(r -> r.kind() + " " + r.name(), SettingRow::value));
    assertThat(facts)
        .containsKeys(
            "version program",
            "version spark",
            "version java",
            "model face_landmark",
            "machine cores",
            "machine system");
    assertThat(facts.get("model generator")).hasSize(64);
    assertThat(facts.values()).doesNotContainNull().noneMatch(v -> v.startsWith("${"));
    assertThat(Build.line()).startsWith("reenact ");
  }

  @Test
  void aUnitOfItIsWrittenOnce() throws IOException {
    UnitStore store =
        new UnitStore(Workspace.at(folder.toString(), new Configuration()), new Configuration());
    Provenance provenance = Provenance.of(Settings.defaults());
    Packed first = provenance.recorded(store);
    Packed second = provenance.recorded(store);
    assertThat(second.unpacked()).isEqualTo(first.unpacked());
    assertThat(first.unpacked().files()).hasSize(1);
    assertThat(first.unpacked().files().get(0).rows()).isEqualTo(provenance.rows().size());
  }
}
