package io.reenact.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.doctor.Finding.Level;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a network; buckets are S3Test's. */
class StoreCheckTest {
  private final Configuration conf = new Configuration(false);

  @Test
  void aClockThatS3WouldRefuse() {
    assertThat(StoreCheck.clock(Duration.ofSeconds(-90)).level()).isEqualTo(Level.OK);
    assertThat(StoreCheck.clock(Duration.ofMinutes(-16)).line())
        .isEqualTo(
            "fault clock: 960 s from the store's; set this machine's clock (NTP): S3 refuses it");
  }

  @Test
  void unknownStoresAndNamesAreFaults(@TempDir Path folder) {
    assertThat(StoreCheck.corpus("nosuch://bucket/x", conf))
        .singleElement()
        .satisfies(f -> assertThat(f.level()).isEqualTo(Level.FAULT));
    assertThat(StoreCheck.workspace(folder + "/none/yet", conf))
        .singleElement()
        .satisfies(f -> assertThat(f.found()).contains("GiB free"));
    assertThat(folder.resolve("none")).doesNotExist();
  }
}
