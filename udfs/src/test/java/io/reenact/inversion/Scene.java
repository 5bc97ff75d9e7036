package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.Generator;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.splat.Rasterizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** People whose truth is known: rendered with a generator from known latents. */
final class Scene {
  private Scene() {}

  /** A clip of a random person whose offset swings along one direction. */
  static PersonInput person(
      Generator g, Rasterizer r, String name, long seed, int frames, int size) {
    return person(new GaussianPainter(g, r), name, seed, frames, size);
  }

  /** The same, of a generator of any kind. */
  static PersonInput person(Painter painter, String name, long seed, int frames, int size) {
    Generator g = painter.generator();
    Random random = new Random(seed);
    float[] anchor = latent(g, random, 1f);
    float[] swing = latent(g, random, 0.4f);
    List<TargetFrame> targets = new ArrayList<>();
    for (int f = 0; f < frames; f++) {
      double phase = Math.sin(f * 0.7);
      float[] w = anchor.clone();
      for (int i = 0; i < w.length; i++) {
        w[i] += (float) (phase * swing[i]);
      }
      Camera camera = Camera.orbit(0.2 * Math.sin(f * 0.3), 0.05, 0);
      targets.add(target(painter, w, camera, f, size, (float) (0.1 + 0.08 * phase)));
    }
    return new PersonInput(name, List.of(new ClipInput("clip", targets)), null);
  }

  private static float[] latent(Generator g, Random random, float scale) {
    float[] z = new float[g.bundle().manifest().zDim()];
    for (int i = 0; i < z.length; i++) {
      z[i] = scale * (float) random.nextGaussian();
    }
    return g.latentOf(g.map(new float[][] {z})[0]);
  }

  static TargetFrame target(
      Painter painter, float[] latent, Camera camera, int frame, int size, float mouth) {
    try (Heads heads = painter.heads(new float[][] {latent})) {
      float[] picture = heads.draw(0, camera, size, size, new float[] {1, 1, 1}).image();
      byte[] rgb = new byte[3 * size * size];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) Math.max(0, Math.min(255, Math.round((picture[i] + 1) * 127.5f)));
      }
      byte[] matte = new byte[size * size];
      boolean[] valid = new boolean[size * size];
      Arrays.fill(valid, true);
      for (int i = 0; i < matte.length; i++) {
        // Colours are over white already, and the tests optimise over white.
        matte[i] = (byte) 255;
      }
      float[] points = face(size, mouth);
      return new TargetFrame(
          frame,
          frame * 40_000L,
          0,
          camera,
          size,
          rgb,
          matte,
          Regions.codes(points, matte, valid, size),
          points,
          new float[] {mouth, 0.1f, 0.1f});
    }
  }

  /** 68 plausible points of a face in the middle of the crop. */
  static float[] face(int size, float mouth) {
    float[] p = new float[136];
    for (int i = 0; i < 68; i++) {
      double x;
      double y;
      if (i < 17) {
        double a = Math.PI * i / 16;
        x = -Math.cos(a) * 0.24;
        y = Math.sin(a) * 0.28;
      } else if (i < 27) {
        x = -0.18 + 0.04 * (i - 17);
        y = -0.14;
      } else if (i < 36) {
        x = i < 31 ? 0 : 0.02 * (i - 33);
        y = i < 31 ? -0.08 + 0.035 * (i - 27) : 0.07;
      } else if (i < 48) {
        int k = (i - 36) % 6;
        x = (i < 42 ? -0.1 : 0.1) + 0.035 * Math.cos(Math.PI - k * Math.PI / 3);
        y = -0.08 - 0.015 * Math.sin(k * Math.PI / 3);
      } else {
        int k = i < 60 ? i - 48 : i - 60;
        int n = i < 60 ? 12 : 8;
        double a = Math.PI - 2 * Math.PI * k / n;
        x = (i < 60 ? 0.08 : 0.06) * Math.cos(a);
        y = 0.16 - (i < 60 ? 0.03 + mouth * 0.1 : mouth * 0.1) * Math.sin(a);
      }
      p[2 * i] = (float) ((0.5 + x) * size);
      p[2 * i + 1] = (float) ((0.5 + y) * size);
    }
    return p;
  }
}
