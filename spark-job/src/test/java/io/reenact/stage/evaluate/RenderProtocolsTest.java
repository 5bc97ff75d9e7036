package io.reenact.stage.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.console.Console;
import io.reenact.runner.StageContext;
import io.reenact.settings.Settings;
import io.reenact.stage.LocalSpark;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderProtocolsTest {
  @TempDir private Path folder;

  /** A workspace of other systems' videos alone, in which nobody was inverted. */
  @ParameterizedTest
  @ValueSource(strings = {"reconstruction", "held-out:0.25", "pairs:2"})
  void videosOfOthersNeedNobodyOfOurs(String protocol) {
    Console quiet =
        new Console(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
    Settings settings =
        Settings.defaults()
            .with(
                Json.mapper().valueToTree(Map.of("evaluation", Map.of("protocol", protocol))),
                "test");
    StageContext context =
        new StageContext(
            LocalSpark.session(),
            Workspace.at(folder.toString(), new Configuration()),
            settings,
            quiet);
    assertThat(new RenderProtocols(context, Map.of()).of(null, "anna", "ben", "one"))
        .isEqualTo(protocol);
  }
}
