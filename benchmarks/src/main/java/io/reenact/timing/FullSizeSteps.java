package io.reenact.timing;

import ai.djl.Device;
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
import io.reenact.progress.Progress;
import io.reenact.splat.cuda.CudaCard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.IntFunction;

/** What steps of inversion and tuning cost with a generator of full size. */
final class FullSizeSteps {
  private final GeneratorBundle bundle;
  private final FaceNetworks networks;
  private final List<PersonInput> people;
  private final Compute compute;
  private final int size;
  private final int steps;
  private final String where;
  private final Rows out;

  /**
   * @param people two
   * @param steps to time
   * @param where size and device, for the rows
   */
  FullSizeSteps(
      GeneratorBundle bundle,
      FaceNetworks networks,
      List<PersonInput> people,
      Compute compute,
      int size,
      int steps,
      String where,
      Rows out) {
    this.bundle = bundle;
    this.networks = networks;
    this.people = people;
    this.compute = compute;
    this.size = size;
    this.steps = steps;
    this.where = where;
    this.out = out;
  }

  /** What a frame costs: by the clock, and of all cores' time, which other work hardly changes. */
  record Cost(double seconds, double processor) {
    Cost plus(Cost other) {
      return new Cost(seconds + other.seconds, processor + other.processor);
    }

    Cost times(long frames) {
      return new Cost(seconds * frames, processor * frames);
    }
  }

  /**
   * Measures steps of one phase, once the very same steps have warmed up every shape that they
   * meet.
   *
   * @param settings with so many steps
   */
  Cost measure(String phase, IntFunction<InversionSettings> settings) throws IOException {
    invert(settings.apply(1 + steps), new Meter(null));
    double begin = Busy.processorSeconds();
    CohortResult few = invert(settings.apply(1), new Meter(null));
    double between = Busy.processorSeconds();
    CohortResult more;
    Meter meter = new Meter(compute.device());
    try (meter) {
      more = invert(settings.apply(1 + steps), meter);
    }
    double end = Busy.processorSeconds();
    double processor = (end - between - (between - begin)) / steps;
    double seconds = (total(more) - total(few)) / steps;
    double frames = (double) (more.renderedFrames() - few.renderedFrames()) / steps;
    String kase = where + ", " + phase;
    out.add(kase, "frames a step", frames, "");
    out.add(kase, "steps a second", 1 / seconds, "1/s");
    out.add(kase, "frames a second", frames / seconds, "1/s");
    out.add(kase, "processor time a step", processor, "core s");
    for (String part : more.secondsByPart().keySet()) {
      double s = (more.secondsByPart().get(part) - few.secondsByPart().get(part)) / steps;
      out.add(kase, "share of " + part, s / seconds, "");
    }
    out.add(kase, "busy share of the device, without loading", meter.share, "");
    if (compute.device().isGpu()) {
      out.add(kase, "device memory, most seen after a step", meter.memory / 1e9, "GB");
    }
    out.add(
        kase,
        "bytes between host and arrays a frame",
        (more.movedBytes() - few.movedBytes()) / 1e6 / steps / frames,
        "MB");
    return new Cost(seconds / frames, processor / frames);
  }

  /** Samples a device from the first step to the last, as progress tells of them. */
  private static final class Meter implements Progress, AutoCloseable {
    private final Device device;
    private Busy busy;
    private double share = Double.NaN;
    private long memory;

    Meter(Device device) {
      this.device = device;
    }

    @Override
    public void at(double done, double total, String doing) {
      if (device == null) {
        return;
      }
      if (busy == null) {
        try {
          busy = new Busy(device);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      share = busy.share();
      if (device.isGpu()) {
        CudaCard card = CudaCard.of(device.getDeviceId());
        memory = Math.max(memory, card.total() - card.free());
      }
    }

    @Override
    public void close() {
      if (busy != null) {
        busy.close();
      }
    }
  }

  /** The paper's batch with its cross steps, a step of reconstruction each. */
  InversionSettings paperTuning(int tuning) {
    InversionSettings paper = InversionSettings.paper();
    return DrawnPeople.settings(
        size, 0, 0, tuning, paper.tuning().tuningBatch(), paper.cross().crossEvery());
  }

  InversionSettings settings(int analysis, int keyFrames, int tuning, int batch) {
    return DrawnPeople.settings(size, analysis, keyFrames, tuning, batch, 0);
  }

  private CohortResult invert(InversionSettings s, Meter meter) throws IOException {
    return new CohortInverter(bundle, networks, s, compute).invert(people, Checkpoints.NONE, meter);
  }

  private static double total(CohortResult r) {
    return r.secondsByPart().values().stream().mapToDouble(v -> v).sum();
  }
}
