package io.reenact.timing;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The demo's processor time and page faults by stage, beside the figures that were last accepted,
 * {@code benchmarks/budget.csv}; says what grew by more than a tenth. {@code -Dreenact.accept=true}
 * accepts what is measured: on a quiet machine, and with a reason in the commit.
 */
public final class BudgetBenchmark implements Benchmark {
  private static final double GROWTH = 1.1;

  @Override
  public String name() {
    return "budget";
  }

  @Override
  public void run(Rows out) throws Exception {
    Path file =
        Path.of(System.getProperty("reenact.root", "."))
            .resolve("benchmarks")
            .resolve("budget.csv");
    Map<String, ProcessCost> accepted = read(file);
    Map<String, ProcessCost> now = DemoBenchmark.measure();
    now.forEach(
        (stage, cost) -> {
          ProcessCost was = accepted.getOrDefault(stage, cost);
          compare(out, stage, "processor time", cost.seconds(), "s", was.seconds());
          compare(out, stage, "minor page faults", cost.faults(), "", was.faults());
        });
    if (Boolean.getBoolean("reenact.accept")) {
      write(file, now);
    }
  }

  private static void compare(
      Rows out, String stage, String what, double value, String unit, double was) {
    out.add(stage, what, value, unit, "accepted", was / value);
    if (value > GROWTH * was) {
      System.err.printf(
          Locale.ROOT, "%s: %s grew from %.4g to %.4g %s%n", stage, what, was, value, unit);
    }
  }

  private static Map<String, ProcessCost> read(Path file) throws IOException {
    Map<String, ProcessCost> costs = new LinkedHashMap<>();
    try (Stream<String> lines = Files.lines(file)) {
      lines
          .skip(1)
          .map(line -> line.split(",", -1))
          .forEach(
              cells ->
                  costs.put(
                      cells[0],
                      new ProcessCost(Double.parseDouble(cells[1]), Long.parseLong(cells[2]))));
    }
    return costs;
  }

  private static void write(Path file, Map<String, ProcessCost> costs) throws IOException {
    StringBuilder text = new StringBuilder("stage,processor_seconds,minor_page_faults\n");
    costs.forEach(
        (stage, cost) ->
            text.append(
                String.format(Locale.ROOT, "%s,%.1f,%d%n", stage, cost.seconds(), cost.faults())));
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
