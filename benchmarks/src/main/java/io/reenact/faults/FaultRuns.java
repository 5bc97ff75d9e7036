package io.reenact.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** All faults one after another, and the table of what they did. */
public final class FaultRuns {
  private static final List<String> STAGES =
      List.of("index", "track", "invert", "reenact", "evaluate");

  private final Path root;
  private final int runs;
  private final Random random;
  private final String kinds;
  private final Row out;

  /** Takes a row of the table. */
  public interface Row {
    /** One value. */
    void add(String kase, String metric, double value, String unit);
  }

  /**
   * @param root of the repository
   * @param runs kills to make
   * @param seed of the moments
   * @param kinds of {@code kill}, {@code native}, {@code upkeep}, {@code disk}, {@code store}
   */
  public FaultRuns(Path root, int runs, long seed, String kinds, Row out) {
    this.root = root;
    this.runs = runs;
    this.random = new Random(seed);
    this.kinds = kinds;
    this.out = out;
  }

  /**
   * Makes the faults.
   *
   * @throws IllegalStateException if one did lasting damage; the logs are then kept
   */
  public void run() throws Exception {
    Path folder = Files.createTempDirectory("reenact-faults");
    SparkSession spark =
        SparkSession.builder()
            .master("local[2,4]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.hadoop.fs.flaky.impl", FlakyFileSystem.class.getName())
            .getOrCreate();
    boolean well = true;
    try {
      if (kinds.contains("disk") || kinds.contains("store")) {
        LocalFaults local = new LocalFaults(spark, root, folder.resolve("local"));
        well &= !kinds.contains("disk") || disk(local);
        well &= !kinds.contains("store") || store(local);
      }
      if (kinds.contains("kill") || kinds.contains("native") || kinds.contains("upkeep")) {
        well &= kills(spark, folder);
      }
    } finally {
      spark.stop();
    }
    if (!well) {
      throw new IllegalStateException("faults did damage; logs and workspaces are in " + folder);
    }
    delete(folder);
  }

  private boolean kills(SparkSession spark, Path folder) throws Exception {
    Commands commands = new Commands(root);
    Map<Kills.Victim, Tally> tallies = new EnumMap<>(Kills.Victim.class);
    boolean well = true;
    // Builds what is missing, and makes the archive of classes, with which drivers start sooner.
    commands.expect(commands.script("submit.sh", "sql", "SELECT 1"), folder.resolve("build.log"));
    try (Cluster cluster = new Cluster(commands, folder.resolve("cluster"))) {
      Kills kills = new Kills(commands, root, folder, cluster, spark, random);
      List<Kills.Victim> victims = new ArrayList<>();
      for (int i = 0; i < runs && kinds.contains("kill"); i++) {
        victims.add(Kills.Victim.KILLED.get(i % Kills.Victim.KILLED.size()));
      }
      for (int i = 0; i < runs && kinds.contains("native"); i += 4) {
        victims.add(Kills.Victim.MEMORY);
      }
      for (int i = 0; i < victims.size(); i++) {
        Kills.Victim victim = victims.get(i);
        String stage = STAGES.get((i + i / Kills.Victim.KILLED.size()) % STAGES.size());
        long begin = System.nanoTime();
        Kills.Outcome o = kills.run(i, stage, victim);
        tallies.computeIfAbsent(victim, v -> new Tally()).add(o);
        System.err.printf(
            Locale.ROOT,
            "faults: run %d, %s in %s, %.0f s: %s%n",
            i,
            victim,
            stage,
            (System.nanoTime() - begin) / 1e9,
            o);
      }
      if (kinds.contains("upkeep")) {
        well &= upkeep(new UpkeepKills(commands, folder, kills, spark, random));
      }
    }
    for (Map.Entry<Kills.Victim, Tally> e : tallies.entrySet()) {
      e.getValue().print(e.getKey(), out);
      well &= e.getValue().well();
    }
    return well;
  }

  private boolean upkeep(UpkeepKills kills) throws Exception {
    boolean well = true;
    for (UpkeepKills.Work work : UpkeepKills.Work.values()) {
      int times = Math.max(1, runs / STAGES.size());
      int middle = 0;
      int good = 0;
      for (int i = 0; i < times; i++) {
        UpkeepKills.Outcome o = kills.run(i + times * work.ordinal(), work);
        System.err.println("faults: kill -9 in " + work.label + ": " + o);
        middle += o.middle() ? 1 : 0;
        good += o.well() ? 1 : 0;
      }
      String kase = "kill -9 of the driver in " + work.label;
      out.add(kase, "runs", times, "");
      out.add(kase, "of them in the middle of it", middle, "runs");
      out.add(kase, "tables equal, verify without problems, nothing left", good, "runs");
      well &= good == times;
    }
    return well;
  }

  private boolean disk(LocalFaults local) throws Exception {
    boolean well = true;
    for (double share : new double[] {0.02, 0.3, 0.6, 0.9}) {
      String kase = String.format(Locale.ROOT, "disk full at %.0f %%", share * 100);
      LocalFaults.Outcome o = local.fullDisk(share);
      if (o == null) {
        System.err.println("faults: no disk of its own can be mounted here; disk full is left out");
        return well;
      }
      well &= print(kase, o);
    }
    return well;
  }

  private boolean store(LocalFaults local) throws Exception {
    boolean well = true;
    for (int n : new int[] {301, 101, 31}) {
      LocalFaults.Outcome o = local.failingStore(n);
      String kase = "store fails every " + n + "st call";
      out.add(kase, "calls failed", o.failures(), "");
      out.add(kase, "overcome while it failed", o.overcome() ? 1 : 0, "yes=1");
      well &= print(kase, o);
    }
    return well;
  }

  private boolean print(String kase, LocalFaults.Outcome o) {
    out.add(kase, "runs until done", o.runs(), "");
    out.add(kase, "failed runs say why in one line", o.oneLine() ? 1 : 0, "yes=1");
    out.add(kase, "tables equal", o.equal() ? 1 : 0, "yes=1");
    out.add(kase, "verify without problems", o.problems() == null ? 1 : 0, "yes=1");
    if (o.problems() != null) {
      System.err.println("faults: " + kase + ": " + o.problems());
    }
    return o.oneLine() && o.equal() && o.problems() == null;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Sums over the runs of one victim. */
  private static final class Tally {
    private int runs;
    private int middle;
    private int equal;
    private int verified;
    private int again;
    private int twins;
    private int resumed;
    private int lostSteps;
    private int hung;

    void add(Kills.Outcome o) {
      runs++;
      middle += o.middle() ? 1 : 0;
      equal += o.equal() ? 1 : 0;
      verified += o.problems() == null ? 1 : 0;
      again += o.again();
      twins += o.twins();
      resumed += o.lostSteps() >= 0 ? 1 : 0;
      lostSteps = Math.max(lostSteps, o.lostSteps());
      hung += o.hung() ? 1 : 0;
    }

    boolean well() {
      return equal == runs && verified == runs && again == 0 && lostSteps <= 1 && hung == 0;
    }

    void print(Kills.Victim victim, Row out) {
      String kase =
          victim == Kills.Victim.MEMORY
              ? "native memory of the executors runs out"
              : "kill -9 of the " + victim.name().toLowerCase(Locale.ROOT);
      out.add(kase, "runs", runs, "");
      out.add(kase, "of them in the middle of the stage", middle, "runs");
      out.add(kase, "tables equal after rerun", equal, "runs");
      out.add(kase, "verify without problems", verified, "runs");
      out.add(kase, "finished units computed again", again, "units");
      out.add(kase, "units that two attempts worked on", twins, "units");
      out.add(kase, "runs that found a checkpoint of an inversion", resumed, "runs");
      out.add(kase, "most steps lost besides the running one", lostSteps, "steps");
      out.add(kase, "drivers that hung", hung, "runs");
    }
  }
}
