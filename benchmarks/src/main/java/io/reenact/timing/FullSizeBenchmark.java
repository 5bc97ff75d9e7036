package io.reenact.timing;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.DrawnPeople;
import io.reenact.benchmark.Rows;
import io.reenact.benchmark.Where;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.InversionCost;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.nn.Compute;
import io.reenact.nn.Precision;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.video.InputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Inversion and joint tuning of a pair at CGS-GAN's size, with the random weights of
 * full_size_bundle.py and all losses: steps of person analysis, of key-frame inversion, of tuning
 * as in the paper, with its batch and its cross steps, and reconstruction steps of other batch
 * sizes. Sizes, batch sizes, steps and precision from the environment variables FULL_SIZE (default
 * 256), FULL_SIZE_BATCHES (default 1,4), FULL_SIZE_STEPS (default 30 on a GPU, 2 on a CPU) and
 * FULL_SIZE_PRECISION (default float32).
 */
public final class FullSizeBenchmark implements Benchmark {
  /** A pair of clips of ten seconds at 25 frames a second. */
  private static final List<Integer> CLIPS = List.of(250, 250);

  private static final double PUBLISHED_HOURS = 1;

  /** Of the generator at 256 px, forward and back. */
  private static final double FRAME_FLOP = 117e9;

  private static final int FLOOR_SIZE = 256;
  private static final double H100_FLOPS = 51e12;
  private static final double H100_BYTES = 2.98e12;
  private static final double ADAM_BYTES = 28;

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
        GeneratorBundle.load(InputFiles.uri(dir), pin, new Configuration(false));
    Device device = Where.device("auto");
    Precision precision = Precision.of(setting("FULL_SIZE_PRECISION", "float32"));
    Compute compute = new Compute(device, precision, true);
    String where = size + " px on " + device + " in " + precision;
    out.add(where, "Gaussians", bundle.manifest().gaussians(), "");
    try (FaceNetworks networks = FaceNetworks.bundled(device)) {
      List<PersonInput> people = DrawnPeople.of(bundle, device, 4, size);
      int steps = Integer.parseInt(setting("FULL_SIZE_STEPS", device.isGpu() ? "30" : "2"));
      FullSizeSteps b =
          new FullSizeSteps(bundle, networks, people, compute, size, steps, where, out);
      InversionSettings paper = InversionSettings.paper();
      FullSizeSteps.Cost analysis = b.measure("person analysis", n -> b.settings(n, 0, 0, 1));
      FullSizeSteps.Cost keys = b.measure("key frames", n -> b.settings(0, n, 0, 1));
      for (String batch : setting("FULL_SIZE_BATCHES", "1,4").split(",")) {
        int frames = Integer.parseInt(batch);
        b.measure("tuning, batch " + batch, n -> b.settings(0, 0, n, frames));
      }
      // The pair is reckoned of the paper's own batch, cross steps among its frames.
      FullSizeSteps.Cost tuning = b.measure("tuning as in the paper, cross steps", b::paperTuning);
      Map<String, Integer> none = Map.of("analysis_steps", 0, "key_frame_steps", 0);
      long all = InversionCost.of(paper, CLIPS, false, false).frames();
      long tuned = InversionCost.of(paper.with(none), CLIPS, false, false).frames();
      long inverted =
          InversionCost.of(
                  paper.with(Map.of("analysis_steps", 0, "tuning_steps", 0)), CLIPS, false, false)
              .frames();
      FullSizeSteps.Cost pair =
          analysis
              .times(all - tuned - inverted)
              .plus(keys.times(inverted))
              .plus(tuning.times(tuned));
      double hours = pair.seconds() / 3600;
      out.add(where, "frames of a pair of 10 s clips with the paper's steps", all, "");
      out.add(
          where,
          "time of a pair with the paper's steps",
          hours,
          "h",
          "published on one GPU",
          PUBLISHED_HOURS / hours);
      out.add(where, "processor time of such a pair", pair.processor() / 3600, "core h");
      if (device.isGpu() && size == FLOOR_SIZE) {
        floor(bundle, tuning.seconds(), where, out);
      }
      out.add(where, "peak memory of the process", peakGigabytes(), "GB");
    }
  }

  /**
   * The least time of a frame of tuning on an H100: the generator's sums at the rate that its
   * products of matrices reached, and Adam's bytes at that of its memory (docs/results.md).
   */
  private static void floor(GeneratorBundle bundle, double frame, String where, Rows out) {
    long weights;
    try (Generator g = Generator.load(bundle, Device.cpu(), true)) {
      weights = g.parameters().values().stream().mapToLong(NDArray::size).sum();
    }
    int batch = InversionSettings.paper().tuning().tuningBatch();
    double least = FRAME_FLOP / H100_FLOPS + ADAM_BYTES * weights / H100_BYTES / batch;
    out.add(where, "least time of a frame on an H100, float32", 1e3 * least, "ms");
    out.add(where, "share of it in a frame's time", least / frame, "");
  }

  private static double peakGigabytes() throws IOException {
    return Arrays.stream(Files.readString(Path.of("/proc/self/status")).split("\n"))
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1e6)
        .findFirst()
        .orElse(Double.NaN);
  }
}
