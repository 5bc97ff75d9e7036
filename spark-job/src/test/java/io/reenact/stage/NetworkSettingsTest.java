package io.reenact.stage;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.reenact.error.UserError;
import io.reenact.settings.Settings;
import io.reenact.text.Hashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code from a file is run only if its hash was given. */
class NetworkSettingsTest {
  @TempDir private Path folder;

  private static NetworkSettings identity(String file, String sha256) {
    return Settings.defaults()
        .with("networks.identity=" + file)
        .with("networks.identity_sha256='" + sha256 + "'")
        .section("networks", NetworkSettings.class);
  }

  @Test
  void aFileWithoutItsHashIsRefusedAndTheHashIsTold() throws IOException {
    byte[] content = "no network".getBytes(StandardCharsets.UTF_8);
    String file = Files.write(folder.resolve("face.pt"), content).toString();
    String hash = Hashes.hex(Hashes.sha256().digest(content));
    Configuration hadoop = new Configuration();

    assertThatThrownBy(() -> identity(file, "").check(hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("networks.identity", hash, "networks.identity_sha256");
    assertThatThrownBy(() -> identity(file, "00").check(hadoop)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> identity(folder.resolve("gone.pt").toString(), "").check(hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("gone.pt");
    assertThatCode(() -> identity(file, hash).check(hadoop)).doesNotThrowAnyException();
    assertThatThrownBy(() -> identity(file, hash).load(Device.cpu(), true, hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("face.pt");
  }
}
