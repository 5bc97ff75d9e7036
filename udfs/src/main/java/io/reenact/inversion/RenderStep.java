package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.generator.Painter;
import io.reenact.generator.Synthesis;
import io.reenact.nn.Precision;
import io.reenact.nn.Traffic;
import io.reenact.splat.Rendering;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One differentiable pass: latents to Gaussians to images to losses, and back to the latents, the
 * head motions and, if the generator is trainable, its weights. The graph is split at the
 * Gaussians: the rasterizer is ours, the networks on both sides are PyTorch's
 * (docs/design/networks.md, "DJL autograd").
 */
final class RenderStep {
  /**
   * A frame to render and judge.
   *
   * @param latent anchor plus offset
   * @param camera the frame's camera, refined
   * @param target the frame to reproduce; may be null for a frame judged by features alone
   * @param background three floats in [-1, 1]
   * @param terms weights
   * @param expression features to show, or null
   * @param identity embedding to resemble, or null
   * @param look which crop shows the expression, see {@link FaceCrops#looks}
   */
  record Item(
      float[] latent,
      Camera camera,
      TargetFrame target,
      float[] background,
      Terms terms,
      float[] expression,
      float[] identity,
      int look) {}

  /**
   * Losses and gradients.
   *
   * @param loss weighted sum of the terms, mean over the items
   * @param terms unweighted means by {@link Terms#NAMES} over the items that have the term, NaN
   *     where none has
   * @param latents gradient by latent, an item a row
   * @param motions gradient by head motion (rotation vector, shift), an item a row
   */
  record Outcome(double loss, double[] terms, float[][] latents, float[][] motions) {}

  private final Painter painter;
  private final ArrayStep arrays;
  private final NetworkLosses networks;
  private final LandmarkTerm landmarks;
  private final int size;
  private final PixelLoss pixel;
  private final Precision precision;
  private final StepTimes times = new StepTimes();

  /**
   * @param painter of the generator
   * @param networks losses that look through networks
   * @param size pixels a side
   * @param precision of the networks and the generator
   */
  RenderStep(Painter painter, NetworkLosses networks, int size, Precision precision) {
    this.painter = painter;
    this.networks = networks;
    this.precision = precision;
    this.arrays = painter.arrays() ? new ArrayStep(painter, networks, size, times) : null;
    this.landmarks = new LandmarkTerm(painter.generator().bundle().manifest().landmarks68());
    this.size = size;
    this.pixel = new PixelLoss(size);
  }

  /** Where the time went so far. */
  StepTimes times() {
    return times;
  }

  Outcome run(List<Item> items) {
    long before = Traffic.bytes();
    try (Precision.Scope scope = precision.begin()) {
      return arrays == null ? throughHost(items) : arrays.run(items);
    } finally {
      times.moved(Traffic.bytes() - before);
    }
  }

  private Outcome throughHost(List<Item> items) {
    int count = items.size();
    long start = System.nanoTime();
    float[][] latents = items.stream().map(Item::latent).toArray(float[][]::new);
    try (Synthesis synthesis = painter.generator().synthesize(latents, true)) {
      long t = times.lap(StepTimes.GENERATOR, start);
      List<Rendering> renderings = new ArrayList<>(count);
      try {
        float[][] images = new float[count][];
        for (int i = 0; i < count; i++) {
          Item item = items.get(i);
          renderings.add(
              painter
                  .rasterizer()
                  .render(
                      synthesis.gaussians(i),
                      synthesis.count(),
                      item.camera,
                      size,
                      size,
                      item.background));
          images[i] = renderings.get(i).image();
        }
        t = times.lap(StepTimes.RASTERIZER, t);
        Sums sums = new Sums(count);
        float[][] gradients = new float[count][3 * size * size];
        float[][] targets = targets(items);
        addPixels(items, images, targets, gradients, sums);
        t = times.lap(StepTimes.PIXELS, t);
        networks.add(items, images, targets, gradients, sums);
        t = times.lap(StepTimes.NETWORKS, t);
        FloatBuffer d = synthesis.gradientBuffer();
        float[][] motions = new float[count][];
        for (int i = 0; i < count; i++) {
          FloatBuffer part = synthesis.slice(d, i);
          renderings.get(i).backward(gradients[i], part);
          Item item = items.get(i);
          if (item.target != null && item.terms.landmark() != 0) {
            double scaled = item.terms.landmark() / count;
            sums.add(
                Terms.LANDMARK,
                landmarks.add(synthesis.gaussians(i), item.camera, item.target, scaled, part),
                item.terms.landmark());
          }
          motions[i] = HeadMotion.gradient(synthesis.gaussians(i), part, synthesis.count());
        }
        t = times.lap(StepTimes.RASTERIZER, t);
        float[][] dLatents = synthesis.backward(d);
        times.lap(StepTimes.GENERATOR, t);
        times.step(count);
        return new Outcome(sums.loss(), sums.means(), dLatents, motions);
      } finally {
        renderings.forEach(Rendering::close);
      }
    }
  }

  private float[][] targets(List<Item> items) {
    float[][] targets = new float[items.size()][];
    for (int i = 0; i < targets.length; i++) {
      Item item = items.get(i);
      if (item.target != null) {
        targets[i] = new float[3 * size * size];
        item.target.composite(item.background, targets[i]);
      }
    }
    return targets;
  }

  private void addPixels(
      List<Item> items, float[][] images, float[][] targets, float[][] gradients, Sums sums) {
    for (int i = 0; i < images.length; i++) {
      Item item = items.get(i);
      if (targets[i] == null) {
        continue;
      }
      byte[] region = item.target.region();
      float share = 1f / images.length;
      if (item.terms.pixel() != 0) {
        float f = (float) item.terms.pixel() * share;
        sums.add(
            Terms.PIXEL,
            pixel.add(images[i], targets[i], region, Regions.WEIGHTS, f, gradients[i]),
            item.terms.pixel());
      }
      if (item.terms.face() != 0) {
        float f = (float) item.terms.face() * share;
        sums.add(
            Terms.FACE,
            pixel.addMasked(images[i], targets[i], region, Regions.EYES, f, gradients[i]),
            item.terms.face());
      }
    }
  }

  /** Adds up terms over the items of a step. */
  static final class Sums {
    private final int items;
    private final double[] sum = new double[Terms.NAMES.length];
    private final int[] count = new int[Terms.NAMES.length];
    private double loss;

    Sums(int items) {
      this.items = items;
    }

    void add(int term, double value, double weight) {
      sum[term] += value;
      count[term]++;
      loss += weight * value / items;
    }

    double loss() {
      return loss;
    }

    double[] means() {
      double[] means = new double[sum.length];
      for (int i = 0; i < means.length; i++) {
        means[i] = count[i] == 0 ? Double.NaN : sum[i] / count[i];
      }
      return means;
    }
  }
}
