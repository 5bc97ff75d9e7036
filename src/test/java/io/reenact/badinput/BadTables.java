package io.reenact.badinput;

import io.reenact.cli.Main;
import io.reenact.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Published tables whose Parquet file is damaged: each command that reads it ends well or says so
 * in one line, {@code verify} names the file, and doing as it says mends the table.
 */
final class BadTables {
  private static final String TABLE = "clips";

  private final Path corpus;
  private final Path workspace;
  private final Path file;
  private final byte[] whole;
  private final List<String> problems = new ArrayList<>();

  private BadTables(Path corpus, Path workspace) throws IOException {
    this.corpus = corpus;
    this.workspace = workspace;
    try (Stream<Path> files = Files.list(workspace.resolve(TABLE))) {
      file = files.filter(f -> f.toString().endsWith(".parquet")).findAny().orElseThrow();
    }
    whole = Files.readAllBytes(file);
  }

  /**
   * Damages the table again and again.
   *
   * @param corpus whose clips are in it
   * @param workspace of that corpus, indexed; whole again at the end
   * @param most damages, of eight
   * @return how many damages there were, and a line for each rule that was broken
   */
  static Map.Entry<Integer, List<String>> check(Path corpus, Path workspace, long seed, int most)
      throws IOException {
    BadTables tables = new BadTables(corpus, workspace);
    List<Map.Entry<String, byte[]>> damages =
        tables.damages(new Random(seed)).entrySet().stream().limit(most).toList();
    for (Map.Entry<String, byte[]> damage : damages) {
      tables.check(damage.getKey(), damage.getValue());
    }
    return Map.entry(damages.size(), tables.problems);
  }

  /** Makes the workspace, quietly: none of the clips is good. */
  static void index(Path corpus, Path workspace) {
    Console quiet =
        new Console(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
    Main.run(quiet, "index", "--corpus", corpus.toString(), "--workspace", workspace.toString());
  }

  private Map<String, byte[]> damages(Random random) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("cut off", Arrays.copyOf(whole, whole.length / 2));
    byte[] pages = whole.clone();
    byte[] noise = new byte[64];
    random.nextBytes(noise);
    System.arraycopy(noise, 0, pages, 40, noise.length);
    all.put("noise in pages", pages);
    byte[] footer = whole.clone();
    Arrays.fill(footer, whole.length - 8, whole.length - 4, (byte) 0x7f);
    all.put("false length of footer", footer);
    all.put("empty", new byte[0]);
    all.put("no Parquet", "not a table".getBytes(StandardCharsets.US_ASCII));
    for (int bits = 1; bits <= 64; bits *= 8) {
      byte[] flipped = whole.clone();
      for (int k = 0; k < bits; k++) {
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      }
      all.put(bits + " bits flipped", flipped);
    }
    return all;
  }

  private void check(String what, byte[] damaged) throws IOException {
    Files.write(file, damaged);
    String w = workspace.toString();
    said(what, "sql", "--workspace", w, "SELECT * FROM " + TABLE);
    said(what, "track", "--workspace", w, "--set", "job.max_failures=1");
    String line = said(what, "verify", "--workspace", w);
    if (!line.contains("table file " + TABLE + "/" + file.getFileName())) {
      problems.add(what + ": verify doesn't name the file: " + line);
    }
    // As verify says.
    Files.delete(file);
    Files.delete(file.getParent());
    said(what, "index", "--corpus", corpus.toString(), "--workspace", w);
    try (Stream<Path> files = Files.list(workspace.resolve(TABLE))) {
      Path again = files.filter(f -> f.toString().endsWith(".parquet")).findAny().orElseThrow();
      if (!Arrays.equals(Files.readAllBytes(again), whole)) {
        problems.add(what + ": the table made again differs");
      }
      Files.move(again, file);
    }
  }

  /** What a query prints is not what a benchmark's table should hold. */
  private static int silently(Console console, String... command) {
    PrintStream before = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      return Main.run(console, command);
    } finally {
      System.setOut(before);
    }
  }

  private String said(String what, String... command) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    int code = silently(console, command);
    String said = bytes.toString(StandardCharsets.UTF_8);
    long errors = said.lines().filter(l -> l.startsWith("error: ")).count();
    // What verify finds are lines of its own.
    boolean wrong = !command[0].equals("verify") && errors != (code % 3 == 0 ? 0 : 1);
    if (wrong || said.contains("\tat ") || said.contains("Exception")) {
      problems.add(what + ": " + command[0] + " ended with " + code + " and said " + said);
    }
    return said;
  }
}
