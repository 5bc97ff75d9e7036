package io.reenact.badinput;

import io.reenact.cli.Console;
import io.reenact.cli.Main;
import io.reenact.table.Names;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Index and track over a bad corpus, in this JVM, and what became of each input.
 *
 * @param outcomes in the order of the inputs
 * @param problems a line for each rule that was broken; empty if all is well
 * @param said what a person read
 */
record BadInputRun(List<Outcome> outcomes, List<String> problems, String said) {
  /**
   * What became of one input.
   *
   * @param input what it was
   * @param rows in the table clips
   * @param opened whether the index could open it
   * @param tracked whether enough of its frames have a face
   * @param error its line, or null
   */
  record Outcome(BadInput input, int rows, boolean opened, boolean tracked, String error) {}

  static BadInputRun of(SparkSession spark, Path corpus, Path workspace, List<BadInput> inputs) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    String[] end = {"--workspace", workspace.toString(), "--set", "job.max_failures=1"};
    int index = Main.run(console, with(end, "index", "--corpus", corpus.toString()));
    int track = Main.run(console, with(end, "track"));
    String said = bytes.toString(StandardCharsets.UTF_8);
    List<String> problems = new ArrayList<>();
    if (index != 0 || track != 0) {
      problems.add("exit codes " + index + " of index, " + track + " of track");
    }
    Map<String, List<Row>> clips = new LinkedHashMap<>();
    for (Row r :
        query(spark, workspace, "clips", "concat(identity, '/', clip) label, status, error")) {
      clips.computeIfAbsent(r.getString(0), l -> new ArrayList<>()).add(r);
    }
    Map<String, String> tracked = new LinkedHashMap<>();
    for (Row r : query(spark, workspace, "runs", "label, status, stage")) {
      if (r.getString(2).equals("track") && tracked.put(r.getString(0), r.getString(1)) != null) {
        problems.add("two runs of track on " + r.getString(0));
      }
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (BadInput input : inputs) {
      List<Row> rows = clips.getOrDefault(input.label(), List.of());
      boolean ok = !rows.isEmpty() && rows.get(0).getString(1).equals("ok");
      boolean done = "done".equals(tracked.get(input.label()));
      String error = rows.isEmpty() ? null : rows.get(0).getString(2);
      Outcome outcome = new Outcome(input, rows.size(), ok, done, error);
      outcomes.add(outcome);
      judge(outcome, tracked, said, problems);
    }
    clips.keySet().removeAll(inputs.stream().map(BadInput::label).toList());
    clips.keySet().forEach(label -> problems.add("a row for " + label + ", which is no input"));
    if (said.contains("\tat ") || said.contains("Exception")) {
      problems.add("a person read a stack trace or the name of an exception");
    }
    return new BadInputRun(outcomes, problems, said);
  }

  /**
   * Index alone over inputs that it must all refuse.
   *
   * @return a line for each rule that was broken
   */
  static List<String> indexed(
      SparkSession spark, Path corpus, Path workspace, List<BadInput> inputs) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    Main.run(console, "index", "--corpus", corpus.toString(), "--workspace", workspace.toString());
    List<String> problems = new ArrayList<>();
    Set<String> lines =
        bytes
            .toString(StandardCharsets.UTF_8)
            .lines()
            .map(l -> l.replaceAll("^(index: [^:]*): .*", "$1"))
            .collect(Collectors.toSet());
    Map<String, Integer> rows = new HashMap<>();
    for (Row r : query(spark, workspace, "clips", "concat(identity, '/', clip) label, status")) {
      rows.merge(r.getString(0), r.getString(1).equals("error") ? 1 : 100, Integer::sum);
    }
    for (BadInput input : inputs) {
      if (rows.getOrDefault(input.label(), 0) != 1 || !lines.contains("index: " + input.label())) {
        problems.add(input.label() + ": " + rows.get(input.label()) + " rows, or no line");
      }
    }
    return problems;
  }

  private static void judge(
      Outcome o, Map<String, String> tracked, String said, List<String> problems) {
    String who = o.input().kind() + " " + Names.printable(o.input().label());
    if (o.rows() != 1) {
      problems.add(who + ": " + o.rows() + " rows");
    }
    check(o, "index", !o.opened(), said, problems);
    if (o.opened()) {
      if (!tracked.containsKey(o.input().label())) {
        problems.add(who + ": no run of track");
      }
      check(o, "track", !o.tracked(), said, problems);
    }
    boolean wrong =
        switch (o.input().expected()) {
          case REFUSED -> o.opened();
          case USABLE -> !o.tracked();
          case OPENS -> !o.opened();
          case EITHER -> false;
        };
    if (wrong) {
      problems.add(who + ": expected " + o.input().expected() + ", but " + o);
    }
  }

  /** A bad clip is one line of its stage, any other none. */
  private static void check(
      Outcome o, String stage, boolean bad, String said, List<String> problems) {
    String begin = stage + ": " + Names.printable(o.input().label()) + ": ";
    long lines = said.lines().filter(l -> l.startsWith(begin)).count();
    if (lines != (bad ? 1 : 0)) {
      problems.add(begin + lines + " lines, " + (bad ? "bad" : "not bad"));
    }
  }

  private static List<Row> query(SparkSession spark, Path workspace, String table, String columns) {
    return spark
        .read()
        .parquet(workspace + "/" + table)
        .selectExpr(columns.split(", (?![^(]*\\))"))
        .collectAsList();
  }

  private static String[] with(String[] end, String... begin) {
    List<String> all = new ArrayList<>(List.of(begin));
    all.addAll(List.of(end));
    return all.toArray(String[]::new);
  }
}
