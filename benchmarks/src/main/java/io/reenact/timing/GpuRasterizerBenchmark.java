package io.reenact.timing;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.splat.Colours;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.splat.cuda.CudaRasterizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The rasterizer on a GPU against the CPU's with two threads: from Gaussians on the host to a
 * picture and a gradient on the host. Without a GPU, one row that says so.
 */
public final class GpuRasterizerBenchmark implements Benchmark {
  private static final double SECONDS = 2;

  @Override
  public String name() {
    return "gpu-rasterizer";
  }

  @Override
  public void run(Rows out) {
    int devices = CudaRasterizer.devices();
    out.add("machine", "GPUs that NVIDIA's driver shows", devices, "");
    if (devices == 0) {
      System.err.println("gpu-rasterizer: no NVIDIA GPU or driver here, nothing is measured");
      return;
    }
    for (SplatScenes scene : SplatScenes.ALL) {
      double cpu;
      try (Rasterizer r = new CpuRasterizer(2)) {
        cpu = millis(r, scene);
      }
      for (boolean deterministic : new boolean[] {true, false}) {
        try (CudaRasterizer r = new CudaRasterizer(0, deterministic)) {
          System.err.println(r.description());
          String kase = scene.name() + (deterministic ? " ordered sums" : " atomic sums");
          double gpu = millis(r, scene);
          out.add(kase, "forward+backward", gpu, "ms", "CPU 2 threads", cpu / gpu);
          long before = r.traffic();
          step(r, scene, scene.gaussians(), new float[3 * scene.size() * scene.size()]);
          out.add(kase, "host-device traffic", (r.traffic() - before) / 1e6, "MB");
        }
      }
    }
  }

  private static double millis(Rasterizer rasterizer, SplatScenes scene) {
    FloatBuffer gaussians = scene.gaussians();
    float[] weights = new float[3 * scene.size() * scene.size()];
    java.util.Arrays.fill(weights, 0.1f);
    return Timing.medianMillis(SECONDS, () -> step(rasterizer, scene, gaussians, weights));
  }

  private static void step(Rasterizer r, SplatScenes s, FloatBuffer gaussians, float[] weights) {
    FloatBuffer gradient =
        ByteBuffer.allocateDirect(4 * gaussians.capacity())
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    try (Rendering x =
        r.render(gaussians, s.n(), Camera.neutral(), s.size(), s.size(), Colours.white())) {
      x.backward(weights, gradient);
    }
  }
}
