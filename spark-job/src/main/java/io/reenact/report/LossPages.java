package io.reenact.report;

import io.reenact.table.Store;
import io.reenact.table.Workspace;
import io.reenact.text.Names;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Losses over steps, from the files that inversion keeps: a curve a cohort and phase. */
final class LossPages {
  static final String KIND = "losses";

  private static final int EACH = 20;

  /** Cohorts whose losses are shown: the newest. */
  private static final int MOST = 200;

  /** Points of a curve; of more, every so manyth is kept. */
  private static final int POINTS = 250;

  private LossPages() {}

  /**
   * Writes the pages.
   *
   * @return how many
   */
  static int write(Workspace workspace, Configuration conf, ReportFolder folder)
      throws IOException {
    Store store = workspace.store(conf);
    Pages pages = new Pages(folder, KIND, EACH);
    List<FileStatus> files =
        store.list(workspace.files("losses")).stream()
            .filter(f -> f.getPath().getName().endsWith(".csv"))
            .sorted(
                Comparator.comparingLong(FileStatus::getModificationTime)
                    .reversed()
                    .thenComparing(f -> f.getPath().getName()))
            .limit(MOST)
            .toList();
    for (FileStatus file : files) {
      String label = file.getPath().getName().replaceFirst("-[0-9a-f]{12}\\.csv$", "");
      Map<String, Object> run = new LinkedHashMap<>();
      run.put("label", Names.printable(label));
      run.put("phases", phases(store, file.getPath()));
      pages.add(run);
    }
    return pages.finish();
  }

  /** Losses of one phase by name, each with the sum and number of its values by step. */
  private static final class Phase {
    final Map<String, TreeMap<Integer, double[]>> losses = new LinkedHashMap<>();
    final TreeSet<Integer> steps = new TreeSet<>();

    void add(String loss, int step, double value) {
      double[] sum =
          losses
              .computeIfAbsent(loss, l -> new TreeMap<>())
              .computeIfAbsent(step, n -> new double[2]);
      sum[0] += value;
      sum[1]++;
    }
  }

  private static List<Object> phases(Store store, Path file) throws IOException {
    Map<String, Phase> phases = new LinkedHashMap<>();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(store.open(file), StandardCharsets.UTF_8))) {
      String head = in.readLine();
      List<String> columns = head == null ? List.of() : Arrays.asList(head.split(",", -1));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] cells = line.split(",", -1);
        if (cells.length == columns.size()) {
          Phase phase = phases.computeIfAbsent(cells[0], p -> new Phase());
          int step = Integer.parseInt(cells[1]);
          phase.steps.add(step);
          for (int c = 2; c < cells.length; c++) {
            if (!cells[c].isEmpty()) {
              phase.add(columns.get(c), step, Double.parseDouble(cells[c]));
            }
          }
        }
      }
    }
    List<Object> all = new ArrayList<>();
    phases.forEach((name, phase) -> all.add(shown(name, phase)));
    return all;
  }

  private static Map<String, Object> shown(String name, Phase phase) {
    int every = Math.max(1, (phase.steps.size() + POINTS - 1) / POINTS);
    List<Integer> steps = new ArrayList<>();
    int at = 0;
    for (int step : phase.steps) {
      if (at++ % every == 0) {
        steps.add(step);
      }
    }
    Map<String, Object> terms = new LinkedHashMap<>();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("phase", Names.printable(name));
    shown.put("steps", steps);
    phase.losses.forEach(
        (loss, sums) -> {
          List<Double> means = steps.stream().map(step -> mean(sums.get(step))).toList();
          if (loss.equals("loss")) {
            shown.put(loss, means);
          } else {
            terms.put(Names.printable(loss), means);
          }
        });
    shown.put("terms", terms);
    return shown;
  }

  private static Double mean(double[] sum) {
    double mean = sum == null ? Double.NaN : sum[0] / sum[1];
    return Double.isFinite(mean) ? mean : null;
  }
}
