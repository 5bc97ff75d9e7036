package io.reenact.study;

import io.reenact.benchmark.AblationLab;
import io.reenact.benchmark.AblationPerson;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonResult;
import io.reenact.metric.Metric;
import io.reenact.metric.Region;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Cross-reenactment against the true picture and expression, before and after joint tuning; three
 * synthetic people in one cohort, profile quick.
 */
public final class AblationTuningBenchmark implements Benchmark {
  private static final double SECONDS = 2;
  private static final int PEOPLE = 3;

  @Override
  public String name() {
    return "ablation-tuning";
  }

  @Override
  public void run(Rows out) throws IOException {
    InversionSettings base = InversionSettings.quick();
    int steps = Integer.getInteger("reenact.tuning", base.tuning().tuningSteps());
    try (AblationLab lab = new AblationLab(SECONDS, true)) {
      List<AblationPerson> people = lab.people(PEOPLE, base.size());
      AblationScores[] before =
          scores(lab, people, base.with(Map.of("tuning_steps", 0)), base.size());
      AblationScores[] after =
          scores(lab, people, base.with(Map.of("tuning_steps", steps)), base.size());
      print(out, "before tuning", before);
      print(out, "after tuning", after);
      double error = after[1].mean(Metric.EXPRESSION_DISTANCE);
      String kase = "after tuning";
      out.add(
          kase,
          "cross expression error",
          error,
          "",
          "before tuning",
          before[1].mean(Metric.EXPRESSION_DISTANCE) / error);
      out.add(
          kase,
          "cross expression error",
          error,
          "",
          "self",
          after[0].mean(Metric.EXPRESSION_DISTANCE) / error);
      out.add(
          kase,
          "gain of identity cosine",
          after[1].mean(Metric.CSIM) - before[1].mean(Metric.CSIM),
          "");
    }
  }

  /** Means over self-reenactments and over cross-reenactments. */
  static AblationScores[] scores(
      AblationLab lab, List<AblationPerson> people, InversionSettings settings, int size)
      throws IOException {
    CohortResult r = lab.invert(settings, people, null);
    AblationScores[] scores = {new AblationScores(), new AblationScores()};
    for (int s = 0; s < people.size(); s++) {
      for (int d = 0; d < people.size(); d++) {
        PersonResult source = r.persons().get(s);
        PersonResult driver = r.persons().get(d);
        scores[s == d ? 0 : 1].add(
            lab.judge(r, people.get(s), source, people.get(d), driver, size));
      }
    }
    return scores;
  }

  static void print(Rows out, String kase, AblationScores[] scores) {
    String[] names = {"self", "cross"};
    for (int k = 0; k < 2; k++) {
      AblationScores s = scores[k];
      out.add(kase, names[k] + " expression error", s.mean(Metric.EXPRESSION_DISTANCE), "");
      out.add(
          kase, names[k] + " PSNR face against the truth", s.mean(Metric.PSNR, Region.FACE), "dB");
      out.add(
          kase,
          names[k] + " PSNR mouth against the truth",
          s.mean(Metric.PSNR, Region.MOUTH),
          "dB");
      out.add(kase, names[k] + " identity cosine", s.mean(Metric.CSIM), "");
      out.add(kase, names[k] + " mouth opening correlation", s.mean(Metric.MOUTH_CORRELATION), "");
      out.add(kase, names[k] + " eye opening correlation", s.eyes(), "");
    }
  }
}
