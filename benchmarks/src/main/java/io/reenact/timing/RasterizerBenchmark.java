package io.reenact.timing;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.PythonScript;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.splat.Colours;
import io.reenact.splat.Rendering;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.splat.cpu.PairCount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The rasterizer, forward and forward + backward, with 1 and 2 threads, against tiles of batched
 * torch operations, against the Vector API in place of compiled code, and against the FMA peak.
 */
public final class RasterizerBenchmark implements Benchmark {
  private static final double SECONDS = 2;
  private static final String[] METRICS = {"forward", "forward+backward"};

  /**
   * Arithmetic of a pixel of a Gaussian's box: exponent 4, exponential 14, alpha and transmittance
   * 3, colour 6.
   */
  private static final double FORWARD_FLOPS = 27;

  /** Alpha again 21, g . c 5, what is behind 5, sums 11. */
  private static final double BACKWARD_FLOPS = 42;

  private static volatile float sink;

  @Override
  public String name() {
    return "rasterizer";
  }

  @Override
  public void run(Rows out) throws IOException, InterruptedException {
    double peak = FmaPeak.gflops();
    out.add("machine", "fma peak of a thread", peak, "GFLOP/s");
    for (SplatScenes scene : SplatScenes.ALL) {
      FloatBuffer gaussians = scene.gaussians();
      double[][] ours = {
        measure(scene, gaussians, new CpuRasterizer(1)),
        measure(scene, gaussians, new CpuRasterizer(2))
      };
      double[] inJava = measure(scene, gaussians, CpuRasterizer.inJava(1));
      Map<String, Double> torch = torch(scene, gaussians);
      for (int threads = 1; threads <= 2; threads++) {
        String kase = scene.name() + " " + threads + (threads == 1 ? " thread" : " threads");
        for (int k = 0; k < METRICS.length; k++) {
          double ms = ours[threads - 1][k];
          Double theirs = torch.get(METRICS[k] + " " + threads);
          if (theirs == null) {
            out.add(kase, METRICS[k], ms, "ms");
          } else {
            out.add(kase, METRICS[k], ms, "ms", "torch tiles", theirs / ms);
          }
        }
      }
      double pairs =
          PairCount.of(gaussians, scene.n(), Camera.neutral(), scene.size(), scene.size());
      String kase = scene.name() + " 1 thread";
      double[] flops = {FORWARD_FLOPS * pairs, (FORWARD_FLOPS + BACKWARD_FLOPS) * pairs};
      for (int k = 0; k < METRICS.length; k++) {
        out.add(kase, METRICS[k], ours[0][k], "ms", "in Java", inJava[k] / ours[0][k]);
      }
      for (int k = 0; k < METRICS.length; k++) {
        double gflops = flops[k] / (ours[0][k] * 1e6);
        out.add(kase, METRICS[k] + " rate", gflops, "GFLOP/s", "fma peak", gflops / peak);
      }
      for (int k = 0; k < METRICS.length; k++) {
        double gain = ours[0][k] / ours[1][k];
        out.add(scene.name() + " 2 threads", METRICS[k] + " speed", gain, "x", "1 thread", gain);
      }
    }
  }

  private static double[] measure(
      SplatScenes scene, FloatBuffer gaussians, CpuRasterizer rasterizer) {
    int size = scene.size();
    FloatBuffer gradient =
        ByteBuffer.allocateDirect(4 * gaussians.capacity())
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    float[] weights = new float[3 * size * size];
    Random random = new Random(3);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    try (rasterizer) {
      double forward =
          Timing.medianMillis(
              SECONDS,
              () -> {
                try (Rendering r = draw(rasterizer, scene, gaussians)) {
                  sink = r.alpha()[0];
                }
              });
      double both =
          Timing.medianMillis(
              SECONDS,
              () -> {
                try (Rendering r = draw(rasterizer, scene, gaussians)) {
                  r.backward(weights, gradient);
                }
              });
      return new double[] {forward, both};
    }
  }

  private static Rendering draw(CpuRasterizer rasterizer, SplatScenes s, FloatBuffer gaussians) {
    return rasterizer.render(
        gaussians, s.n(), Camera.neutral(), s.size(), s.size(), Colours.white());
  }

  private static Map<String, Double> torch(SplatScenes scene, FloatBuffer gaussians)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("gaussians", ".f32");
    try {
      ByteBuffer bytes = ByteBuffer.allocate(4 * gaussians.capacity());
      bytes
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .put(0, gaussians, 0, gaussians.capacity());
      Files.write(file, bytes.array());
      return PythonScript.run(
          "torch_rasterizer.py", List.of(file.toString(), Integer.toString(scene.size())));
    } finally {
      Files.delete(file);
    }
  }
}
