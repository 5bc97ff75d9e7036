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
import java.util.Map;

/**
 * The first seconds of the real clips p001 and p002, profile standard (or quick), the last quarter
 * of each held out from joint tuning: self-reenactment on the frames given and on those held out,
 * and cross-reenactment over all of them, and over those given, against what 3D-LaSR published for
 * this pair.
 */
public final class AblationPairBenchmark implements Benchmark {
  private static final double SECONDS = 5;
  private static final double HELD_OUT = 0.25;
  private static final String EYES = "correlation of both eyes, mean";
  private static final List<String> NAMES = List.of("p001", "p002");

  /**
   * What 3D-LaSR published, by our metrics; the mean of both eyes' openings is its {@code eyes}.
   */
  private record Published(
      double mouth, double mouthGain, double eyes, double smile, double brows, double csim) {}

  /**
   * 3D-LaSR (CGS-GAN, 512 px), measured with the MediaPipe mesh: p002 (woman) drives p001 (man),
   * then back.
   */
  private static final List<Published> PUBLISHED =
      List.of(
          new Published(0.81, 0.68, 0.77, 0.63, 0.87, 0.96),
          new Published(0.82, 0.46, 0.15, 0.41, 0.75, 0.92));

  @Override
  public String name() {
    return "ablation-pair";
  }

  @Override
  public void run(Rows out) throws IOException {
    boolean quick = Boolean.getBoolean("reenact.quick");
    InversionSettings profile = quick ? InversionSettings.quick() : InversionSettings.standard();
    InversionSettings settings = profile.with(Map.of("hold_out", HELD_OUT));
    Integer steps = Integer.getInteger("reenact.tuning");
    if (steps != null) {
      settings = settings.with(Map.of("tuning_steps", steps));
    }
    try (AblationLab lab = new AblationLab(SECONDS, quick)) {
      List<AblationPerson> people = new ArrayList<>();
      for (String name : NAMES) {
        AblationPerson p = lab.real(name, SECONDS, settings.size());
        if (p == null) {
          return;
        }
        people.add(p);
      }
      long begin = System.nanoTime();
      CohortResult r = lab.invert(settings, people, null);
      out.add("pair", "inversion and tuning", (System.nanoTime() - begin) / 1e9, "s");
      for (int k = 0; k < people.size(); k++) {
        AblationPerson own = people.get(k);
        PersonResult latents = r.persons().get(k);
        long border = lastGiven(own);
        String self = own.name() + " by itself";
        add(out, self + ", given", lab, r, own, own.until(border), latents, settings.size());
        add(out, self + ", held out", lab, r, own, own.after(border), latents, settings.size());
      }
      for (int k = 0; k < people.size(); k++) {
        AblationPerson driver = people.get(1 - k);
        String kase = people.get(k).name() + " driven by " + driver.name();
        AblationPerson seen = driver.until(lastGiven(driver));
        compare(out, kase, lab, r, people, k, driver, settings.size());
        compare(out, kase + ", given", lab, r, people, k, seen, settings.size());
      }
    }
  }

  /** Time of the last frame that tuning sees, microseconds. */
  private static long lastGiven(AblationPerson person) {
    int given = (int) Math.ceil(person.frames().size() * (1 - HELD_OUT));
    return person.frames().get(given - 1).ptsUs();
  }

  /** Cross-reenactment of person {@code k} by the other one, on a part of the driver. */
  private static void compare(
      Rows out,
      String kase,
      AblationLab lab,
      CohortResult r,
      List<AblationPerson> people,
      int k,
      AblationPerson part,
      int size)
      throws IOException {
    int other = 1 - k;
    AblationScores m =
        AblationScores.of(
            lab.judge(
                r,
                people.get(k),
                r.persons().get(k),
                people.get(other),
                r.persons().get(other),
                size,
                part));
    Published theirs = PUBLISHED.get(k);
    compare(out, kase, Metric.MOUTH_CORRELATION, m, theirs.mouth());
    compare(out, kase, Metric.MOUTH_GAIN, m, theirs.mouthGain());
    out.add(kase, EYES, m.eyes(), "", "3D-LaSR as published", m.eyes() / theirs.eyes());
    compare(out, kase, Metric.SMILE_CORRELATION, m, theirs.smile());
    compare(out, kase, Metric.BROWS_CORRELATION, m, theirs.brows());
    compare(out, kase, Metric.CSIM, m, theirs.csim());
  }

  private static void compare(
      Rows out, String kase, Metric metric, AblationScores ours, double theirs) {
    double value = ours.mean(metric);
    out.add(kase, metric.label(), value, "", "3D-LaSR as published", value / theirs);
  }

  private static void add(
      Rows out,
      String kase,
      AblationLab lab,
      CohortResult r,
      AblationPerson person,
      AblationPerson part,
      PersonResult latents,
      int size)
      throws IOException {
    AblationScores m =
        AblationScores.of(lab.judge(r, person, latents, person, latents, size, part));
    for (Region region : List.of(Region.FACE, Region.MOUTH, Region.EYES)) {
      out.add(kase, Metric.PSNR.label() + " " + region.key(), m.mean(Metric.PSNR, region), "dB");
    }
    out.add(kase, Metric.MOUTH_CORRELATION.label(), m.mean(Metric.MOUTH_CORRELATION), "");
    out.add(kase, EYES, m.eyes(), "");
    out.add(kase, Metric.SMILE_CORRELATION.label(), m.mean(Metric.SMILE_CORRELATION), "");
    out.add(kase, Metric.BROWS_CORRELATION.label(), m.mean(Metric.BROWS_CORRELATION), "");
  }
}
