package io.reenact.timing;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.metric.Metric;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Real clips through the whole job: every person by itself and driven by every other, the last
 * quarter of each clip held from inversion. Prints what the table {@code metrics} then says of
 * mouths, lids, gaze, brows, identity and pictures, by the losses' own networks and by those that
 * are in no loss. Videos and pictures stay in the workspace if one is named: figures are half of
 * it, the other half is to look.
 */
public final class RealPeopleBenchmark implements Benchmark {
  private static final String SELF = " by itself";

  /** Metrics and where they should come to; NaN: no target. */
  private static final Map<Metric, Double> CROSS = new EnumMap<>(Metric.class);

  static {
    CROSS.put(Metric.MOUTH_CORRELATION, 0.88);
    CROSS.put(Metric.MOUTH_GAIN, Double.NaN);
    CROSS.put(Metric.SECOND_MOUTH_CORRELATION, 0.88);
    CROSS.put(Metric.SECOND_MOUTH_GAIN, Double.NaN);
    CROSS.put(Metric.LEFT_EYE_CORRELATION, 0.75);
    CROSS.put(Metric.RIGHT_EYE_CORRELATION, 0.75);
    CROSS.put(Metric.SECOND_EYES_CORRELATION, 0.75);
    CROSS.put(Metric.SECOND_EYES_GAIN, Double.NaN);
    CROSS.put(Metric.BLINK_LIDS, 0.35);
    CROSS.put(Metric.GAZE_YAW_CORRELATION, 0.75);
    CROSS.put(Metric.GAZE_PITCH_CORRELATION, 0.75);
    CROSS.put(Metric.BROWS_CORRELATION, 0.88);
    CROSS.put(Metric.SECOND_BROWS_CORRELATION, 0.88);
    CROSS.put(Metric.CSIM, Double.NaN);
    CROSS.put(Metric.CSIM_TO_DRIVER, Double.NaN);
    CROSS.put(Metric.SECOND_IDENTITY, Double.NaN);
    CROSS.put(Metric.SECOND_IDENTITY_TO_DRIVER, Double.NaN);
    CROSS.put(Metric.PSNR, Double.NaN);
  }

  /** What self-reenactments should reach where it is more. */
  private static final Map<Metric, Double> BY_ITSELF =
      Map.of(Metric.GAZE_YAW_CORRELATION, 0.85, Metric.GAZE_PITCH_CORRELATION, 0.85);

  private static final Set<String> REGIONS = Set.of("face", "eyes", "mouth", "");

  /** A value as the table has it. */
  private record Value(
      String source, String driver, String split, Metric metric, String region, double value) {
    boolean self() {
      return source.equals(driver);
    }

    String kase() {
      return source + (self() ? SELF : " by " + driver) + ", " + split;
    }
  }

  @Override
  public String name() {
    return "real-people";
  }

  @Override
  public void run(Rows out) throws Exception {
    Path clips =
        Path.of(
            setting(
                "PEOPLE_CLIPS",
                Path.of(System.getProperty("reenact.root"), "../shared/videos").toString()));
    String profile = setting("REAL_PEOPLE_PROFILE", "quick");
    String kept = setting("REAL_PEOPLE_WORKSPACE", "");
    Path folder = Files.createTempDirectory("reenact-people");
    try {
      Path workspace = kept.isEmpty() ? folder.resolve("workspace") : Path.of(kept);
      Path manifest = manifest(clips.toAbsolutePath().normalize(), folder);
      Map<String, ProcessCost> stages =
          WholeRun.of(
              "run",
              "--corpus",
              manifest.toString(),
              "--workspace",
              workspace.toString(),
              "--profile",
              profile,
              "--set",
              "evaluation.protocol=held-out:0.25",
              "--set",
              "reenact.pairs=all");
      List<Value> values = values(workspace);
      print(out, values);
      out.add(
          "all",
          "cross: nearer to the source than to the driver, losses' network",
          nearer(values, Metric.CSIM_TO_DRIVER, Metric.CSIM),
          "share");
      out.add(
          "all",
          "cross: nearer to the source than to the driver, second network",
          nearer(values, Metric.SECOND_IDENTITY, Metric.SECOND_IDENTITY_TO_DRIVER),
          "share");
      stages.forEach((stage, cost) -> out.add(stage, "processor time", cost.seconds(), "s"));
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String setting(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }

  /** A corpus of the clips that are wanted, cut to the seconds that are wanted. */
  private static Path manifest(Path clips, Path folder) throws IOException {
    Set<String> wanted = new TreeSet<>(List.of(setting("PEOPLE", "").split(",")));
    wanted.remove("");
    String end = setting("PEOPLE_SECONDS", "");
    StringBuilder csv = new StringBuilder("identity,clip,uri,end\n");
    try (Stream<Path> files = Files.list(clips)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        boolean video = file.toString().matches(".*\\.(mp4|mov|mkv|webm|avi)");
        if (video && (wanted.isEmpty() || wanted.contains(name))) {
          csv.append(name).append(",c00,").append(file).append(',').append(end).append('\n');
        }
      }
    }
    return Files.writeString(folder.resolve("people.csv"), csv);
  }

  /** What the workspace's table says. */
  private static List<Value> values(Path workspace) throws IOException, InterruptedException {
    String query =
        "SELECT r.source, r.driver, m.split, m.metric, m.region, m.value FROM metrics m"
            + " JOIN renders r ON r.render_id = m.item";
    Path root = Path.of(System.getProperty("reenact.root", ".")).toAbsolutePath().normalize();
    ProcessBuilder builder =
        new ProcessBuilder(
            root.resolve("submit.sh").toString(),
            "sql",
            "--workspace",
            workspace.toString(),
            "--output",
            "csv",
            query);
    builder.environment().remove("SPARK_HOME");
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Map<String, Metric> metrics =
        CROSS.keySet().stream().collect(Collectors.toMap(Metric::key, m -> m));
    List<Value> found = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] c = line.split(",", -1);
        if (c.length == 6 && metrics.containsKey(c[3]) && REGIONS.contains(c[4])) {
          found.add(new Value(c[0], c[1], c[2], metrics.get(c[3]), c[4], Double.parseDouble(c[5])));
        }
      }
    }
    if (process.waitFor() != 0 || found.isEmpty()) {
      throw new IOException("no metrics in " + workspace);
    }
    return found;
  }

  private static void print(Rows out, List<Value> values) {
    Comparator<Value> order =
        Comparator.comparing(Value::self)
            .reversed()
            .thenComparing(Value::kase)
            .thenComparing(Value::metric)
            .thenComparing(Value::region);
    values.stream().sorted(order).forEach(v -> print(out, v));
  }

  private static void print(Rows out, Value v) {
    Metric metric = v.metric;
    double target =
        v.self() && BY_ITSELF.containsKey(metric) ? BY_ITSELF.get(metric) : CROSS.get(metric);
    String label = metric.label() + (metric == Metric.PSNR ? ", " + v.region : "");
    if (Double.isNaN(target)) {
      out.add(v.kase(), label, v.value, metric.unit());
    } else {
      String against = String.format(Locale.ROOT, "target %.2f", target);
      double ratio = metric == Metric.BLINK_LIDS ? target / v.value : v.value / target;
      out.add(v.kase(), label, v.value, metric.unit(), against, ratio);
    }
  }

  /** The share of cross-reenactments, frames given, in which one metric is below the other. */
  private static double nearer(List<Value> values, Metric below, Metric above) {
    Map<String, Double> difference = new TreeMap<>();
    for (Value v : values) {
      if (!v.self() && v.split.equals("given") && (v.metric == below || v.metric == above)) {
        difference.merge(v.kase(), v.metric == below ? -v.value : v.value, Double::sum);
      }
    }
    return difference.values().stream()
        .mapToDouble(d -> d > 0 ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }
}
