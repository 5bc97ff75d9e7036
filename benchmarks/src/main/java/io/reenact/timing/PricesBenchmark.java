package io.reenact.timing;

import io.reenact.benchmark.AblationLab;
import io.reenact.benchmark.AblationPerson;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.inversion.InversionSettings;
import io.reenact.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Processor seconds of the phases of an inversion beside those that its plan says, of whole
 * profiles; and of single terms, by inversions that have all the others switched off. On one
 * thread, and the least of a few rounds, so that a busy machine does little harm. What progress is
 * reckoned from.
 */
public final class PricesBenchmark implements Benchmark {
  private static final int PEOPLE = 2;
  private static final int STEPS = 12;

  /** Of which the quickest counts: what else the machine does makes all slower. */
  private static final int ROUNDS = 3;

  /** So many that all frames were seen after a third of them. */
  private static final int TUNING = 36;

  /** Weights of the terms that a variant may switch on. */
  private static final List<String> TERMS =
      List.of(
          "perceptual",
          "analysis_face",
          "key_frame_face",
          "expression",
          "tuning_perceptual",
          "tuning_identity",
          "tuning_expression",
          "cross_identity",
          "cross_expression",
          "cross_change");

  @Override
  public String name() {
    return "prices";
  }

  @Override
  public void run(Rows out) throws IOException {
    for (boolean quick : new boolean[] {true, false}) {
      InversionSettings profile =
          (quick ? InversionSettings.quick() : InversionSettings.standard())
              .with(
                  Map.of(
                      "threads",
                      1,
                      "analysis_steps",
                      STEPS,
                      "key_frames",
                      "equidistant",
                      "key_frame_share",
                      0.3,
                      "key_frame_steps",
                      STEPS / 2,
                      "tuning_steps",
                      TUNING));
      String size = profile.size() + " px, ";
      try (AblationLab lab = new AblationLab(1, quick)) {
        List<AblationPerson> people = lab.people(PEOPLE, profile.size());
        Map<String, Object> nothing = new HashMap<>();
        TERMS.forEach(t -> nothing.put(t, 0));
        nothing.put("cross_every", 0);
        InversionSettings plain = profile.with(nothing);
        Map<String, InversionSettings> variants = new LinkedHashMap<>();
        variants.put("all", profile);
        variants.put("pixels", plain);
        variants.put("pixels, 1 frame", plain.with(Map.of("tuning_batch", 1)));
        variants.put(
            "pixels, perceptual", plain.with(Map.of("perceptual", 1, "tuning_perceptual", 1)));
        variants.put(
            "pixels, perceptual, face",
            plain.with(Map.of("perceptual", 1, "analysis_face", 1, "key_frame_face", 1)));
        variants.put("pixels, identity", plain.with(Map.of("tuning_identity", 1)));
        variants.put("pixels, expression", plain.with(Map.of("tuning_expression", 1)));
        Map<String, double[]> least = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
          for (Map.Entry<String, InversionSettings> v : variants.entrySet()) {
            Spent spent = new Spent(size + v.getKey());
            lab.invert(v.getValue(), people, null, spent);
            spent.into(least);
          }
        }
        least.forEach(
            (kase, s) ->
                out.add(
                    kase,
                    "processor",
                    s[0],
                    "s",
                    String.format(Locale.ROOT, "planned %.3g s", s[1]),
                    s[1] / s[0]));
      }
    }
  }

  /** Processor seconds and planned ones of every phase, its first third by itself. */
  private static final class Spent implements Progress {
    private final Map<String, List<double[]>> news = new LinkedHashMap<>();
    private final String kase;

    Spent(String kase) {
      this.kase = kase;
    }

    @Override
    public void at(double done, double total, String doing) {
      // A phase says no numbers before its first step.
      String phase =
          doing.matches(".* [0-9].*") ? doing.replaceAll(" [0-9].*", "") : "before " + doing;
      news.computeIfAbsent(phase, p -> new ArrayList<>())
          .add(new double[] {ProcessorTime.now(), done});
    }

    void into(Map<String, double[]> least) {
      news.forEach(
          (phase, seen) -> {
            int last = seen.size() - 1;
            if (phase.equals("before starting")) {
              least(least, "loading", seen.get(0), seen.get(1));
              least(least, "candidates", seen.get(1), seen.get(last));
              return;
            }
            int third = seen.size() > 6 ? seen.size() / 3 : 0;
            least(least, phase + ", first third", seen.get(0), seen.get(third));
            least(least, phase, seen.get(third), seen.get(last));
          });
    }

    private void least(Map<String, double[]> least, String phase, double[] from, double[] to) {
      double planned = to[1] - from[1];
      double took = to[0] - from[0];
      if (planned > 0 && took > 0) {
        least.merge(
            kase + ", " + phase, new double[] {took, planned}, (a, b) -> a[0] < b[0] ? a : b);
      }
    }
  }
}
