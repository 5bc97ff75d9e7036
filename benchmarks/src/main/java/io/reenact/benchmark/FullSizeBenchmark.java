package io.reenact.benchmark;

import ai.djl.Device;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.Checkpoints;
import io.reenact.inversion.CohortInverter;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.FaceNetworks;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.nn.Compute;
import io.reenact.nn.Devices;
import io.reenact.nn.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Joint tuning of a pair at CGS-GAN's size, with the random weights of full_size_bundle.py and all
 * losses: reconstruction steps of several batch sizes, whose frames are drawn and judged together.
 * Sizes, batch sizes and precision from the environment variables FULL_SIZE (default 256),
 * FULL_SIZE_BATCHES (default 1,2,4) and FULL_SIZE_PRECISION (default float32).
 */
final class FullSizeBenchmark implements Benchmark {
  private static final int STEPS = 2;

  /** A pair of clips of ten seconds at 25 frames a second. */
  private static final List<Integer> CLIPS = List.of(250, 250);

  private static final double PUBLISHED_HOURS = 1;

  @Override
  public String name() {
    return "full-size";
  }

  @Override
  public void run(Rows out) throws IOException, InterruptedException {
    for (String size : setting("FULL_SIZE", "256").split(",")) {
      Path dir = Files.createTempDirectory("full-size");
      try {
        if (write(dir, size)) {
          measure(dir, Integer.parseInt(size), out);
        } else {
          System.err.println("full-size: the bundle needs /usr/bin/python3 with python3-torch");
        }
      } finally {
        try (var files = Files.list(dir)) {
          for (Path f : files.toList()) {
            Files.delete(f);
          }
        }
        Files.delete(dir);
      }
    }
  }

  private static String setting(String name, String byDefault) {
    return System.getenv().getOrDefault(name, byDefault);
  }

  private static boolean write(Path dir, String size) throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("reenact.root", "."), "models/full_size_bundle.py");
    Process p =
        new ProcessBuilder(
                setting("PYTHON", "/usr/bin/python3"),
                script.toString(),
                "--size",
                size,
                "--out",
                dir.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return p.waitFor() == 0;
  }

  private static void measure(Path dir, int size, Rows out) throws IOException {
    String pin = GeneratorBundle.sha256(Files.readAllBytes(dir.resolve("generator.json")));
    GeneratorBundle bundle =
        GeneratorBundle.load(dir.toUri().toString(), pin, new Configuration(false));
    Devices.Choice choice = Devices.choose("auto");
    if (choice.note() != null) {
      System.err.println("full-size: " + choice.note());
    }
    Device device = choice.device();
    Precision precision = Precision.of(setting("FULL_SIZE_PRECISION", "float32"));
    Compute compute = new Compute(device, precision, true);
    String where = size + " px on " + device + " in " + precision;
    out.add(where, "Gaussians", bundle.manifest().gaussians(), "");
    try (FaceNetworks networks = FaceNetworks.bundled(device)) {
      List<PersonInput> people = DrawnPeople.of(bundle, device, 4, size);
      Cost best = new Cost(Double.MAX_VALUE, Double.MAX_VALUE);
      for (String batch : setting("FULL_SIZE_BATCHES", "1,2,4").split(",")) {
        int frames = Integer.parseInt(batch);
        best = best.or(steps(bundle, networks, people, compute, size, frames, where, out));
      }
      long all = CohortInverter.predictedFrames(InversionSettings.paper(), CLIPS, false);
      double hours = all * best.seconds() / 3600;
      out.add(where, "frames of a pair of 10 s clips with the paper's steps", all, "");
      out.add(
          where,
          "time of a pair with the paper's steps",
          hours,
          "h",
          "published on one GPU",
          PUBLISHED_HOURS / hours);
      out.add(where, "processor time of such a pair", all * best.processor() / 3600, "core h");
      out.add(where, "peak memory of the process", peakGigabytes(), "GB");
    }
  }

  /** What a frame costs: by the clock, and of all cores' time, which other work hardly changes. */
  private record Cost(double seconds, double processor) {
    Cost or(Cost other) {
      return new Cost(Math.min(seconds, other.seconds), Math.min(processor, other.processor));
    }
  }

  private static Cost steps(
      GeneratorBundle bundle,
      FaceNetworks networks,
      List<PersonInput> people,
      Compute compute,
      int size,
      int batch,
      String where,
      Rows out)
      throws IOException {
    // First steps compile and allocate: measured is what more steps cost, once that is done.
    tune(bundle, networks, people, compute, size, batch, 1);
    double begin = Busy.processorSeconds();
    CohortResult few = tune(bundle, networks, people, compute, size, batch, 1);
    double between = Busy.processorSeconds();
    CohortResult more;
    double busy;
    try (Busy meter = new Busy(compute.device())) {
      more = tune(bundle, networks, people, compute, size, batch, 1 + STEPS);
      busy = meter.share();
    }
    double end = Busy.processorSeconds();
    double processor = (end - between - (between - begin)) / STEPS;
    double seconds = (total(more) - total(few)) / STEPS;
    String kase = where + ", batch " + batch;
    out.add(kase, "tuning steps a second", 1 / seconds, "1/s");
    out.add(kase, "frames a second", batch / seconds, "1/s");
    out.add(kase, "processor time a step", processor, "core s");
    for (String part : more.secondsByPart().keySet()) {
      double s = (more.secondsByPart().get(part) - few.secondsByPart().get(part)) / STEPS;
      out.add(kase, "share of " + part, s / seconds, "");
    }
    out.add(kase, "busy share of the device", busy, "");
    out.add(
        kase,
        "bytes between host and arrays a frame",
        (more.movedBytes() - few.movedBytes()) / 1e6 / STEPS / batch,
        "MB");
    return new Cost(seconds / batch, processor / batch);
  }

  private static CohortResult tune(
      GeneratorBundle bundle,
      FaceNetworks networks,
      List<PersonInput> people,
      Compute compute,
      int size,
      int batch,
      int steps)
      throws IOException {
    InversionSettings s = DrawnPeople.settings(size, 0, 0, steps, batch, 0);
    return new CohortInverter(bundle, networks, s, compute)
        .invert(people, Checkpoints.NONE, (done, all) -> {});
  }

  private static double total(CohortResult r) {
    return r.secondsByPart().values().stream().mapToDouble(v -> v).sum();
  }

  private static double peakGigabytes() throws IOException {
    return Arrays.stream(Files.readString(Path.of("/proc/self/status")).split("\n"))
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1e6)
        .findFirst()
        .orElse(Double.NaN);
  }
}
