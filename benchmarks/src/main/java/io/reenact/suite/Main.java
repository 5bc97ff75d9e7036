package io.reenact.suite;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.benchmark.Where;
import io.reenact.faults.BadInputBenchmark;
import io.reenact.faults.FaultsBenchmark;
import io.reenact.provenance.Build;
import io.reenact.provenance.Provenance;
import io.reenact.scale.ManyRendersBenchmark;
import io.reenact.scale.MemoryBenchmark;
import io.reenact.scale.ScaleBenchmark;
import io.reenact.settings.Settings;
import io.reenact.study.AblationCohortsBenchmark;
import io.reenact.study.AblationKeyframesBenchmark;
import io.reenact.study.AblationLossesBenchmark;
import io.reenact.study.AblationPairBenchmark;
import io.reenact.study.AblationTuningBenchmark;
import io.reenact.study.DirectionsBenchmark;
import io.reenact.study.EditEffectBenchmark;
import io.reenact.study.FewFramesBenchmark;
import io.reenact.study.GeneratorEntanglementBenchmark;
import io.reenact.study.GeneratorQualityBenchmark;
import io.reenact.study.IncrementalBenchmark;
import io.reenact.study.MixedPrecisionBenchmark;
import io.reenact.study.MotionModelBenchmark;
import io.reenact.study.MotionTruthBenchmark;
import io.reenact.study.PivotBenchmark;
import io.reenact.study.TrackerTruthBenchmark;
import io.reenact.timing.BudgetBenchmark;
import io.reenact.timing.DemoBenchmark;
import io.reenact.timing.EncoderBenchmark;
import io.reenact.timing.EvaluationPricesBenchmark;
import io.reenact.timing.FullSizeBenchmark;
import io.reenact.timing.GpuRasterizerBenchmark;
import io.reenact.timing.MetricsBenchmark;
import io.reenact.timing.NetworksBenchmark;
import io.reenact.timing.PasteBenchmark;
import io.reenact.timing.PlanMillionBenchmark;
import io.reenact.timing.PricesBenchmark;
import io.reenact.timing.RasterizerBenchmark;
import io.reenact.timing.RealPeopleBenchmark;
import io.reenact.timing.ReenactBenchmark;
import io.reenact.timing.RetargetBenchmark;
import io.reenact.timing.SoakBenchmark;
import io.reenact.timing.StepProfileBenchmark;
import io.reenact.timing.SynthBenchmark;
import io.reenact.timing.TorchSideBySideBenchmark;
import io.reenact.timing.TrackerBenchmark;
import io.reenact.timing.VideoBenchmark;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs the benchmarks named on the command line. */
public final class Main {
  private static final List<Benchmark> ALL =
      List.of(
          new AblationCohortsBenchmark(),
          new AblationKeyframesBenchmark(),
          new AblationLossesBenchmark(),
          new AblationTuningBenchmark(),
          new AblationPairBenchmark(),
          new FewFramesBenchmark(),
          new PivotBenchmark(),
          new IncrementalBenchmark(),
          new DirectionsBenchmark(),
          new SoakBenchmark(),
          new ManyRendersBenchmark(),
          new StepProfileBenchmark(),
          new TrackerBenchmark(),
          new EncoderBenchmark(),
          new VideoBenchmark(),
          new PasteBenchmark(),
          new MetricsBenchmark(),
          new DemoBenchmark(),
          new RealPeopleBenchmark(),
          new BudgetBenchmark(),
          new PricesBenchmark(),
          new EvaluationPricesBenchmark(),
          new NetworksBenchmark(),
          new TorchSideBySideBenchmark(),
          new EditEffectBenchmark(),
          new FaultsBenchmark(),
          new BadInputBenchmark(),
          new ScaleBenchmark(),
          new MemoryBenchmark(),
          new RasterizerBenchmark(),
          new GpuRasterizerBenchmark(),
          new FullSizeBenchmark(),
          new MixedPrecisionBenchmark(),
          new GeneratorEntanglementBenchmark(),
          new GeneratorQualityBenchmark(),
          new ReenactBenchmark(),
          new RetargetBenchmark(),
          new PlanMillionBenchmark(),
          new SynthBenchmark(),
          new TrackerTruthBenchmark(),
          new MotionTruthBenchmark(),
          new MotionModelBenchmark());

  private Main() {}

  /**
   * @param args names, {@code all} or {@code --list}; {@code --table} for Markdown; {@code
   *     --device=NAME} of inversion and tuning
   */
  public static void main(String[] args) {
    Map<String, Benchmark> byName = new LinkedHashMap<>();
    ALL.forEach(b -> byName.put(b.name(), b));
    Set<String> names = new LinkedHashSet<>(List.of(args));
    Rows.Form form = names.remove("--table") ? Rows.Form.TABLE : Rows.Form.CSV;
    for (String name : List.copyOf(names)) {
      if (name.startsWith("--device=")) {
        System.setProperty(Where.PROPERTY, name.substring("--device=".length()));
        names.remove(name);
      }
    }
    if (names.contains("--list")) {
      byName.keySet().forEach(System.out::println);
      return;
    }
    for (String name : names) {
      if (!name.equals("all") && !byName.containsKey(name)) {
        System.err.println("no benchmark '" + name + "'; there are: " + byName.keySet());
        System.exit(2);
      }
    }
    if (form == Rows.Form.TABLE) {
      System.out.println(machine());
      System.out.println();
    }
    Rows.header(form, System.out);
    boolean failed = false;
    for (Benchmark b : ALL) {
      if (names.contains("all") || names.contains(b.name())) {
        try {
          b.run(new Rows(b.name(), form, System.out));
        } catch (Exception e) {
          failed = true;
          System.err.println("benchmark " + b.name() + " failed: " + e);
          e.printStackTrace();
        }
      }
    }
    System.exit(failed ? 1 : 0);
  }

  /** What the figures were measured on, as the table settings tells it. */
  private static String machine() {
    return Provenance.of(Settings.defaults()).rows().stream()
        .filter(r -> r.kind().equals("machine") && !r.name().equals("host"))
        .map(r -> r.name() + " " + r.value())
        .collect(
            Collectors.joining(
                ", ", Build.line() + ", " + LocalDate.now(ZoneOffset.UTC) + ": ", ""));
  }
}
