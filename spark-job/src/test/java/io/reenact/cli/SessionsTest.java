package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class SessionsTest {
  @Test
  void everyRunHasAWarehouseThatNobodyElseCanEnter() throws IOException {
    File first = Sessions.warehouse();
    File second = Sessions.warehouse();
    assertThat(first).isNotEqualTo(second).isEmptyDirectory();
    assertThat(Files.getPosixFilePermissions(first.toPath()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }
}
