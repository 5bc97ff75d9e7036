package io.reenact.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A driver killed with kill -9 in the middle: a rerun ends as if nothing had happened. */
class KilledDriverTest {
  private static final int CLIPS = 24;
  private static final String ALL =
      "SELECT identity, clip, bytes, checksum, width, height, fps, frames, seconds, audio, status,"
          + " error FROM clips ORDER BY identity, clip";

  @TempDir private Path folder;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void tablesOfAKilledRunEqualThoseOfAnUndisturbedOne() throws Exception {
    Path corpus = folder.resolve("corpus");
    for (int i = 0; i < CLIPS; i++) {
      SampleClips.faceless(corpus.resolve("p" + i + "/c.mp4"), 2 + i, i);
    }
    Path killed = folder.resolve("killed");
    kill(start(corpus, killed), killed, 5);
    Set<Path> before = commits(killed);
    assertThat(before).isNotEmpty().hasSizeLessThan(CLIPS);
    List<FileTime> times = new ArrayList<>();
    for (Path commit : before.stream().sorted().toList()) {
      times.add(Files.getLastModifiedTime(commit));
    }

    Process rest = start(corpus, killed);
    assertThat(rest.waitFor(4, TimeUnit.MINUTES)).isTrue();
    assertThat(rest.exitValue()).isZero();
    assertThat(commits(killed)).hasSize(CLIPS).containsAll(before);
    int i = 0;
    for (Path commit : before.stream().sorted().toList()) {
      assertThat(Files.getLastModifiedTime(commit)).isEqualTo(times.get(i++));
    }

    Path undisturbed = folder.resolve("undisturbed");
    Job.Outcome outcome =
        Job.run("index", "--corpus", corpus.toString(), "--workspace", undisturbed.toString());
    assertThat(outcome.code()).isZero();
    assertThat(Job.rows(killed, "clips", ALL)).isEqualTo(Job.rows(undisturbed, "clips", ALL));
    assertThat(Job.rows(killed, "clips", ALL)).hasSize(CLIPS);
    assertThat(Job.rows(killed, "runs", "SELECT unit FROM runs GROUP BY unit HAVING count(*) > 1"))
        .isEmpty();
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void anInterruptedRunSaysHowToGoOn() throws Exception {
    Path corpus = folder.resolve("corpus");
    for (int i = 0; i < CLIPS; i++) {
      SampleClips.faceless(corpus.resolve("p" + i + "/c.mp4"), 2 + i, i);
    }
    Path workspace = folder.resolve("interrupted");
    Process process = start(corpus, workspace);
    await(process, workspace, 2);
    process.destroy();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(Files.readString(folder.resolve("out.log")))
        .contains("interrupted: what is done is kept; run the same command again to go on")
        .doesNotContain("fatal error");
    assertThat(commits(workspace)).isNotEmpty();
  }

  /** Waits until some units are committed, then kills the process with no chance to clean up. */
  private static void kill(Process process, Path workspace, int after) throws Exception {
    await(process, workspace, after);
    process.destroyForcibly().waitFor();
  }

  private static void await(Process process, Path workspace, int after) throws Exception {
    Instant end = Instant.now().plusSeconds(180);
    while (commits(workspace).size() < after && Instant.now().isBefore(end)) {
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(2);
    }
  }

  private Process start(Path corpus, Path workspace) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-Dspark.master=local[1]",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.reenact.cli.Main",
            "index",
            "--corpus",
            corpus.toString(),
            "--workspace",
            workspace.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("out.log").toFile())
        .start();
  }

  private static Set<Path> commits(Path workspace) throws IOException {
    Path units = workspace.resolve("_units/index");
    Set<Path> found = new HashSet<>();
    if (Files.isDirectory(units)) {
      try (Stream<Path> keys = Files.list(units)) {
        for (Path key : keys.toList()) {
          if (Files.exists(key.resolve("commit.json"))) {
            found.add(key.resolve("commit.json"));
          }
        }
      }
    }
    return found;
  }
}
