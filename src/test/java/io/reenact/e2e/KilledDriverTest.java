package io.reenact.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
  private static final int CLIPS = 12;
  private static final int TRIES = 10;
  private static final String ALL =
      "SELECT identity, clip, bytes, checksum, width, height, fps, frames, seconds, audio, status,"
          + " error FROM clips ORDER BY identity, clip";

  @TempDir private Path folder;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void tablesOfAKilledRunEqualThoseOfAnUndisturbedOne() throws Exception {
    Path corpus = folder.resolve("corpus");
    for (int i = 0; i < CLIPS; i++) {
      SampleClips.faceless(corpus.resolve("p" + i + "/c.mp4"), 2 + i, i);
    }
    Path killed = inTheMiddle(corpus, 5, p -> p.destroyForcibly().waitFor());
    Set<Path> before = commits(killed);
    List<FileTime> times = new ArrayList<>();
    for (Path commit : before.stream().sorted().toList()) {
      times.add(Files.getLastModifiedTime(commit));
    }

    Process rest = start(corpus, killed);
    assertThat(rest.waitFor(10, TimeUnit.MINUTES)).isTrue();
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
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void anInterruptedRunSaysHowToGoOn() throws Exception {
    Path corpus = folder.resolve("corpus");
    for (int i = 0; i < CLIPS; i++) {
      SampleClips.faceless(corpus.resolve("p" + i + "/c.mp4"), 2 + i, i);
    }
    int[] code = new int[1];
    Path workspace =
        inTheMiddle(
            corpus,
            2,
            process -> {
              process.destroy();
              assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
              code[0] = process.exitValue();
            });
    assertThat(code[0]).isEqualTo(130);
    assertThat(Files.readString(folder.resolve("out.log")))
        .contains("interrupted: what is done is kept; run the same command again to go on")
        .doesNotContain("fatal error")
        .doesNotContain("error:");
    assertThat(commits(workspace)).isNotEmpty();
  }

  /** Ends a process. */
  private interface End {
    void of(Process process) throws Exception;
  }

  /**
   * Ends a run when some of its units are committed.
   *
   * @return its workspace; of a run that was done before it could be ended, that of another try
   */
  private Path inTheMiddle(Path corpus, int after, End end) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      Path workspace = folder.resolve("ended-" + i);
      Process process = start(corpus, workspace);
      while (process.isAlive() && commits(workspace).size() < after) {
        Thread.sleep(2);
      }
      end.of(process);
      if (commits(workspace).size() < CLIPS) {
        assertThat(commits(workspace)).hasSizeGreaterThanOrEqualTo(after);
        return workspace;
      }
    }
    throw new AssertionError("each of " + TRIES + " runs was faster than this test");
  }

  private Process start(Path corpus, Path workspace) throws IOException {
    List<String> command = Jvm.command();
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
