package io.reenact.study;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.HeadModels;
import io.reenact.benchmark.PythonScript;
import io.reenact.benchmark.Rows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Expression error of a transferred offset before tuning over that of one's own offset, against the
 * landmarks of the head model. The people are ones that training never saw.
 */
public final class GeneratorEntanglementBenchmark implements Benchmark {
  @Override
  public String name() {
    return "generator-entanglement";
  }

  @Override
  public void run(Rows out) throws Exception {
    HeadModels.load();
    String root = System.getProperty("reenact.root", ".");
    String pairs = System.getProperty("reenact.people", "200");
    Map<String, Double> found =
        PythonScript.run(
            "generator_entanglement.py",
            List.of(
                Path.of(root, "models/embedded/train").toString(),
                System.getProperty("reenact.headModel", "../shared/head-model"),
                Path.of(root, "models/embedded/bundle").toString(),
                pairs));
    if (!found.containsKey("ratio")) {
      throw new IllegalStateException("python3 with torch, numpy, scipy and g++ are needed");
    }
    String kase = pairs + " pairs";
    double own = found.get("own_cm");
    double moved = found.get("transferred_cm");
    out.add(kase, "true movement of the 51 inner landmarks", found.get("movement_cm"), "cm");
    out.add(kase, "error of one's own offset", own, "cm");
    out.add(kase, "error of a transferred offset", moved, "cm", "own offset", own / moved);
    out.add(kase, "entanglement", found.get("ratio"), "ratio (aim 1.3 to 3)");
  }
}
