package io.reenact.study;

import io.reenact.benchmark.AblationLab;
import io.reenact.benchmark.AblationPerson;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.inversion.ClipInput;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.EncodedClip;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.inversion.TargetFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What a second clip of an encoded person costs, beside encoding all clips again: frames decoded
 * and cut out, and seconds of the processor. A synthetic person whose first clip is four seconds
 * and whose second is one, 128 px. Says as well whether both ways, and the other order of clips,
 * come to the same bits.
 */
public final class IncrementalBenchmark implements Benchmark {
  private static final int SIZE = 128;
  private static final double SECONDS = 5;
  private static final long SECOND_CLIP_US = 4_000_000;

  @Override
  public String name() {
    return "incremental";
  }

  @Override
  public void run(Rows out) throws Exception {
    InversionSettings settings =
        InversionSettings.quick().with(Map.of("size", SIZE, "strategy", "encode"));
    try (AblationLab lab = new AblationLab(SECONDS, true)) {
      AblationPerson person = lab.people(1, SIZE).get(0);
      AblationPerson one = person.until(SECOND_CLIP_US - 1);
      AblationPerson two = person.after(SECOND_CLIP_US - 1);
      // Code is compiled at its first use.
      EncodedClip first = lab.encode(settings, new ClipInput("one", one.frames()));

      double begin = ProcessorTime.now();
      List<TargetFrame> seen = lab.load(two, SIZE);
      double loaded = ProcessorTime.now();
      EncodedClip second = lab.encode(settings, new ClipInput("two", seen));
      double encoded = ProcessorTime.now();
      List<ClipInput> states =
          new ArrayList<>(
              List.of(
                  EncodedClip.decode(first.encode()).input(),
                  EncodedClip.decode(second.encode()).input()));
      CohortResult joined = lab.invert(settings, new PersonInput("s", states, null));
      double end = ProcessorTime.now();

      List<TargetFrame> again = lab.load(one, SIZE);
      List<TargetFrame> too = lab.load(two, SIZE);
      double allLoaded = ProcessorTime.now();
      CohortResult whole =
          lab.invert(
              settings,
              new PersonInput(
                  "s", List.of(new ClipInput("one", again), new ClipInput("two", too)), null));
      double allEnd = ProcessorTime.now();

      String against = "all clips again";
      out.add(against, "frames decoded", again.size() + too.size(), "frames");
      out.add(against, "decoding and cutting out", allLoaded - end, "s");
      out.add(against, "processor", allEnd - end, "s");
      String kase = "second clip";
      out.add(
          kase,
          "frames decoded",
          seen.size(),
          "frames",
          against,
          (double) (again.size() + too.size()) / seen.size());
      out.add(kase, "decoding and cutting out", loaded - begin, "s");
      out.add(kase, "encoding it", encoded - loaded, "s");
      out.add(kase, "the person of both, lifted", end - encoded, "s");
      out.add(kase, "processor", end - begin, "s", against, (allEnd - end) / (end - begin));
      out.add(kase, "state kept of the first clip", first.encode().length / 1e3, "kB");
      out.add(kase, "face, key frames kept", CohortResult.facePsnr(joined.persons()), "dB");
      out.add(against, "face, key frames kept", CohortResult.facePsnr(whole.persons()), "dB");
      Collections.reverse(states);
      CohortResult turned = lab.invert(settings, new PersonInput("s", states, null));
      out.add(kase, "same bits as all clips again", same(joined, whole), "0 or 1");
      out.add(kase, "same bits in the other order", same(joined, turned), "0 or 1");
    }
  }

  private static int same(CohortResult one, CohortResult two) {
    boolean anchors = Arrays.equals(one.persons().get(0).anchor(), two.persons().get(0).anchor());
    return anchors && Arrays.equals(one.own().get("s"), two.own().get("s")) ? 1 : 0;
  }
}
