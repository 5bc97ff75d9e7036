package io.reenact.sample;

import ai.djl.Device;
import io.reenact.attribute.Attribute;
import io.reenact.attribute.AttributeFlow;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundary;
import io.reenact.latent.Latents;
import io.reenact.maths.Vectors;
import io.reenact.video.Images;
import io.reenact.video.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Pictures along a boundary, a direction or a flow: a row a sampled person. */
public final class Strips {
  /** Where a boundary has no range: this far to both sides, in spreads of w. */
  private static final double REACH = 0.25;

  private Strips() {}

  /**
   * Along a boundary, from the low to the high end of its scores.
   *
   * @param people rows
   * @param steps columns, at least 2
   * @param size px a picture
   */
  public static RgbImage along(
      GeneratorBundle bundle, Boundary b, int people, int steps, int size, long seed) {
    double spread = Vectors.norm(bundle.latentStats().std());
    return draw(
        bundle,
        (w, t) -> {
          double by =
              Double.isNaN(b.low()) || Double.isNaN(b.intercept())
                  ? REACH * spread * (2 * t - 1)
                  : b.low() + t * (b.high() - b.low()) - b.score(w);
          return Latents.plus(w, by, b.normal());
        },
        people,
        steps,
        size,
        seed);
  }

  /**
   * Along a direction, from one strength to another.
   *
   * @param step what a strength of 1 adds to w
   * @param people rows
   * @param steps columns, at least 2
   * @param size px a picture
   */
  public static RgbImage along(
      GeneratorBundle bundle,
      float[] step,
      double from,
      double to,
      int people,
      int steps,
      int size,
      long seed) {
    return draw(
        bundle, (w, t) -> Latents.plus(w, from + t * (to - from), step), people, steps, size, seed);
  }

  /**
   * Along the curves of a flow, from the low to the high end of an attribute.
   *
   * @param name of the attribute
   * @param people rows
   * @param steps columns, at least 2
   * @param size px a picture
   */
  public static RgbImage along(
      GeneratorBundle bundle,
      AttributeFlow flow,
      String name,
      int people,
      int steps,
      int size,
      long seed) {
    Attribute a = flow.find(name);
    int k = flow.names().indexOf(name);
    return draw(
        bundle,
        (w, t) -> flow.edit(w, Map.of(name, a.low() + t * (a.high() - a.low()) - flow.read(w)[k])),
        people,
        steps,
        size,
        seed);
  }

  /** Where a w is at a part of the way. */
  private interface Way {
    float[] at(float[] w, double part);
  }

  private static RgbImage draw(
      GeneratorBundle bundle, Way way, int people, int steps, int size, long seed) {
    List<RgbImage> pictures = new ArrayList<>();
    float[] mean = bundle.latentStats().mean();
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        FrontalPictures front = new FrontalPictures(generator, size)) {
      for (int p = 0; p < people; p++) {
        float[] z = Latents.gaussian(bundle.manifest().zDim(), new Random(seed * 7919 + p));
        float[] w = Latents.interpolate(mean, generator.map(new float[][] {z})[0], 0.8);
        for (int s = 0; s < steps; s++) {
          pictures.add(front.image(generator.latentOf(way.at(w, (double) s / (steps - 1)))));
        }
      }
    }
    return Images.sheet(pictures, steps);
  }
}
