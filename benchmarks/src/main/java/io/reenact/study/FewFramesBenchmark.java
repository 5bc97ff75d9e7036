package io.reenact.study;

import io.reenact.benchmark.AblationLab;
import io.reenact.benchmark.AblationPerson;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.inversion.ClipInput;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.inversion.TargetFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * People from 1 to 32 frames by strategy encode, measured on the last quarter of their clips, from
 * which nothing was learnt: synthetic people that no training has seen, and the real clips if they
 * are there. At 8 frames the same without parts of it, and by optimisation with profile quick's
 * steps (unless {@code -Dreenact.optimise=false}); {@code -Dreenact.ways=colours only,...} measures
 * these alone. PSNR of the face over key frames, means over people; seconds of the processor a
 * person.
 */
public final class FewFramesBenchmark implements Benchmark {
  private static final int SIZE = 128;
  private static final double SECONDS = 2;
  private static final int FEW = 8;
  private static final List<Integer> COUNTS = List.of(1, 2, 4, FEW, 16, 32);

  /** Frames count alike, however far the head is turned. */
  private static final String MEANS = "plain means of latents only";

  /** Strategies and settings that are compared at {@link #FEW} frames. */
  private static final Map<String, Map<String, Object>> WAYS = ways();

  private static Map<String, Map<String, Object>> ways() {
    Map<String, Map<String, Object>> ways = new LinkedHashMap<>();
    ways.put("latents only", Map.of("strategy", "encode", "lift_rounds", 0, "lift_steps", 0));
    ways.put(MEANS, ways.get("latents only"));
    ways.put("colours only", Map.of("strategy", "encode", "lift_steps", 0));
    ways.put("descent only", Map.of("strategy", "encode", "lift_rounds", 0));
    ways.put("no attributes tried", Map.of("strategy", "encode", "encode_tries", ""));
    ways.put("encode+optimise", Map.of("strategy", "encode+optimise"));
    ways.put("optimise", Map.of("strategy", "optimise"));
    return ways;
  }

  @Override
  public String name() {
    return "few-frames";
  }

  @Override
  public void run(Rows out) throws Exception {
    try (AblationLab lab = new AblationLab(SECONDS, true)) {
      List<AblationPerson> synthetic = lab.people(Integer.getInteger("reenact.people", 4), SIZE);
      List<AblationPerson> real = new ArrayList<>();
      for (String name : List.of("p001", "p002", "p003", "p004")) {
        AblationPerson person = lab.real(name, SECONDS, SIZE);
        if (person != null) {
          real.add(person);
        }
      }
      measure(out, lab, "real", real);
      measure(out, lab, "synthetic", synthetic);
    }
  }

  private static void measure(Rows out, AblationLab lab, String who, List<AblationPerson> people)
      throws Exception {
    if (people.isEmpty()) {
      return;
    }
    String asked = System.getProperty("reenact.ways");
    for (int count : asked == null ? COUNTS : List.<Integer>of()) {
      String frames = who + ", encode, " + count + (count == 1 ? " frame" : " frames");
      add(out, lab, frames, people, count, Map.of("strategy", "encode"));
    }
    for (Map.Entry<String, Map<String, Object>> way : WAYS.entrySet()) {
      if (asked != null && !("," + asked + ",").contains("," + way.getKey() + ",")) {
        continue;
      }
      boolean steps = !"encode".equals(way.getValue().get("strategy"));
      if (steps && !Boolean.parseBoolean(System.getProperty("reenact.optimise", "true"))) {
        continue;
      }
      add(out, lab, who + ", " + FEW + " frames, " + way.getKey(), people, FEW, way.getValue());
    }
  }

  private static void add(
      Rows out,
      AblationLab lab,
      String kase,
      List<AblationPerson> people,
      int count,
      Map<String, Object> changes)
      throws Exception {
    InversionSettings settings = InversionSettings.quick().with(Map.of("size", SIZE)).with(changes);
    double given = 0;
    double held = 0;
    double begin = ProcessorTime.now();
    for (AblationPerson person : people) {
      PersonInput input = input(person, count);
      CohortResult result =
          kase.endsWith(MEANS) ? lab.invertByMeans(settings, input) : lab.invert(settings, input);
      given += CohortResult.facePsnr(result.persons()) / people.size();
      held += CohortResult.facePsnr(result.held()) / people.size();
    }
    double seconds = (ProcessorTime.now() - begin) / people.size();
    System.err.printf(Locale.ROOT, "%s: held %.2f dB, %.1f s%n", kase, held, seconds);
    out.add(kase, "face, frames given", given, "dB");
    out.add(kase, "face, frames held", held, "dB");
    out.add(kase, "processor a person", seconds, "s");
  }

  /**
   * Frames evenly over the first three quarters, the first alone if it is one; the rest is kept.
   */
  private static PersonInput input(AblationPerson person, int count) {
    List<TargetFrame> all = person.frames();
    int end = all.size() * 3 / 4;
    int take = Math.min(count, end);
    List<TargetFrame> given = new ArrayList<>();
    for (int k = 0; k < take; k++) {
      given.add(all.get(take == 1 ? 0 : (int) ((k + 0.5) * end / take)));
    }
    return new PersonInput(
        person.name(),
        List.of(new ClipInput("c", given)),
        null,
        List.of(new ClipInput("c", all.subList(end, all.size()))));
  }
}
