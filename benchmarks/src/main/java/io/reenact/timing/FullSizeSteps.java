package io.reenact.timing;

import io.reenact.benchmark.DrawnPeople;
import io.reenact.benchmark.Rows;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.Checkpoints;
import io.reenact.inversion.CohortInverter;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.nn.Busy;
import io.reenact.nn.Compute;
import io.reenact.nn.face.FaceNetworks;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;

/** What steps of inversion and tuning cost with a generator of full size. */
final class FullSizeSteps {
  private static final int STEPS = 2;

  private final GeneratorBundle bundle;
  private final FaceNetworks networks;
  private final List<PersonInput> people;
  private final Compute compute;
  private final int size;
  private final String where;
  private final Rows out;

  /**
   * @param people two
   * @param where size and device, for the rows
   */
  FullSizeSteps(
      GeneratorBundle bundle,
      FaceNetworks networks,
      List<PersonInput> people,
      Compute compute,
      int size,
      String where,
      Rows out) {
    this.bundle = bundle;
    this.networks = networks;
    this.people = people;
    this.compute = compute;
    this.size = size;
    this.where = where;
    this.out = out;
  }

  /** What a frame costs: by the clock, and of all cores' time, which other work hardly changes. */
  record Cost(double seconds, double processor) {
    Cost or(Cost other) {
      return new Cost(Math.min(seconds, other.seconds), Math.min(processor, other.processor));
    }

    Cost plus(Cost other) {
      return new Cost(seconds + other.seconds, processor + other.processor);
    }

    Cost times(long frames) {
      return new Cost(seconds * frames, processor * frames);
    }
  }

  /**
   * Measures steps of one phase: what more steps cost, once the first has compiled code.
   *
   * @param settings with so many steps
   */
  Cost measure(String phase, IntFunction<InversionSettings> settings) throws IOException {
    invert(settings.apply(1));
    double begin = Busy.processorSeconds();
    CohortResult few = invert(settings.apply(1));
    double between = Busy.processorSeconds();
    CohortResult more;
    double busy;
    try (Busy meter = new Busy(compute.device())) {
      more = invert(settings.apply(1 + STEPS));
      busy = meter.share();
    }
    double end = Busy.processorSeconds();
    double processor = (end - between - (between - begin)) / STEPS;
    double seconds = (total(more) - total(few)) / STEPS;
    double frames = (double) (more.renderedFrames() - few.renderedFrames()) / STEPS;
    String kase = where + ", " + phase;
    out.add(kase, "frames a step", frames, "");
    out.add(kase, "steps a second", 1 / seconds, "1/s");
    out.add(kase, "frames a second", frames / seconds, "1/s");
    out.add(kase, "processor time a step", processor, "core s");
    for (String part : more.secondsByPart().keySet()) {
      double s = (more.secondsByPart().get(part) - few.secondsByPart().get(part)) / STEPS;
      out.add(kase, "share of " + part, s / seconds, "");
    }
    out.add(kase, "busy share of the device", busy, "");
    out.add(
        kase,
        "bytes between host and arrays a frame",
        (more.movedBytes() - few.movedBytes()) / 1e6 / STEPS / frames,
        "MB");
    return new Cost(seconds / frames, processor / frames);
  }

  InversionSettings settings(int analysis, int keyFrames, int tuning, int batch) {
    return DrawnPeople.settings(size, analysis, keyFrames, tuning, batch, 0);
  }

  private CohortResult invert(InversionSettings s) throws IOException {
    return new CohortInverter(bundle, networks, s, compute)
        .invert(people, Checkpoints.NONE, (done, total, doing) -> {});
  }

  private static double total(CohortResult r) {
    return r.secondsByPart().values().stream().mapToDouble(v -> v).sum();
  }
}
