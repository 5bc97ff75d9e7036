package io.reenact.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.table.Store;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishLockTest {
  private final List<String> told = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();

  @TempDir private Path folder;
  private Workspace workspace;
  private Store store;
  private Path locks;

  @BeforeEach
  void open() throws IOException {
    workspace = Workspace.at(folder.toString(), new Configuration());
    store = workspace.store(new Configuration());
    locks = Files.createDirectory(folder.resolve("_locks"));
  }

  /** Takes the lock by a clock on which each look takes ten seconds. */
  private void take() throws IOException {
    try (PublishLock lock =
        PublishLock.take(
            workspace, store, told::add, () -> nanos.addAndGet(Duration.ofSeconds(10).toNanos()))) {
      lock.check();
    }
  }

  @Test
  void aTicketOfTheFutureIsDeadIfNobodyRefreshesIt() throws IOException {
    Path future = Files.writeString(locks.resolve("ticket-000000000007-deadbeef"), "x");
    Files.setLastModifiedTime(future, FileTime.from(Instant.now().plus(Duration.ofHours(1))));
    take();
    assertThat(future).doesNotExist();
    assertThat(told)
        .singleElement()
        .asString()
        .startsWith("waiting for another driver to publish in ")
        .endsWith("if it was killed, its turn ends in about 60 s");
    assertThat(nanos).hasValueLessThan(Duration.ofMinutes(5).toNanos());
  }

  @Test
  void filesThatAreNoTicketsAreLeftAlone() throws IOException {
    for (String name : List.of("ticket-x", "ticket--", "ticket-1-deadbeef", "choosing-", "a b")) {
      Files.writeString(locks.resolve(name), "x");
    }
    take();
    assertThat(told).isEmpty();
    assertThat(locks.resolve("ticket-x")).exists();
  }
}
