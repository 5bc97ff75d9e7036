package io.reenact.timing;

import ai.djl.Device;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.OffsetCurve;
import io.reenact.nn.Autograd;
import io.reenact.render.CameraMode;
import io.reenact.render.DriverFrame;
import io.reenact.render.DriverMotion;
import io.reenact.render.FrameSink;
import io.reenact.render.ReenactmentRenderer;
import io.reenact.render.ReenactmentRequest;
import io.reenact.render.RenderStats;
import io.reenact.render.Sinks;
import io.reenact.video.InputFiles;
import io.reenact.video.Provenance;
import io.reenact.video.Quality;
import io.reenact.video.VideoEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;

/**
 * Frames a second and core from latents to encoded mp4 at 256 px with the embedded bundle, and the
 * share of the time outside generator, rasterizer and encoder. A core's second is a second of
 * processor time, so that other work on the machine counts little. Then one executor and two, see
 * {@link ExecutorScaling}.
 */
public final class ReenactBenchmark implements Benchmark {
  private static final int SIZE = 256;
  private static final int FRAMES = 400;
  private static final double TARGET = 60;

  @Override
  public String name() {
    return "reenact";
  }

  @Override
  public void run(Rows out) throws Exception {
    Configuration hadoop = new Configuration(false);
    Path folder =
        Path.of(System.getProperty("reenact.root", ".")).resolve("models/embedded/bundle");
    String pin = GeneratorBundle.sha256(Files.readAllBytes(folder.resolve("generator.json")));
    GeneratorBundle bundle = GeneratorBundle.load(InputFiles.uri(folder), pin, hadoop);
    for (int threads = 1; threads <= 2; threads++) {
      Autograd.threads(threads);
      try (ReenactmentRenderer renderer =
          ReenactmentRenderer.open(bundle, null, null, Device.cpu(), threads, 0)) {
        ReenactmentRequest request = request(renderer);
        render(renderer, request, hadoop);
        double cpu = ProcessorTime.now();
        RenderStats s = render(renderer, request, hadoop);
        cpu = ProcessorTime.now() - cpu;
        report(out, threads + (threads == 1 ? " thread" : " threads"), s, cpu, threads);
      }
    }
    ExecutorScaling.run(out);
  }

  private static void report(Rows out, String kase, RenderStats s, double cpu, int threads) {
    double rate = s.frames() / cpu;
    out.add(kase, "frames a second and core", rate, "1/s", "target", rate / TARGET);
    out.add(kase, "frames a second", s.frames() / s.seconds(), "1/s");
    out.add(kase, "generator", 1e3 * s.generatorSeconds() / s.frames(), "ms a frame");
    out.add(kase, "rasterizer", 1e3 * s.rasterizerSeconds() / s.frames(), "ms a frame");
    out.add(kase, "encoder", 1e3 * s.sinkSeconds() / s.frames(), "ms a frame");
    if (threads == 1) {
      double inside = s.generatorSeconds() + s.rasterizerSeconds() + s.sinkSeconds();
      out.add(kase, "outside the three", 100 * (1 - inside / s.seconds()), "%");
    }
  }

  private static RenderStats render(
      ReenactmentRenderer renderer, ReenactmentRequest request, Configuration hadoop)
      throws IOException {
    Path file = Files.createTempFile("reenact", ".mp4");
    try (FrameSink sink =
        Sinks.mp4(
            InputFiles.uri(file),
            hadoop,
            request,
            VideoEncoding.onCpu(Quality.STANDARD),
            null,
            Provenance.head())) {
      return renderer.render(request, sink, (done, total) -> {});
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static ReenactmentRequest request(ReenactmentRenderer renderer) {
    Random random = new Random(5);
    int zDim = renderer.generator().bundle().manifest().zDim();
    int keys = 1 + FRAMES / 5;
    float[][] z = new float[keys + 1][zDim];
    for (int i = 0; i < zDim; i++) {
      z[0][i] = (float) random.nextGaussian();
    }
    for (int k = 1; k <= keys; k++) {
      for (int i = 0; i < zDim; i++) {
        z[k][i] = z[0][i] + 0.2f * (float) random.nextGaussian();
      }
    }
    float[][] w = renderer.generator().map(z);
    float[] anchor = renderer.generator().latentOf(w[0]);
    long[] times = new long[keys];
    float[][] offsets = new float[keys][];
    for (int k = 0; k < keys; k++) {
      times[k] = 200_000L * k;
      offsets[k] = renderer.generator().latentOf(w[k + 1]);
      for (int i = 0; i < anchor.length; i++) {
        offsets[k][i] -= anchor[i];
      }
    }
    List<DriverFrame> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      Camera camera = Camera.orbit(0.3 * Math.sin(0.05 * i), 0.1 * Math.cos(0.03 * i), 0);
      frames.add(new DriverFrame(40_000L * i, 0, camera, 0.05 * Math.sin(0.04 * i)));
    }
    return new ReenactmentRequest(
        anchor,
        new DriverMotion(new OffsetCurve(times, offsets), null, frames),
        1,
        0,
        List.of(),
        new CameraMode.Driver(),
        SIZE);
  }
}
