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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An offset for every frame, for 30 % of them, and for the frames that adaptive chooses with the
 * default error, twice and four times that: seconds of the key-frame stage, pictures, and openings
 * against the input. Profile quick, two synthetic people, and p001 with p002 where they are.
 */
public final class AblationKeyframesBenchmark implements Benchmark {
  private static final double SECONDS = 2;

  @Override
  public String name() {
    return "ablation-keyframes";
  }

  @Override
  public void run(Rows out) throws IOException {
    InversionSettings base = InversionSettings.quick();
    try (AblationLab lab = new AblationLab(SECONDS, true)) {
      compare(out, "synthetic", lab, lab.people(2, base.size()), base);
      List<AblationPerson> real = new ArrayList<>();
      for (String name : List.of("p001", "p002")) {
        AblationPerson p = lab.real(name, SECONDS, base.size());
        if (p != null) {
          real.add(p);
        }
      }
      if (real.size() == 2) {
        compare(out, "p001 and p002", lab, real, base);
      }
    }
  }

  private static void compare(
      Rows out, String who, AblationLab lab, List<AblationPerson> people, InversionSettings base)
      throws IOException {
    Map<String, InversionSettings> variants = new LinkedHashMap<>();
    variants.put(
        "every frame", base.with(Map.of("key_frames", "equidistant", "key_frame_share", 1.0)));
    variants.put(
        "30 % equidistant", base.with(Map.of("key_frames", "equidistant", "key_frame_share", 0.3)));
    variants.put("adaptive", base.with(Map.of("key_frames", "adaptive")));
    for (double error : new double[] {0.02, 0.04, 0.08}) {
      variants.put(
          "adaptive, error " + error,
          base.with(Map.of("key_frames", "adaptive", "key_frame_error", error)));
    }
    double[] reference = null;
    for (Map.Entry<String, InversionSettings> v : variants.entrySet()) {
      CohortResult r = lab.invert(v.getValue(), people, null);
      AblationScores scores = new AblationScores();
      long keys = 0;
      long frames = 0;
      for (int i = 0; i < people.size(); i++) {
        PersonResult p = r.persons().get(i);
        keys += p.clips().get(0).keyFrames().size();
        frames += people.get(i).frames().size();
        scores.add(lab.judge(r, people.get(i), p, people.get(i), p, base.size()));
      }
      double seconds = r.secondsByPhase().get("key frames");
      double face = scores.mean(Metric.PSNR, Region.FACE);
      double mouth = scores.mean(Metric.PSNR, Region.MOUTH);
      if (reference == null) {
        reference = new double[] {seconds, face, mouth};
      }
      String kase = who + ": " + v.getKey();
      out.add(kase, "key frames", 100.0 * keys / frames, "% of the frames");
      out.add(kase, "key-frame stage", seconds, "s", "every frame", reference[0] / seconds);
      out.add(kase, "PSNR face", face, "dB");
      out.add(kase, "PSNR mouth", mouth, "dB");
      out.add(kase, "loss of PSNR face", reference[1] - face, "dB");
      out.add(kase, "loss of PSNR mouth", reference[2] - mouth, "dB");
      out.add(kase, "mouth opening correlation", scores.mean(Metric.MOUTH_CORRELATION), "");
      out.add(kase, "eye opening correlation", scores.eyes(), "");
    }
  }
}
