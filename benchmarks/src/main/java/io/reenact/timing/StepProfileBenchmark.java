package io.reenact.timing;

import io.reenact.benchmark.AblationLab;
import io.reenact.benchmark.AblationPerson;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.InversionSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Where the time of joint tuning goes: generator, rasterizer, networks, optimiser and the rest, of
 * profiles quick and standard, two synthetic people.
 */
public final class StepProfileBenchmark implements Benchmark {
  private static final int STEPS = 60;

  @Override
  public String name() {
    return "step-profile";
  }

  @Override
  public void run(Rows out) throws IOException {
    for (boolean quick : new boolean[] {true, false}) {
      InversionSettings profile = quick ? InversionSettings.quick() : InversionSettings.standard();
      InversionSettings s =
          profile.with(Map.of("analysis_steps", 0, "key_frame_steps", 0, "tuning_steps", STEPS));
      try (AblationLab lab = new AblationLab(1, quick)) {
        List<AblationPerson> people = lab.people(2, s.size());
        lab.invert(s.with(Map.of("tuning_steps", 10)), people, null);
        CohortResult r = lab.invert(s, people, null);
        double total = r.secondsByPhase().get("tuning");
        String kase = quick ? "quick, 128 px" : "standard, 256 px";
        out.add(kase, "tuning step", 1e3 * total / STEPS, "ms");
        out.add(kase, "frames a second", r.renderedFrames() / total, "1/s");
        double known = 0;
        for (Map.Entry<String, Double> part : r.secondsByPart().entrySet()) {
          out.add(kase, part.getKey(), 100 * part.getValue() / total, "% of the step");
          known += part.getValue();
        }
        out.add(kase, "overhead", 100 * (1 - known / total), "% of the step");
      }
    }
  }
}
