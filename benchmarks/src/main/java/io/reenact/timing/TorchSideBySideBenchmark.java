package io.reenact.timing;

import ai.djl.Device;
import io.reenact.benchmark.AblationLab;
import io.reenact.benchmark.AblationPerson;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.PythonScript;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.generator.Generator;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.TargetFrame;
import io.reenact.nn.face.Landmarks68;
import io.reenact.splat.Colours;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Steps of inversion and of tuning beside the same steps in plain PyTorch: same bundle, images,
 * pixel loss and number of threads, rasterizer there of batched tile operations. The networks of
 * the losses are the same work on both sides; "with networks" adds our networks' time to PyTorch's
 * step, which has none.
 */
public final class TorchSideBySideBenchmark implements Benchmark {
  private static final int SIZE = 256;
  private static final int THREADS = 2;
  private static final int FRAMES = 5;
  private static final int STEPS = 40;

  @Override
  public String name() {
    return "torch-side-by-side";
  }

  @Override
  public void run(Rows out) throws Exception {
    Path folder = Files.createTempDirectory("torch");
    try (AblationLab lab = new AblationLab(1, false)) {
      float[][] latents = new float[FRAMES][];
      List<TargetFrame> frames = frames(lab, latents);
      write(folder, frames, latents);
      String bundle =
          Path.of(System.getProperty("reenact.root", "."), "models/embedded/bundle").toString();
      Map<String, Double> theirs =
          PythonScript.run(
              "torch_tuning.py", List.of(bundle, "" + SIZE, "" + THREADS, folder.toString()));
      for (boolean tuning : new boolean[] {false, true}) {
        compare(out, lab, frames, tuning, theirs);
      }
    } finally {
      try (var files = Files.list(folder)) {
        for (Path p : files.toList()) {
          Files.delete(p);
        }
      }
      Files.delete(folder);
    }
  }

  private static void compare(
      Rows out,
      AblationLab lab,
      List<TargetFrame> frames,
      boolean tuning,
      Map<String, Double> theirs)
      throws IOException {
    InversionSettings all =
        InversionSettings.standard()
            .with(Map.of("key_frames", "equidistant", "key_frame_share", 1.0))
            .with(
                Map.of(
                    "size",
                    SIZE,
                    "threads",
                    THREADS,
                    "analysis_frames",
                    FRAMES,
                    "analysis_steps",
                    tuning ? 0 : STEPS,
                    "key_frame_steps",
                    0,
                    "tuning_steps",
                    tuning ? STEPS : 0,
                    "cross_every",
                    0,
                    "expression",
                    0,
                    "landmark",
                    0));
    InversionSettings pixels =
        all.with(
            Map.of(
                "perceptual", 0,
                "analysis_face", 0,
                "tuning_perceptual", 0,
                "tuning_identity", 0,
                "tuning_expression", 0));
    String kase = tuning ? "tuning" : "inversion";
    String phase = tuning ? "tuning" : "analysis";
    AblationPerson person = new AblationPerson("one", -1, null, List.of(), frames);
    lab.invert(pixels, List.of(person), null);
    CohortResult bare = lab.invert(pixels, List.of(person), null);
    CohortResult whole = lab.invert(all, List.of(person), null);
    double ours = 1e3 * bare.secondsByPhase().get(phase) / STEPS;
    double raster =
        1e3
            * (bare.secondsByPart().get("rasterizer") + bare.secondsByPart().get("pixel losses"))
            / STEPS;
    double networks = 1e3 * whole.secondsByPart().get("networks") / STEPS;
    out.add(kase, "step of ours, pixel losses", ours, "ms");
    out.add(kase, "its rasterizer and losses", raster, "ms");
    out.add(kase, "networks of all losses", networks, "ms");
    Double step = theirs.get(kase);
    if (step == null) {
      return;
    }
    double there = theirs.get(kase + " rasterizer and losses");
    String torch = String.format(Locale.ROOT, "PyTorch %.0f ms", step);
    out.add(kase, "steps a second, pixel losses", 1e3 / ours, "1/s", torch, step / ours);
    out.add(
        kase,
        "rasterizer and losses",
        raster,
        "ms",
        String.format(Locale.ROOT, "PyTorch %.0f ms", there),
        there / raster);
    out.add(
        kase,
        "remainder",
        ours - raster,
        "ms",
        String.format(Locale.ROOT, "PyTorch %.0f ms", step - there),
        (step - there) / (ours - raster));
    out.add(
        kase,
        "steps a second, with networks",
        1e3 / (ours + networks),
        "1/s",
        torch + " + networks",
        (step + networks) / (ours + networks));
  }

  /** The generator's own pictures of one person with some expressions, from the neutral camera. */
  private static List<TargetFrame> frames(AblationLab lab, float[][] latents) {
    List<TargetFrame> frames = new ArrayList<>();
    try (Generator g = Generator.load(lab.bundle, Device.cpu(), false);
        var rasterizer = new io.reenact.splat.cpu.CpuRasterizer(THREADS)) {
      Random random = new Random(4);
      float[][] z = new float[FRAMES][g.bundle().manifest().zDim()];
      for (int i = 0; i < z[0].length; i++) {
        float common = (float) random.nextGaussian();
        for (float[] row : z) {
          row[i] = common + 0.2f * (float) random.nextGaussian();
        }
      }
      float[][] w = g.map(z);
      for (int f = 0; f < FRAMES; f++) {
        latents[f] = g.latentOf(w[f]);
        try (var s = g.synthesize(new float[][] {latents[f]}, false);
            var picture =
                rasterizer.render(
                    s.gaussians(0), s.count(), Camera.neutral(), SIZE, SIZE, Colours.white())) {
          frames.add(frame(f, picture.image()));
        }
      }
    }
    return frames;
  }

  private static TargetFrame frame(int index, float[] image) {
    int n = SIZE * SIZE;
    byte[] rgb = new byte[3 * n];
    byte[] matte = new byte[n];
    byte[] region = new byte[n];
    for (int i = 0; i < 3 * n; i++) {
      rgb[i] = (byte) Math.round(127.5f * (1 + Math.max(-1, Math.min(1, image[i]))));
    }
    for (int i = 0; i < n; i++) {
      boolean head = image[i] + image[n + i] + image[2 * n + i] < 2.9f;
      matte[i] = (byte) (head ? 255 : 0);
      region[i] = (byte) (head ? Regions.FACE : Regions.BACKGROUND);
    }
    // Openings that differ, so that person analysis picks every frame.
    float[] openings = {0.1f * index, 0.3f - 0.05f * index, 0.2f};
    return new TargetFrame(
        index,
        40_000L * index,
        0,
        Camera.neutral(),
        SIZE,
        rgb,
        matte,
        region,
        new float[2 * Landmarks68.COUNT],
        openings);
  }

  private static void write(Path folder, List<TargetFrame> frames, float[][] latents)
      throws IOException {
    floats(folder.resolve("latents.f32"), List.of(latents), v -> v);
    int n = SIZE * SIZE;
    floats(
        folder.resolve("rgb.f32"),
        frames,
        f -> {
          float[] v = new float[3 * n];
          for (int i = 0; i < v.length; i++) {
            v[i] = (f.rgb()[i] & 0xff) / 127.5f - 1;
          }
          return v;
        });
    floats(
        folder.resolve("matte.f32"),
        frames,
        f -> {
          float[] v = new float[n];
          for (int i = 0; i < n; i++) {
            v[i] = (f.matte()[i] & 0xff) / 255f;
          }
          return v;
        });
    floats(
        folder.resolve("weight.f32"),
        frames,
        f -> {
          float[] v = new float[n];
          Arrays.fill(v, 0.4f);
          for (int i = 0; i < n; i++) {
            if (f.region()[i] == Regions.FACE) {
              v[i] = 1.5f;
            }
          }
          return v;
        });
  }

  private static <T> void floats(Path file, List<T> items, Function<T, float[]> values)
      throws IOException {
    try (var out = Files.newOutputStream(file)) {
      for (T item : items) {
        float[] v = values.apply(item);
        ByteBuffer b = ByteBuffer.allocate(4 * v.length).order(ByteOrder.LITTLE_ENDIAN);
        b.asFloatBuffer().put(v);
        out.write(b.array());
      }
    }
  }
}
