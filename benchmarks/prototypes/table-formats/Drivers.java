package io.reenact.prototype;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two drivers at once, and drivers that are killed, of {@link TableFormats}, each in a process of
 * its own with this one's options and class path.
 *
 * <p>Arguments: ours, iceberg or delta; the folder or bucket, empty; how many commits each of two
 * drivers makes, first of units of their own, then in place of the same units, which were there
 * before; at how many moments a driver is killed then, at random ones and, every other time, as
 * soon as a commit of metrics begins to be seen. Another driver tells what it sees and does the
 * unit again that was in the works.
 */
public final class Drivers {
  private static final PrintStream OUT = System.out;

  /** Nothing here takes so long unless it hangs. */
  private static final long LIMIT_S = Integer.getInteger("prototype.limit", 600);

  private static final Pattern ENDED =
      Pattern.compile("(committed|failed) (u\\d+).* in ([\\d.]+) s, ([\\d.]+) s of CPU");
  private static final Pattern RETRY =
      Pattern.compile("Retrying task after failure|conflict|Conflict");
  private static final int ROWS = 40;

  private final String format;
  private final String folder;

  /** Units whose commits succeeded. */
  private final Set<String> said = new TreeSet<>();

  private Drivers(String format, String folder) {
    this.format = format;
    this.folder = folder;
  }

  /** Runs it. */
  public static void main(String[] a) throws Exception {
    int commits = Integer.parseInt(a[2]);
    Drivers drivers = new Drivers(a[0], a[1]);
    Driver one = Driver.start(a[0], a[1]);
    Driver two = Driver.start(a[0], a[1]);
    one.until("ready");
    // Two that make a table at once are not what is measured.
    int there = Math.max(2, commits);
    one.say("append 0 " + there);
    one.until("done");
    one.tell();
    for (int i = 0; i < there; i++) {
      drivers.said.add("u" + i);
    }
    two.until("ready");
    // The first commit takes so long that the other would be done before it.
    two.say("append 99 1");
    two.until("done");
    two.tell();
    drivers.said.add("u99");
    if (commits > 0) {
      drivers.both(one, "append 100 " + commits, two, "append 200 " + commits);
      drivers.both(one, "replace 0 " + commits + " 1", two, "replace 0 " + commits + " 2");
    }
    drivers.kills(one, two, Integer.parseInt(a[3]));
  }

  private void both(Driver one, String first, Driver two, String second) throws Exception {
    OUT.println("two drivers: " + first + ", " + second);
    one.say(first);
    two.say(second);
    List<Double> seconds = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    int failed = 0;
    for (Driver driver : List.of(one, two)) {
      driver.until("done");
      driver.tell();
      for (String line : driver.lines()) {
        Matcher m = ENDED.matcher(line);
        if (m.matches() && m.group(1).equals("committed")) {
          said.add(m.group(2));
          seconds.add(Double.parseDouble(m.group(3)));
          cpu.add(Double.parseDouble(m.group(4)));
        } else if (m.matches()) {
          failed++;
        }
      }
    }
    OUT.printf(
        Locale.ROOT,
        "  %d committed, %d failed; a commit that succeeded %.2f s, %.2f s of CPU (medians)%n",
        seconds.size(),
        failed,
        median(seconds),
        median(cpu));
    look(two);
  }

  private void look(Driver driver) throws Exception {
    driver.say("look");
    driver.until("done");
    driver.judge(said);
    beside(format, folder, driver);
  }

  /**
   * What a driver leaves that is killed.
   *
   * @param folder a copy of its tables
   * @param done the units whose commits had succeeded
   * @param working the unit that came next
   */
  private record Killed(String when, Path folder, long millis, Set<String> done, String working) {}

  /**
   * Each moment needs a victim, and to start Spark takes longest of all. So one victim is stopped
   * at every moment (SIGSTOP), its folder copied, and sent on; only the last time it is killed.
   * Either way the folder holds what the system calls made till then have left.
   */
  private void kills(Driver victim, Driver heir, int kills) throws Exception {
    Random random = new Random(1);
    List<Killed> killed = new ArrayList<>();
    int next = 1000;
    victim.say("append " + next + " 100");
    while (victim.ended() < 1) {
      victim.alive(); // The first commit of a driver is another story.
    }
    for (int k = 0; k < kills; k++) {
      boolean aimed = k % 2 == 1;
      long end = System.nanoTime() + (long) (1.5e9 * victim.last() * (0.2 + random.nextDouble()));
      Set<String> before = traces(format, folder);
      while (aimed ? before.containsAll(traces(format, folder)) : end > System.nanoTime()) {
        victim.alive();
      }
      Path copy = Path.of(folder + "-killed-" + k);
      if (k < kills - 1) {
        run("kill", "-STOP", "" + victim.process.pid());
        Thread.sleep(100);
        run("cp", "-a", folder, copy.toString());
      } else {
        victim.process.destroyForcibly().waitFor();
        victim.reader.join();
        Files.move(Path.of(folder), copy);
      }
      int done = victim.ended();
      Set<String> all = new TreeSet<>(said);
      for (int i = next; i < next + done; i++) {
        all.add("u" + i);
      }
      String when =
          "kill " + k + (aimed ? ", as a commit began to be seen, after " : ", at random, after ");
      killed.add(
          new Killed(
              when + done + " commits", copy, System.currentTimeMillis(), all, "" + (next + done)));
      if (k < kills - 1) {
        run("kill", "-CONT", "" + victim.process.pid());
      }
    }
    for (Killed kill : killed) {
      OUT.println(kill.when());
      run("rm", "-rf", folder);
      Files.move(kill.folder(), Path.of(folder));
      age(System.currentTimeMillis() - kill.millis());
      said.clear();
      said.addAll(kill.done());
      look(heir);
      heir.holds("u" + kill.working());
      // What may be there already can only be replaced.
      heir.say("replace " + kill.working() + " 1");
      heir.until("done");
      heir.tell();
      said.add("u" + kill.working());
      look(heir);
    }
    heir.close();
  }

  /** A ticket is as old now as it was then. */
  private void age(long millis) throws IOException {
    Path locks = Path.of(folder, "_locks");
    if (Files.isDirectory(locks)) {
      try (Stream<Path> files = Files.list(locks)) {
        for (Path file : files.toList()) {
          long then = Files.getLastModifiedTime(file).toMillis();
          Files.setLastModifiedTime(file, FileTime.fromMillis(then + millis));
        }
      }
    }
  }

  private static void run(String... command) throws Exception {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("failed: " + String.join(" ", command));
    }
  }

  /** What appears when a commit of metrics begins to be seen. */
  private static Set<String> traces(String format, String folder) throws IOException {
    Path where =
        switch (format) {
          case "ours" -> Path.of(folder, "_publish");
          case "iceberg" -> Path.of(folder, "db/metrics/metadata");
          default -> Path.of(folder, "metrics/_delta_log");
        };
    String pattern = format.equals("iceberg") ? "v\\d+\\.metadata\\.json" : "[^.].*\\.json";
    if (!Files.exists(where)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(where)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.matches(pattern))
          .collect(Collectors.toSet());
    }
  }

  /** Counts files that the tables don't refer to. Only of a local folder. */
  private static void beside(String format, String folder, Driver look) throws IOException {
    if (folder.contains("://")) {
      return;
    }
    Set<String> used =
        look.lines().stream()
            .filter(l -> l.startsWith("refers to "))
            .reduce((x, y) -> y)
            .map(l -> Set.of(l.substring(10).split(" ")))
            .orElse(Set.of());
    Map<String, Integer> beside = new TreeMap<>();
    Path root = Path.of(folder);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        String path = root.relativize(file).toString();
        boolean data = name.endsWith(".parquet") && !path.contains("_delta_log");
        boolean temporary = name.startsWith(".") && !name.endsWith(".crc");
        boolean work = path.matches("_(staging|publish|locks)/.*");
        if ((data && !used.contains(name)) || temporary || work) {
          beside.merge(
              (path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "")
                  .replaceAll("[0-9a-f]{8,}[-0-9a-zA-Z]*", "*"),
              1,
              Integer::sum);
        }
      }
    }
    OUT.println("  files beside: " + beside);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }

  /** A process, and what it said. */
  private static final class Driver {
    private static int count;

    private final Process process;
    private final Path log;
    private final List<String> all = Collections.synchronizedList(new ArrayList<>());
    private final Thread reader;
    private int mark;
    private long retries;

    private Driver(Process process, Path log) {
      this.process = process;
      this.log = log;
      this.reader = new Thread(this::read);
      reader.start();
    }

    static Driver start(String format, String folder) throws IOException {
      Path logs = Files.createDirectories(Path.of(System.getProperty("prototype.logs", "logs")));
      Path log =
          logs.resolve(format + "-" + ProcessHandle.current().pid() + "-" + count++ + ".log");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
      command.add("-Dreenact.log=" + log);
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(Arrays.asList(TableFormats.class.getName(), format, folder, "-"));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new Driver(process, log);
    }

    private void read() {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          all.add(line);
        }
      } catch (IOException e) {
        all.add("cut off");
      }
    }

    void say(String command) throws IOException {
      mark = all.size();
      process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    }

    /** What it said since it was last told something. */
    List<String> lines() {
      synchronized (all) {
        return List.copyOf(all.subList(mark, all.size()));
      }
    }

    int ended() {
      return (int) lines().stream().filter(l -> ENDED.matcher(l).matches()).count();
    }

    /** Seconds of its last commit. */
    double last() {
      double seconds = 0;
      for (String line : lines()) {
        Matcher m = ENDED.matcher(line);
        seconds = m.matches() ? Double.parseDouble(m.group(3)) : seconds;
      }
      return seconds;
    }

    void until(String line) throws Exception {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
      while (!lines().contains(line)) {
        alive();
        Thread.sleep(20);
        if (System.nanoTime() > end) {
          process.destroyForcibly();
          throw new IllegalStateException("not " + line + " within " + LIMIT_S + " s: " + all);
        }
      }
    }

    void alive() throws InterruptedException {
      if (!process.isAlive()) {
        throw new IllegalStateException("ended: " + all);
      }
      Thread.sleep(1);
    }

    void close() throws Exception {
      process.getOutputStream().close();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }

    /** Prints what it said of commits, with the retries that its log tells of. */
    void tell() throws IOException {
      for (String line : lines()) {
        OUT.println("    " + line);
      }
      if (Files.exists(log)) {
        try (Stream<String> lines = Files.lines(log)) {
          long now = lines.filter(l -> RETRY.matcher(l).find()).count();
          OUT.println("    " + (now - retries) + " retries");
          retries = now;
        }
      }
    }

    /** Compares what it saw last with the units that drivers said they had committed. */
    void judge(Set<String> said) {
      Map<String, String> metrics = new TreeMap<>();
      Map<String, String> runs = new TreeMap<>();
      Set<String> unreadable = new TreeSet<>();
      for (String line : lines()) {
        String[] words = line.split(" ", 4);
        if (line.startsWith("metrics of ")) {
          metrics.put(words[2], words[3]);
        } else if (line.startsWith("runs of ")) {
          runs.put(words[2], words[3]);
        } else if (line.startsWith("unreadable")) {
          unreadable.add(line);
        }
      }
      String whole = ROWS + " " + ROWS + " 1";
      OUT.println("  metrics: " + metrics.size() + " units" + unlike(metrics, whole));
      Set<String> lost = new TreeSet<>(said);
      lost.removeAll(metrics.keySet());
      OUT.println("  runs: " + runs.size() + " units" + unlike(runs, "1 1"));
      Set<String> noRun = new TreeSet<>(said);
      noRun.removeAll(runs.keySet());
      Set<String> halves = new TreeSet<>(metrics.keySet());
      halves.removeAll(runs.keySet());
      OUT.println("  lost: metrics of " + lost + ", runs of " + noRun);
      OUT.println("  in metrics, not in runs: " + halves + " " + unreadable);
    }

    private static String unlike(Map<String, String> there, String whole) {
      Map<String, List<String>> odd = new TreeMap<>();
      there.forEach(
          (unit, rows) -> {
            if (!rows.equals(whole)) {
              odd.computeIfAbsent(rows, r -> new ArrayList<>()).add(unit);
            }
          });
      return odd.isEmpty() ? ", each once" : "; other counts: " + odd;
    }

    void holds(String unit) {
      OUT.println(
          "  of the unit in the works: "
              + lines().stream().filter(l -> l.matches("\\w+ of " + unit + " .*")).toList());
    }
  }
}
