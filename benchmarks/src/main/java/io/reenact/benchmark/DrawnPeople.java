package io.reenact.benchmark;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.face.Regions;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.inversion.ClipInput;
import io.reenact.inversion.CohortInverter;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.inversion.TargetFrame;
import io.reenact.nn.face.Landmarks68;
import io.reenact.splat.Colours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Two people that a generator drew from known latents, to invert them again. */
public final class DrawnPeople {
  private DrawnPeople() {}

  public static List<PersonInput> of(GeneratorBundle bundle, Device device, int frames, int size) {
    try (Generator g = Generator.load(bundle, device, false);
        Painter painter = Painter.of(g, 2, true)) {
      return List.of(person(painter, "a", 1, frames, size), person(painter, "b", 2, frames, size));
    }
  }

  private static PersonInput person(Painter p, String name, long seed, int frames, int size) {
    Random random = new Random(seed);
    float[] anchor = latent(p.generator(), random);
    float[] other = latent(p.generator(), random);
    FaceAlignment alignment = CohortInverter.alignment(p.generator().bundle());
    List<TargetFrame> targets = new ArrayList<>();
    for (int f = 0; f < frames; f++) {
      float swing = 0.15f * (float) Math.sin(0.7 * f);
      float[] latent = anchor.clone();
      for (int i = 0; i < latent.length; i++) {
        latent[i] += swing * (other[i] - anchor[i]);
      }
      Camera camera = Camera.orbit(0.2 * Math.sin(0.3 * f), 0.05, 0);
      try (Heads heads = p.heads(new float[][] {latent})) {
        float[] image = heads.draw(0, camera, size, size, Colours.white()).image();
        targets.add(target(image, alignment.project(camera, size), camera, f, size));
      }
    }
    return new PersonInput(name, List.of(new ClipInput("clip", targets)), null);
  }

  private static float[] latent(Generator g, Random random) {
    float[] z = new float[g.bundle().manifest().zDim()];
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) (0.7 * random.nextGaussian());
    }
    return g.latentOf(g.map(new float[][] {z})[0]);
  }

  private static TargetFrame target(
      float[] image, float[] dense, Camera camera, int frame, int size) {
    byte[] rgb = new byte[image.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(127.5f * (Math.max(-1, Math.min(1, image[i])) + 1));
    }
    byte[] matte = new byte[size * size];
    Arrays.fill(matte, (byte) 255);
    boolean[] valid = new boolean[size * size];
    Arrays.fill(valid, true);
    int[] index = FaceAlignment.landmarks68();
    float[] points = new float[136];
    for (int i = 0; i < Landmarks68.COUNT; i++) {
      points[2 * i] = dense[2 * index[i]];
      points[2 * i + 1] = dense[2 * index[i] + 1];
    }
    return new TargetFrame(
        frame,
        40_000L * frame,
        0,
        camera,
        size,
        rgb,
        matte,
        Regions.codes(points, matte, valid, size),
        points,
        new float[] {0.1f + 0.01f * (frame % 5), 0.3f, 0.3f});
  }

  /** The paper's constants with other numbers of steps, over white, without landmarks. */
  public static InversionSettings settings(
      int size, int analysis, int keyFrames, int tuning, int batch, int crossEvery) {
    return InversionSettings.paper()
        .with(
            Map.ofEntries(
                Map.entry("size", size),
                Map.entry("analysis_steps", analysis),
                Map.entry("start_candidates", analysis == 0 ? 1 : 16),
                Map.entry("key_frame_steps", keyFrames),
                Map.entry("tuning_steps", tuning),
                Map.entry("tuning_batch", batch),
                Map.entry("cross_every", crossEvery),
                Map.entry("landmark", 0),
                Map.entry("background", "white"),
                Map.entry("checkpoint_seconds", 3600)));
  }
}
