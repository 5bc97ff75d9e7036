package io.reenact.faults;

import io.reenact.cli.Main;
import io.reenact.console.Console;
import io.reenact.table.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** A full disk and a failing object store, under index and track in this JVM. */
final class LocalFaults {
  private static final int MOST_RUNS = 6;

  private final SparkSession spark;
  private final Path folder;
  private final Path corpus;
  private final Path undisturbed;
  private final Map<Table, List<String>> expected;

  LocalFaults(SparkSession spark, Path root, Path folder) throws IOException {
    this.spark = spark;
    this.folder = Files.createDirectories(folder);
    corpus = ShortClips.make(root, folder.resolve("corpus"), 12, 4);
    undisturbed = folder.resolve("undisturbed");
    String said = run(undisturbed.toString());
    if (said != null) {
      throw new IllegalStateException("failed without a fault: " + said);
    }
    expected = Published.tables(spark, undisturbed);
  }

  /**
   * How it went.
   *
   * @param failures calls that failed, or 0
   * @param runs until all was done
   * @param overcome whether that came about while the fault lasted
   * @param oneLine whether every failed run ended with one line that says why
   * @param equal whether the tables then equalled those of an undisturbed run
   * @param problems what {@code verify} said, or null
   */
  record Outcome(
      long failures, int runs, boolean overcome, boolean oneLine, boolean equal, String problems) {}

  /** Null if all went well, else what was said. */
  private String run(String workspace) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    String[] end = {"--workspace", workspace, "--set", "job.max_failures=0"};
    int code =
        Main.run(console, "index", "--corpus", corpus.toString(), end[0], end[1], end[2], end[3]);
    if (code == 0) {
      code = Main.run(console, "track", end[0], end[1], end[2], end[3]);
    }
    return code == 0 ? null : bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean oneLine(String said) {
    List<String> errors = said.lines().filter(l -> l.startsWith("error: ")).toList();
    return errors.size() == 1 && said.lines().noneMatch(l -> l.startsWith("\tat "));
  }

  /**
   * The workspace on a disk of its own that is too small, then grown.
   *
   * @param share of what a whole run needs
   * @return null where this process may not mount one
   */
  Outcome fullDisk(double share) throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    long needed = pages(undisturbed);
    long size = Math.max(1, Math.round(share * needed));
    if (system("mount", "-t", "tmpfs", "-o", "size=" + size * 4 + "k", "none", disk.toString())
        != 0) {
      return null;
    }
    try {
      Path workspace = disk.resolve("w");
      String said = run(workspace.toString());
      boolean oneLine = said != null && oneLine(said) && said.contains("No space left");
      if (!oneLine) {
        System.err.println("faults: full disk, " + share + ": " + said);
      }
      system("mount", "-o", "remount,size=1g", disk.toString());
      String again = run(workspace.toString());
      if (again != null) {
        throw new IllegalStateException("rerun on a grown disk: " + again);
      }
      return outcome(0, 2, false, oneLine, workspace);
    } finally {
      system("umount", disk.toString());
    }
  }

  /**
   * The workspace on an object store that fails every {@code n}-th call, until all is done or runs
   * enough have failed; then it fails no more.
   */
  Outcome failingStore(int n) throws IOException {
    Path workspace = folder.resolve("store-" + n);
    FlakyFileSystem.failEvery(n);
    boolean oneLine = true;
    int runs = 1;
    long failures = 0;
    for (String said = run("flaky://" + workspace);
        said != null;
        said = run("flaky://" + workspace)) {
      if (!oneLine(said)) {
        System.err.println("faults: store: " + said);
        oneLine = false;
      }
      if (runs++ > MOST_RUNS) {
        throw new IllegalStateException("not done by a sound store: " + said);
      }
      if (runs > MOST_RUNS) {
        // Too bad a store to work with; what was finished must be there once it is well again.
        failures = FlakyFileSystem.failed();
        FlakyFileSystem.failEvery(Long.MAX_VALUE);
      }
    }
    failures = Math.max(failures, FlakyFileSystem.failed());
    FlakyFileSystem.failEvery(Long.MAX_VALUE);
    return outcome(failures, runs, runs <= MOST_RUNS, oneLine, workspace);
  }

  private Outcome outcome(
      long failures, int runs, boolean overcome, boolean oneLine, Path workspace) {
    Set<Table> differing = Published.differing(expected, Published.tables(spark, workspace));
    if (!differing.isEmpty()) {
      System.err.println("faults: other tables than undisturbed: " + differing);
    }
    return new Outcome(
        failures, runs, overcome, oneLine, differing.isEmpty(), Published.problems(workspace));
  }

  private static long pages(Path of) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(of)) {
      all.filter(Files::isRegularFile).forEach(files::add);
    }
    long pages = 0;
    for (Path file : files) {
      pages += (Files.size(file) + 4095) / 4096;
    }
    return pages;
  }

  private static int system(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
