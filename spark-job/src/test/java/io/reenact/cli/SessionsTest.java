package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class SessionsTest {
  @Test
  void everyRunHasAWarehouseThatNobodyElseCanEnter() throws IOException {
    Path first = Sessions.warehouse();
    Path second = Sessions.warehouse();
    assertThat(first).isNotEqualTo(second).isEmptyDirectory();
    assertThat(Files.getPosixFilePermissions(first))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }
}
