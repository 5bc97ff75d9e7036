package io.reenact.faults;

import io.reenact.cli.Main;
import io.reenact.console.Console;
import io.reenact.table.Table;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a plain reader sees of a workspace, without what may differ: time, host and attempt. */
final class Published {
  /** Columns that may differ between a disturbed and an undisturbed run. */
  private static final Map<Table, Set<String>> MAY_DIFFER =
      Map.of(
          Table.RUNS,
          Set.of(
              "attempt",
              "started",
              "seconds",
              "decode_s",
              "compute_s",
              "wait_s",
              "phases",
              "memory_bytes",
              "device",
              "host"),
          Table.PERSONS,
          Set.of("seconds"));

  private Published() {}

  /** All rows of all published tables, sorted, as text. */
  static Map<Table, List<String>> tables(SparkSession spark, Path workspace) {
    Map<Table, List<String>> all = new TreeMap<>();
    for (Table table : Table.values()) {
      Path folder = workspace.resolve(table.folder());
      if (Files.isDirectory(folder)) {
        String[] columns =
            Arrays.stream(table.schema().fieldNames())
                .filter(c -> !MAY_DIFFER.getOrDefault(table, Set.of()).contains(c))
                .toArray(String[]::new);
        List<String> rows = new ArrayList<>();
        var read = spark.read().parquet(folder.toString());
        if (table == Table.RUNS) {
          read = read.where("status <> 'failed'");
        }
        for (Row row : read.selectExpr(columns).collectAsList()) {
          rows.add(row.toString());
        }
        all.put(table, rows.stream().sorted().toList());
      }
    }
    return all;
  }

  /** The tables whose rows differ. */
  static Set<Table> differing(Map<Table, List<String>> a, Map<Table, List<String>> b) {
    Set<Table> differing = new TreeSet<>(a.keySet());
    differing.addAll(b.keySet());
    differing.removeIf(t -> a.containsKey(t) && a.get(t).equals(b.get(t)));
    return differing;
  }

  /** Runs the command {@code verify}. Null if it found nothing, else what it said. */
  static String problems(Path workspace) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    int code = Main.run(console, "verify", "--workspace", workspace.toString());
    return code == 0 ? null : said.toString(StandardCharsets.UTF_8);
  }
}
