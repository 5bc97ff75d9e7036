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
import java.util.ArrayList;
import java.util.List;

/**
 * Everyone tuned with one frozen hub against every pair tuned by itself: expression error and
 * identity of all cross-reenactments against the truth, and what the tunings cost. Profile quick.
 */
public final class AblationCohortsBenchmark implements Benchmark {
  private static final double SECONDS = 1.6;

  @Override
  public String name() {
    return "ablation-cohorts";
  }

  @Override
  public void run(Rows out) throws IOException {
    InversionSettings s = InversionSettings.quick();
    int count = Integer.getInteger("reenact.people", 6);
    try (AblationLab lab = new AblationLab(SECONDS, true)) {
      List<AblationPerson> people = lab.people(count, s.size());
      double[] pair = pairs(out, lab, people, s);
      double[] hub = hub(out, lab, people, s);
      out.add("hub", "cross expression error", hub[0], "", "pair", pair[0] / hub[0]);
      out.add("hub", "tuning time", hub[1], "s", "pair", pair[1] / hub[1]);
    }
  }

  private static double[] pairs(
      Rows out, AblationLab lab, List<AblationPerson> people, InversionSettings s)
      throws IOException {
    AblationScores scores = new AblationScores();
    double seconds = 0;
    int tunings = 0;
    for (int a = 0; a < people.size(); a++) {
      for (int b = a + 1; b < people.size(); b++) {
        AblationPerson p = people.get(a);
        AblationPerson q = people.get(b);
        CohortResult r = lab.invert(s, List.of(p, q), null);
        PersonResult pr = r.persons().get(0);
        PersonResult qr = r.persons().get(1);
        seconds += r.secondsByPhase().get("tuning");
        tunings++;
        scores.add(lab.judge(r, p, pr, q, qr, s.size()));
        scores.add(lab.judge(r, q, qr, p, pr, s.size()));
      }
    }
    return print(out, "pair", scores, seconds, tunings);
  }

  private static double[] hub(
      Rows out, AblationLab lab, List<AblationPerson> people, InversionSettings s)
      throws IOException {
    List<CohortResult> results = new ArrayList<>();
    List<PersonResult> latents = new ArrayList<>();
    double seconds = 0;
    for (AblationPerson p : people) {
      boolean first = results.isEmpty();
      CohortResult r =
          first
              ? lab.invert(s, List.of(p), null)
              : lab.invert(s, List.of(people.get(0), p), latents.get(0));
      seconds += r.secondsByPhase().get("tuning");
      results.add(r);
      latents.add(r.persons().get(first ? 0 : 1));
    }
    AblationScores scores = new AblationScores();
    for (int a = 0; a < people.size(); a++) {
      for (int b = 0; b < people.size(); b++) {
        if (a != b) {
          scores.add(
              lab.judge(
                  results.get(a),
                  people.get(a),
                  latents.get(a),
                  people.get(b),
                  latents.get(b),
                  s.size()));
        }
      }
    }
    return print(out, "hub", scores, seconds, results.size());
  }

  private static double[] print(
      Rows out, String kase, AblationScores scores, double seconds, int tunings) {
    out.add(kase, "tunings", tunings, "");
    out.add(kase, "tuning time", seconds, "s");
    out.add(kase, "cross expression error", scores.mean(Metric.EXPRESSION_DISTANCE), "");
    out.add(kase, "cross PSNR face against the truth", scores.mean(Metric.PSNR, Region.FACE), "dB");
    out.add(kase, "cross identity cosine", scores.mean(Metric.CSIM), "");
    out.add(kase, "cross mouth opening correlation", scores.mean(Metric.MOUTH_CORRELATION), "");
    return new double[] {scores.mean(Metric.EXPRESSION_DISTANCE), seconds};
  }
}
