package io.reenact.study;

import io.reenact.benchmark.PythonScript;
import io.reenact.camera.Camera;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rendering;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.synth.FrameState;
import io.reenact.synth.SynthFrame;
import io.reenact.video.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A held-out person in the representation that the embedded generator learnt from: refined
 * Gaussians bound to the mesh, made by the training scripts. No output of the generator is in it.
 */
final class TrainingScene implements QualityScene, AutoCloseable {
  private static final int GAUSSIANS = 8192;
  private static final int MARKS = 68;
  private static final int FRAME = GAUSSIANS * Gaussians.FLOATS + 3 * MARKS;

  private final FloatBuffer frames;
  private final CpuRasterizer rasterizer = new CpuRasterizer(2);

  private TrainingScene(FloatBuffer frames) {
    this.frames = frames;
  }

  /** A person drawn from {@code seed} in each of the states. */
  static TrainingScene of(List<FrameState> states, long seed)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("people");
    Path in = folder.resolve("states.f32");
    Path made = folder.resolve("gaussians.f32");
    String root = System.getProperty("reenact.root", ".");
    try {
      int row = states.get(0).expression().length + 2;
      ByteBuffer bytes =
          ByteBuffer.allocate(4 * row * states.size()).order(ByteOrder.LITTLE_ENDIAN);
      for (FrameState s : states) {
        for (float e : s.expression()) {
          bytes.putFloat(e);
        }
        bytes.putFloat((float) s.gazeYaw()).putFloat((float) s.gazePitch());
      }
      Files.write(in, bytes.array());
      PythonScript.run(
          "training_representation.py",
          List.of(
              Path.of(root, "models/embedded/train").toString(),
              System.getProperty("reenact.headModel", "../shared/head-model"),
              Path.of(root, "models/embedded/refinement.npy").toString(),
              in.toString(),
              made.toString(),
              Long.toString(seed)));
      if (!Files.exists(made) || Files.size(made) != 4L * FRAME * states.size()) {
        throw new IllegalStateException("python3 with torch, numpy, scipy and g++ are needed");
      }
      byte[] read = Files.readAllBytes(made);
      return new TrainingScene(
          ByteBuffer.allocateDirect(read.length)
              .put(read)
              .flip()
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer());
    } finally {
      Files.deleteIfExists(in);
      Files.deleteIfExists(made);
      Files.delete(folder);
    }
  }

  @Override
  public SynthFrame draw(int frame, Camera camera) {
    FloatBuffer gaussians = frames.slice(frame * FRAME, GAUSSIANS * Gaussians.FLOATS);
    int n = SIZE * SIZE;
    byte[] rgb = new byte[3 * n];
    float[] matte;
    try (Rendering r =
        rasterizer.render(gaussians, GAUSSIANS, camera, SIZE, SIZE, new float[] {-1, -1, -1})) {
      matte = r.alpha();
      for (int i = 0; i < 3 * n; i++) {
        // The colour of the person alone, as a perfect matte would leave it.
        float own = 0.5f * (r.image()[i % 3 * n + i / 3] + 1) / Math.max(matte[i / 3], 1e-3f);
        rgb[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, own)));
      }
    }
    float[] flat = new float[2 * MARKS];
    float[] solid = new float[3 * MARKS];
    boolean[] visible = new boolean[MARKS];
    frames.get(frame * FRAME + GAUSSIANS * Gaussians.FLOATS, solid);
    for (int i = 0; i < MARKS; i++) {
      double[] xy = camera.project(solid[3 * i], solid[3 * i + 1], solid[3 * i + 2], SIZE, SIZE);
      flat[2 * i] = (float) xy[0];
      flat[2 * i + 1] = (float) xy[1];
      visible[i] = true;
    }
    return new SynthFrame(new RgbImage(SIZE, SIZE, rgb), matte, null, flat, solid, visible);
  }

  @Override
  public void close() {
    rasterizer.close();
  }
}
