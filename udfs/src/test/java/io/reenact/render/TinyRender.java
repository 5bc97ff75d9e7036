package io.reenact.render;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.OffsetCurve;
import io.reenact.video.InputFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;

/** Requests for the stand-in bundle. */
final class TinyRender {
  static final int LATENT = 16;
  static final int SIZE = 48;

  private TinyRender() {}

  static ReenactmentRenderer renderer(int threads) {
    try {
      Path dir = Path.of("src/test/resources/tiny-bundle");
      String pin = GeneratorBundle.sha256(Files.readAllBytes(dir.resolve("generator.json")));
      GeneratorBundle bundle =
          GeneratorBundle.load(InputFiles.uri(dir), pin, new Configuration(false));
      return ReenactmentRenderer.open(bundle, null, null, Device.cpu(), threads, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Frames 40 ms apart from 1 s on; frames named in {@code lost} are not usable. */
  static DriverMotion driver(int frames, Integer... lost) {
    List<DriverFrame> list = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      Camera c = Camera.orbit(0.02 * i, -0.01 * i, 0);
      boolean usable = !List.of(lost).contains(i);
      list.add(new DriverFrame(time(i), 0, usable ? c : null, usable ? 0.01 * i : 0));
    }
    return new DriverMotion(curve(frames), null, list);
  }

  static long time(int frame) {
    return 1_000_000 + 40_000L * frame;
  }

  /** A key frame every fifth frame. */
  static OffsetCurve curve(int frames) {
    Random random = new Random(7);
    int keys = (frames + 3) / 5 + 1;
    long[] times = new long[keys];
    float[][] values = new float[keys][LATENT];
    for (int k = 0; k < keys; k++) {
      times[k] = time(5 * k);
      for (int i = 0; i < LATENT; i++) {
        values[k][i] = (float) random.nextGaussian();
      }
    }
    return new OffsetCurve(times, values);
  }

  static float[] anchor() {
    float[] a = new float[LATENT];
    Random random = new Random(3);
    for (int i = 0; i < LATENT; i++) {
      a[i] = (float) random.nextGaussian();
    }
    return a;
  }

  static ReenactmentRequest request(int frames, CameraMode camera) {
    return new ReenactmentRequest(anchor(), driver(frames), 1, 0, List.of(), camera, SIZE);
  }

  /** All frames of a part of a request. */
  static List<RenderedFrame> frames(
      ReenactmentRenderer renderer, ReenactmentRequest request, int from, int to) {
    List<RenderedFrame> out = new ArrayList<>();
    try {
      renderer.render(request, from, to, out::add, (done, total) -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }
}
