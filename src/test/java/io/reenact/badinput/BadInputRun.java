package io.reenact.badinput;

import io.reenact.cli.Main;
import io.reenact.console.Console;
import io.reenact.text.Names;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** Frames that are left out are told of, and the clip is used all the same. */
  private static final String WARNING = ": warning: ";

  private static final Pattern MORE = Pattern.compile(" and (\\d+) more: ");

  /** How far a stage is, which may name a phase: "track: 63%, 84/110, slowest of 2: tracking". */
  private static final Pattern PROGRESS = Pattern.compile("^[a-z]+: \\d+%, \\d+/\\d+");

  static BadInputRun of(SparkSession spark, Path corpus, Path workspace, List<BadInput> inputs) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    String[] end = {"--workspace", workspace.toString(), "--set", "job.max_failures=1"};
    int index = Main.run(console, with(end, "index", "--corpus", corpus.toString()));
    int track = Main.run(console, with(end, "track"));
    String said = bytes.toString(StandardCharsets.UTF_8);
    List<String> problems = new ArrayList<>();
    // Units failed, within what was allowed.
    if (index % 3 != 0 || track % 3 != 0) {
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
    all("index", outcomes.stream().filter(o -> !o.opened()).count(), said, problems);
    all("track", outcomes.stream().filter(o -> o.opened() && !o.tracked()).count(), said, problems);
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
    Map<String, Integer> rows = new HashMap<>();
    for (Row r : query(spark, workspace, "clips", "concat(identity, '/', clip) label, status")) {
      rows.merge(r.getString(0), r.getString(1).equals("error") ? 1 : 100, Integer::sum);
    }
    for (BadInput input : inputs) {
      if (rows.getOrDefault(input.label(), 0) != 1) {
        problems.add(input.label() + ": " + rows.get(input.label()) + " rows");
      }
    }
    all("index", inputs.size(), bytes.toString(StandardCharsets.UTF_8), problems);
    return problems;
  }

  private static void judge(
      Outcome o, Map<String, String> tracked, String said, List<String> problems) {
    String who = o.input().kind() + " " + Names.printable(o.input().label());
    if (o.rows() != 1) {
      problems.add(who + ": " + o.rows() + " rows");
    }
    if (o.opened()) {
      silent(o, "index", said, problems);
      if (!tracked.containsKey(o.input().label())) {
        problems.add(who + ": no run of track");
      }
      if (o.tracked()) {
        silent(o, "track", said, problems);
      }
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

  /** Nothing is said of a clip that is not bad. */
  private static void silent(Outcome o, String stage, String said, List<String> problems) {
    String begin = stage + ": " + Names.printable(o.input().label()) + ": ";
    if (said.lines().anyMatch(l -> l.startsWith(begin) && !l.contains(WARNING))) {
      problems.add(begin + "a line, though it is not bad");
    }
  }

  private static void all(String stage, long bad, String said, List<String> problems) {
    if (told(said, stage) != bad) {
      problems.add(stage + ": lines tell of " + told(said, stage) + " clips, bad are " + bad);
    }
  }

  /** How many units a stage's lines tell of: one a line, or those of the same reason together. */
  private static long told(String said, String stage) {
    long told = 0;
    List<String> lines =
        said.lines()
            .filter(l -> l.startsWith(stage + ": ") && !l.contains(WARNING))
            .filter(l -> !PROGRESS.matcher(l).find())
            .toList();
    for (String line : lines) {
      Matcher more = MORE.matcher(line);
      boolean several = more.find();
      told +=
          several
              ? Long.parseLong(more.group(1))
              : line.indexOf(": ", stage.length() + 2) > 0 ? 1 : 0;
    }
    return told;
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
