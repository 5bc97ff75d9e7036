package io.reenact.benchmark;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Synthesis;
import io.reenact.generator.TunedWeights;
import io.reenact.nn.Autograd;
import io.reenact.nn.Devices;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;

/**
 * Generator and rasterizer at CGS-GAN's size, with the random weights of full_size_bundle.py: a
 * step of inversion (gradient to the latent) and of tuning (weights as well, with Adam), without
 * the networks of the losses. Sizes from the environment variable FULL_SIZE (default 256).
 */
final class FullSizeBenchmark implements Benchmark {
  private static final int THREADS = 2;
  private static final int STEPS = 3;

  /** 5,000 steps of two frames, and three more frames in every third (method.md, 5). */
  private static final int FRAMES_A_PAIR = 5000 * 2 + 5000 / 3 * 3;

  @Override
  public String name() {
    return "full-size";
  }

  @Override
  public void run(Rows out) throws IOException, InterruptedException {
    for (String size : System.getenv().getOrDefault("FULL_SIZE", "256").split(",")) {
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

  private static boolean write(Path dir, String size) throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("reenact.root", "."), "models/full_size_bundle.py");
    Process p =
        new ProcessBuilder(
                System.getenv().getOrDefault("PYTHON", "/usr/bin/python3"),
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
    Device device = Devices.of("auto");
    Autograd.threads(THREADS);
    String kase = size + " px on " + device;
    try (Generator generator = Generator.load(bundle, device, true);
        TunedWeights weights = new TunedWeights(generator, 1e-3);
        Rasterizer rasterizer = Devices.rasterizer(device, THREADS)) {
      out.add(kase, "Gaussians", bundle.manifest().gaussians(), "");
      float[] latent = generator.latentOf(generator.map(new float[1][512])[0]);
      generator.trainWeights(false);
      double inversion = seconds(generator, rasterizer, latent, size, null);
      out.add(kase, "inversion step of a frame without loss networks", inversion, "s");
      generator.trainWeights(true);
      double tuning = seconds(generator, rasterizer, latent, size, weights);
      out.add(kase, "tuning step of a frame without loss networks", tuning, "s");
      out.add(kase, "tuning of a pair at 15000 frames", tuning * FRAMES_A_PAIR / 3600, "h");
      out.add(kase, "peak memory of the process", peakGigabytes(), "GB");
    }
  }

  /** The median of a few steps, after one to warm up. */
  private static double seconds(
      Generator generator, Rasterizer rasterizer, float[] latent, int size, TunedWeights weights) {
    double[] times = new double[STEPS];
    float[] dImage = new float[3 * size * size];
    Random random = new Random(1);
    for (int i = 0; i < dImage.length; i++) {
      dImage[i] = 1e-4f * (float) random.nextGaussian();
    }
    for (int step = 0; step <= STEPS; step++) {
      long start = System.nanoTime();
      try (Synthesis s = generator.synthesize(new float[][] {latent}, true);
          Rendering r =
              rasterizer.render(
                  s.gaussians(0), s.count(), Camera.neutral(), size, size, new float[] {1, 1, 1})) {
        FloatBuffer d = s.gradientBuffer();
        r.backward(dImage, d);
        s.backward(d);
      }
      if (weights != null) {
        weights.step(1, step + 1);
      }
      times[Math.max(0, step - 1)] = (System.nanoTime() - start) / 1e9;
    }
    java.util.Arrays.sort(times);
    return times[STEPS / 2];
  }

  private static double peakGigabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1e6;
      }
    }
    return Double.NaN;
  }
}
