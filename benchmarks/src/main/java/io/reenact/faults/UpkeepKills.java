package io.reenact.faults;

import io.reenact.table.Table;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Kills what publishes, repairs or removes, at a random moment of that, and does it again. */
final class UpkeepKills {
  private static final int ORPHANS = 500;

  /** What is killed. */
  enum Work {
    PUBLISHING("publishing"),
    REPAIR("repair"),
    VACUUM("vacuum");

    final String label;

    Work(String label) {
      this.label = label;
    }
  }

  /**
   * How it went.
   *
   * @param middle whether it had begun and not ended at the moment
   * @param equal whether the tables then are those of an undisturbed run
   * @param problems what {@code verify} said, or null
   * @param left orphans that are left
   */
  record Outcome(boolean middle, boolean equal, String problems, long left) {
    boolean well() {
      return equal && problems == null && left == 0;
    }
  }

  private final Commands commands;
  private final Path folder;
  private final Kills kills;
  private final SparkSession spark;
  private final Random random;

  UpkeepKills(Commands commands, Path folder, Kills kills, SparkSession spark, Random random) {
    this.commands = commands;
    this.folder = folder;
    this.kills = kills;
    this.spark = spark;
    this.random = random;
  }

  /** One kill. */
  Outcome run(int number, Work work) throws Exception {
    Path workspace = folder.resolve("upkeep-" + number);
    Path log = folder.resolve("upkeep-" + number + ".log");
    Map<Table, List<String>> expected = kills.expected("track");
    if (work == Work.PUBLISHING) {
      ShortClips.copy(kills.ended("index"), workspace);
    } else {
      ShortClips.copy(kills.ended("track"), workspace);
    }
    if (work == Work.REPAIR) {
      Files.delete(one(workspace.resolve("runs")));
      flip(one(workspace.resolve("tracks")));
    }
    if (work == Work.VACUUM) {
      Path files = Files.createDirectories(workspace.resolve("files/videos"));
      for (int i = 0; i < ORPHANS; i++) {
        Files.writeString(files.resolve("lost" + i + "-0123456789ab.mp4"), "x");
      }
    }
    List<String> command =
        switch (work) {
          case PUBLISHING -> kills.stage("track", workspace);
          case REPAIR -> commands.script("submit.sh", "repair", "--workspace", "" + workspace);
          case VACUUM ->
              commands.script(
                  "submit.sh", "vacuum", "--workspace", "" + workspace, "--older-than", "0");
        };
    Process process = commands.drive(command, log);
    while (process.isAlive() && !begun(work, workspace)) {
      Thread.sleep(1);
    }
    Thread.sleep(random.nextInt(work == Work.VACUUM ? 20 : 1000));
    boolean middle = process.isAlive();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    commands.expect(command, folder.resolve("upkeep-" + number + "-again.log"));
    return new Outcome(
        middle,
        Published.differing(expected, Published.tables(spark, workspace)).isEmpty(),
        Published.problems(workspace),
        orphans(workspace));
  }

  private static boolean begun(Work work, Path workspace) throws IOException {
    return switch (work) {
      // The first publication, of index, has left an empty folder.
      case PUBLISHING -> any(workspace.resolve("_staging")) || any(workspace.resolve("_publish"));
      case REPAIR -> Files.exists(workspace.resolve("_aside"));
      case VACUUM -> orphans(workspace) < ORPHANS;
    };
  }

  private static boolean any(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isPresent();
    }
  }

  private static long orphans(Path workspace) throws IOException {
    Path videos = workspace.resolve("files/videos");
    if (!Files.isDirectory(videos)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(videos)) {
      return files.filter(f -> f.getFileName().toString().startsWith("lost")).count();
    }
  }

  private static Path one(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(f -> f.toString().endsWith(".parquet")).findAny().orElseThrow();
    }
  }

  private static void flip(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long middle = bytes.length() / 2;
      bytes.seek(middle);
      int b = bytes.read();
      bytes.seek(middle);
      bytes.write(b ^ 1);
    }
  }
}
