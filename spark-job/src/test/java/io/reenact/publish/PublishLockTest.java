package io.reenact.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
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
import org.apache.hadoop.fs.FileStatus;
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
  void aNumberThatNoDriverCountsToIsRefused() throws IOException {
    Path hostile = Files.writeString(locks.resolve("ticket-999999999999999999-deadbeef"), "x");
    assertThatThrownBy(this::take)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("999999999999999999");
    assertThat(locks)
        .isDirectoryContaining(hostile::equals)
        .isDirectoryNotContaining("glob:**choosing*");
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

  /** Takes the lock, says so, and waits for its end. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      Configuration conf = new Configuration();
      Workspace workspace = Workspace.at(args[0], conf);
      try (PublishLock lock = PublishLock.take(workspace, workspace.store(conf))) {
        lock.check();
        System.out.println("taken");
        System.in.read();
      }
    }
  }

  @Test
  void aDriverKilledOnThisMachineIsNotWaitedFor() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("taken");
      org.apache.hadoop.fs.Path shown = shown();
      assertThat(Presence.ended(store, shown)).isEmpty();

      holder.destroyForcibly().waitFor();
      Path boot = Path.of(shown.toUri().getPath(), "boot");
      String here = Files.readString(boot);
      Files.writeString(boot, "another machine's");
      assertThat(Presence.ended(store, shown)).isEmpty();

      Files.writeString(boot, here);
      take();
      assertThat(told).isEmpty();
      assertThat(locks).isEmptyDirectory();
    } finally {
      holder.destroyForcibly();
    }
  }

  private org.apache.hadoop.fs.Path shown() throws IOException {
    return store.list(workspace.locks()).stream()
        .filter(FileStatus::isDirectory)
        .findAny()
        .orElseThrow()
        .getPath();
  }
}
