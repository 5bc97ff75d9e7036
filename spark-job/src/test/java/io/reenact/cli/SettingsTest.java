package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.error.UserError;
import io.reenact.settings.Settings;
import io.reenact.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SettingsTest {
  private static Settings of(String... arguments) {
    SettingsOptions options = new SettingsOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("s", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
        .parseArgs(arguments);
    return options.settings(new Configuration());
  }

  @Test
  void laterSourcesWin(@TempDir Path folder) throws IOException {
    Path yaml = Files.writeString(folder.resolve("s.yaml"), "job: {threads: 3, seed: 9}\n");
    Path json = Files.writeString(folder.resolve("t.json"), "{\"job\": {\"seed\": 8}}");

    Settings settings =
        of("--config", yaml.toString(), "--config", json.toString(), "--set", "job.threads=5");

    assertThat(settings.job().threads()).isEqualTo(5);
    assertThat(settings.job().seed()).isEqualTo(8);
    assertThat(settings.job().maxFailures()).isEqualTo(0.1);
    assertThat(settings.all().get("job.threads").source()).isEqualTo("--set");
    assertThat(settings.all().get("job.seed").source()).isEqualTo(json.toString());
    assertThat(settings.all().get("job.max_failures").source()).isEqualTo("default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "job.thread=2|unknown setting job.thread; did you mean job.threads?",
        "threads=2|did you mean job.threads?",
        "job.threads=two|job.threads must be a whole number, not \"two\"",
        "job.threads=0|job.threads must be at least 1, not 0",
        "job.threads=1.5|job.threads must be a whole number",
        "job.max_failures=2|must be from 0 to 1, not 2",
        "job.device=tpu|job.device must be one of [auto, cpu, cuda], not tpu",
        "job.seed|write --set name=value",
        "job.device=cud|not cud; did you mean cuda?",
        "inversion.size=257|inversion.size must be a multiple of 4 from 32 to 1024, not 257",
        "reenact.edits=age:1|'age:1' is not name=number; write age=1",
        "reenact.edits=smile=1,age 2|'age 2' is not name=number; write age=2",
        "reenact.edits=age=one|'age=one' is not name=number",
        "reenact.expression=jawOpen=NaN|must be from -10000 to 10000",
        "reenact.parts=mouth=|'mouth=' is not name=number",
        "reenact.outputs=frames,plyy|'plyy' is none of auto, frames, ply, spz, paste, cutout, comparison; did",
        "reenact.grid=3x|'3x' is not COLUMNSxROWS",
        "reenact.pairs=al|did you mean all?",
        "nonsense.of.mine=1|the command settings lists them all"
      })
  void refusesWithTheRemedy(String assignment, String message) {
    assertThatThrownBy(() -> of("--set", assignment))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "job.device=CUDA, job.device, cuda",
    "reenact.camera=Orbit, reenact.camera, orbit",
    "'reenact.outputs=PLY, Frames', reenact.outputs, 'ply,frames'",
    "reenact.pairs=ALL, reenact.pairs, all",
    "reenact.pairs=Anna:Ben, reenact.pairs, Anna:Ben",
    "reenact.grid=5X1, reenact.grid, 5x1",
    "reenact.edits=/data/edits.csv, reenact.edits, /data/edits.csv",
    "'reenact.parts=mouth,browDown=0.5', reenact.parts, 'mouth,browDown=0.5'",
    "generator.bundle=Embedded, generator.bundle, embedded"
  })
  void wordsAreKnownInAnyCase(String assignment, String name, String value) {
    assertThat(of("--set", assignment).all().get(name).value().asText()).isEqualTo(value);
    assertThat(of("--profile", "Quick").section("inversion"))
        .isEqualTo(of("--profile", "quick").section("inversion"));
  }

  @Test
  void nothingIsACommentOnTheCommandLine() {
    assertThat(value("reenact.background=#00ff00")).isEqualTo("#00ff00");
    assertThat(value("reenact.background=Sea view #2.png")).isEqualTo("Sea view #2.png");
    assertThat(value("reenact.background='#00ff00'")).isEqualTo("#00ff00");
  }

  private static String value(String assignment) {
    return of("--set", assignment).all().get("reenact.background").value().asText();
  }

  @Test
  void pathsWithColonsAreSaidInWords() {
    assertThatThrownBy(() -> of("--config", "a:b"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a name with a colon needs a folder before it")
        .hasMessageNotContaining("Exception");
    assertThatThrownBy(() -> of("--profile", "standrad"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("did you mean standard?");
  }

  @Test
  void refusesUnknownNamesAndBrokenFiles(@TempDir Path folder) throws IOException {
    Path unknown = Files.writeString(folder.resolve("u.yaml"), "trak: {min_usable: 1}\n");
    Path broken = Files.writeString(folder.resolve("b.yaml"), "job: [\n");
    assertThatThrownBy(() -> of("--config", unknown.toString()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("unknown setting trak");
    assertThatThrownBy(() -> of("--config", broken.toString()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not YAML or JSON");
    assertThatThrownBy(() -> of("--config", folder.resolve("none").toString()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("can't be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"quick", "standard", "paper"})
  void profilesAreValid(String profile) {
    assertThat(of("--profile", profile).job().threads()).isPositive();
  }

  /** Results that were there before a setting stay found while it has its default. */
  @Test
  void whatCameLaterDecidesOnlyOnceItIsSet() {
    assertThat(of().section("inversion").has("warm_up")).isTrue();
    assertThat(of().deciding("inversion").has("warm_up")).isFalse();
    assertThat(of("--set", "inversion.warm_up=5").deciding("inversion").get("warm_up").asInt())
        .isEqualTo(5);
    assertThat(of().deciding("inversion").has("tuning_steps")).isTrue();
  }

  @Test
  void sectionsAreHashedByValueNotBySource() {
    JsonNode byDefault = of().section("job");
    JsonNode set = of("--set", "job.threads=2").section("job");
    assertThat(Json.canonical(set)).isEqualTo(Json.canonical(byDefault));
  }
}
