package io.reenact.study;

import io.reenact.benchmark.AblationLab;
import io.reenact.benchmark.AblationPerson;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.inversion.InversionSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Each loss, and each of our own additions, removed: what it costs. Two synthetic people in one
 * cohort, profile quick.
 */
public final class AblationLossesBenchmark implements Benchmark {
  private static final double SECONDS = 2;

  @Override
  public String name() {
    return "ablation-losses";
  }

  @Override
  public void run(Rows out) throws IOException {
    Map<String, Map<String, Object>> variants = new LinkedHashMap<>();
    variants.put("all losses", Map.of());
    variants.put("without pixel", Map.of("pixel", 0, "tuning_pixel", 0));
    variants.put("without perceptual", Map.of("perceptual", 0, "tuning_perceptual", 0));
    variants.put("without face", Map.of("analysis_face", 0, "key_frame_face", 0));
    variants.put("without identity", Map.of("tuning_identity", 0, "cross_identity", 0));
    variants.put("without offset norm", Map.of("offset", 0, "tuning_offset", 0));
    variants.put("without neutral expression", Map.of("expression", 0));
    variants.put("without landmarks", Map.of("landmark", 0));
    variants.put("without expression in tuning", Map.of("tuning_expression", 0));
    variants.put("without cross expression", Map.of("cross_expression", 0, "cross_change", 0));
    variants.put("without change between frames", Map.of("cross_change", 0));
    variants.put("one crop for expression", Map.of("crop_jitter", 0));
    variants.put("without cross steps", Map.of("cross_every", 0));
    variants.put("without pose refinement", Map.of("refine_pose", false));
    variants.put("on white only", Map.of("background", "white"));
    InversionSettings base = InversionSettings.quick();
    try (AblationLab lab = new AblationLab(SECONDS, true)) {
      List<AblationPerson> people = lab.people(2, base.size());
      for (Map.Entry<String, Map<String, Object>> v : variants.entrySet()) {
        AblationTuningBenchmark.print(
            out,
            v.getKey(),
            AblationTuningBenchmark.scores(lab, people, base.with(v.getValue()), base.size()));
      }
    }
  }
}
