package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What file systems are told where a command starts without Spark. */
class SparkConfigurationTest {
  private static final String OWN = "spark.hadoop.reenact.test.own";

  @TempDir private Path folder;

  @AfterEach
  void forget() {
    System.clearProperty(SparkConfiguration.FILE);
    System.clearProperty(OWN);
  }

  @Test
  void theFileCountsAndWhatIsGivenBesideItWins() throws IOException {
    Path file = folder.resolve("my.conf");
    Files.writeString(
        file,
        "# a comment\nspark.hadoop.reenact.test.a   of the file\n"
            + OWN
            + "=file\nspark.executor.memory 7g\n");
    System.setProperty(SparkConfiguration.FILE, file.toString());
    System.setProperty(OWN, "given");
    Configuration conf = SparkConfiguration.hadoop();
    assertThat(conf.get("reenact.test.a")).isEqualTo("of the file");
    assertThat(conf.get("reenact.test.own")).isEqualTo("given");
    assertThat(conf.get("spark.executor.memory")).isNull();
  }

  @Test
  void aFileThatIsGoneIsSaid() {
    System.setProperty(SparkConfiguration.FILE, folder.resolve("none").toString());
    assertThatThrownBy(SparkConfiguration::hadoop)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("none can't be read");
  }
}
