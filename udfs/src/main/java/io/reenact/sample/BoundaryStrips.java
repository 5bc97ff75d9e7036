package io.reenact.sample;

import ai.djl.Device;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundary;
import io.reenact.latent.Latents;
import io.reenact.maths.Vectors;
import io.reenact.video.Images;
import io.reenact.video.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Pictures along a boundary: a row a sampled person, from the low to the high end of its scores.
 */
public final class BoundaryStrips {
  /** Where a boundary has no range: this far to both sides, in spreads of w. */
  private static final double REACH = 0.25;

  private BoundaryStrips() {}

  /**
   * Draws them.
   *
   * @param people rows
   * @param steps columns, at least 2
   * @param size px a picture
   */
  public static RgbImage draw(
      GeneratorBundle bundle, Boundary b, int people, int steps, int size, long seed) {
    List<RgbImage> pictures = new ArrayList<>();
    float[] mean = bundle.latentStats().mean();
    double spread = Vectors.norm(bundle.latentStats().std());
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        FrontalPictures front = new FrontalPictures(generator, size)) {
      for (int p = 0; p < people; p++) {
        float[] z = Latents.gaussian(bundle.manifest().zDim(), new Random(seed * 7919 + p));
        float[] w = Latents.interpolate(mean, generator.map(new float[][] {z})[0], 0.8);
        for (int s = 0; s < steps; s++) {
          double t = (double) s / (steps - 1);
          double strength =
              Double.isNaN(b.low()) || Double.isNaN(b.intercept())
                  ? REACH * spread * (2 * t - 1)
                  : b.low() + t * (b.high() - b.low()) - b.score(w);
          pictures.add(front.image(generator.latentOf(Latents.plus(w, strength, b.normal()))));
        }
      }
    }
    return Images.sheet(pictures, steps);
  }
}
