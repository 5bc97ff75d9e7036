package io.reenact.encoder;

import io.reenact.camera.Camera;
import io.reenact.generator.Generator;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.splat.Colours;
import java.util.Random;

/**
 * Heads of a generator as a tracked clip would show them: seen from anywhere in front, by a camera
 * that is known about, in another light, a little blurred and noisy. Sample n of a seed is always
 * the same.
 */
final class EncoderSamples {
  private static final long PRIME = 0x9E3779B97F4A7C15L;
  private static final double YAW = 0.28;
  private static final double PITCH = 0.14;
  private static final double FARTHEST = 2.2;

  /** How far trackers miss: radians, and world units. */
  private static final double TURNED = 0.03;

  private static final double SHIFTED = 0.012;

  /** Floats of a head's motion. */
  static final int MOTION = 6;

  private static final float NOISE = 0.03f;

  private final Painter painter;
  private final Generator generator;
  private final long seed;

  /**
   * @param painter stays the caller's
   */
  EncoderSamples(Painter painter, long seed) {
    this.painter = painter;
    this.generator = painter.generator();
    this.seed = seed;
  }

  /** Sample number n. */
  EncoderSample sample(long number) {
    Random random = new Random(seed * PRIME + number);
    float[] z = new float[generator.bundle().manifest().zDim()];
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) random.nextGaussian();
    }
    float[] neutral = generator.bundle().manifest().neutral(z);
    float[][] w = generator.map(new float[][] {neutral, z});
    float[] anchor = generator.latentOf(w[0]);
    float[] latent = generator.latentOf(w[1]);
    float[] offset = new float[anchor.length];
    for (int i = 0; i < offset.length; i++) {
      offset[i] = latent[i] - anchor[i];
    }
    Camera camera = Camera.orbit(far(random, YAW), far(random, PITCH), 0);
    float[] motion = new float[MOTION];
    for (int i = 0; i < motion.length; i++) {
      motion[i] = (float) far(random, i < 3 ? TURNED : SHIFTED);
    }
    try (Heads heads = painter.heads(new float[][] {latent})) {
      Heads.Drawn drawn =
          heads.draw(
              0, camera.withHeadMotion(motion), FaceLook.SIZE, FaceLook.SIZE, Colours.white());
      return new EncoderSample(
          new Encoded(anchor, offset, motion, 1),
          camera,
          photographed(drawn.image(), drawn.alpha(), random),
          drawn.alpha());
    }
  }

  private static double far(Random random, double spread) {
    return spread * Math.max(-FARTHEST, Math.min(FARTHEST, random.nextGaussian()));
  }

  /** Another exposure and colour of light on the head, and noise; white stays white. */
  private static float[] photographed(float[] image, float[] alpha, Random random) {
    float[] out = new float[image.length];
    int n = image.length / 3;
    double gamma = Math.exp(0.15 * random.nextGaussian());
    double gain = Math.exp(0.1 * random.nextGaussian());
    for (int c = 0; c < 3; c++) {
      double tint = gain * Math.exp(0.05 * random.nextGaussian());
      for (int i = 0; i < n; i++) {
        double v = Math.max(0, Math.min(1, image[c * n + i] / 2 + 0.5));
        double lit = Math.min(1, tint * Math.pow(v, gamma));
        double cover = alpha == null ? 1 : alpha[i];
        double mixed = cover * lit + (1 - cover) * v + NOISE * cover * random.nextGaussian();
        out[c * n + i] = (float) (2 * mixed - 1);
      }
    }
    return out;
  }
}
