package io.reenact.timing;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.PythonScript;
import io.reenact.benchmark.Rows;
import io.reenact.metric.ImageQuality;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** SSIM and PSNR of a pair of pictures on one core, beside scikit-image on the same pictures. */
public final class MetricsBenchmark implements Benchmark {
  private static final int SIZE = 256;
  private static final int CALLS = 100;
  private static final int REPETITIONS = 3;
  private static final double TARGET = 5;
  private static final int REACH = 5;

  @Override
  public String name() {
    return "metrics";
  }

  @Override
  public void run(Rows out) throws Exception {
    float[] a = new float[3 * SIZE * SIZE];
    float[] b = new float[a.length];
    Random random = new Random(1);
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) Math.sin(0.05 * (i % SIZE) + 0.002 * (i / SIZE));
      b[i] = Math.max(-1, Math.min(1, a[i] + 0.1f * (float) random.nextGaussian()));
    }
    double[] values = new double[2];
    double ssim = seconds(() -> values[0] = ImageQuality.ssim(a, b, null, SIZE, SIZE));
    double psnr = seconds(() -> values[1] = ImageQuality.psnr(a, b, null));
    Path file = Files.createTempFile("reenact-metrics", ".f32");
    Map<String, Double> python;
    try {
      try (DataOutputStream to =
          new DataOutputStream(new java.io.BufferedOutputStream(Files.newOutputStream(file)))) {
        for (float[] picture : List.of(a, b)) {
          for (float v : picture) {
            to.writeFloat(v);
          }
        }
      }
      python =
          PythonScript.run(
              "scikit_image.py",
              List.of(file.toString(), String.valueOf(SIZE), String.valueOf(CALLS)));
    } finally {
      Files.delete(file);
    }
    // Of windows that lie inside, as scikit-image has it; ours counts those at the edge as well.
    double inside = ImageQuality.ssim(a, b, inside(), SIZE, SIZE);
    report(out, "ssim", 1e3 * ssim, inside, python);
    report(out, "psnr", 1e3 * psnr, values[1], python);
  }

  private static float[] inside() {
    float[] mask = new float[SIZE * SIZE];
    for (int y = REACH; y < SIZE - REACH; y++) {
      Arrays.fill(mask, y * SIZE + REACH, (y + 1) * SIZE - REACH, 1);
    }
    return mask;
  }

  private static double seconds(Runnable call) throws Exception {
    return ProcessorTime.least(
            REPETITIONS,
            () -> {
              for (int i = 0; i < CALLS; i++) {
                call.run();
              }
            })
        / CALLS;
  }

  private static void report(
      Rows out, String kase, double millis, double value, Map<String, Double> python) {
    if (!python.containsKey(kase + "_ms")) {
      out.add(kase, "a pair of 256 px", millis, "ms");
      return;
    }
    double ratio = python.get(kase + "_ms") / millis;
    out.add(kase, "a pair of 256 px", millis, "ms", "scikit-image", ratio);
    out.add(kase, "difference of the values", Math.abs(value - python.get(kase)), "");
    if (kase.equals("ssim")) {
      out.add(kase, "times scikit-image's speed", ratio, "", "target", ratio / TARGET);
    }
  }
}
