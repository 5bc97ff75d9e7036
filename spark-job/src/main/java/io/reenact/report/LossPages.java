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

  /** The steps of one phase so far, with their losses by name; NaN where a step has none. */
  private static final class Phase {
    final List<Double> steps = new ArrayList<>();
    final Map<String, List<Double>> losses = new LinkedHashMap<>();
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
          phase.steps.add(Double.valueOf(cells[1]));
          for (int c = 2; c < cells.length; c++) {
            phase
                .losses
                .computeIfAbsent(columns.get(c), t -> new ArrayList<>())
                .add(cells[c].isEmpty() ? Double.NaN : Double.parseDouble(cells[c]));
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
    Map<String, Object> terms = new LinkedHashMap<>();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("phase", Names.printable(name));
    shown.put("steps", thinned(phase.steps, every));
    phase.losses.forEach(
        (term, values) -> {
          if (term.equals("loss")) {
            shown.put("loss", thinned(values, every));
          } else if (values.stream().anyMatch(Double::isFinite)) {
            terms.put(Names.printable(term), thinned(values, every));
          }
        });
    shown.put("terms", terms);
    return shown;
  }

  private static List<Double> thinned(List<Double> values, int every) {
    List<Double> some = new ArrayList<>();
    for (int i = 0; i < values.size(); i += every) {
      some.add(Double.isFinite(values.get(i)) ? values.get(i) : null);
    }
    return some;
  }
}
