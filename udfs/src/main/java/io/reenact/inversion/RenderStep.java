package io.reenact.inversion;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.face.FaceCrops;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.Painter;
import io.reenact.generator.Synthesis;
import io.reenact.nn.Precision;
import io.reenact.nn.Traffic;
import io.reenact.nn.face.PerceptualDistance;
import io.reenact.splat.Rendering;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

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
   * @param terms to judge it by
   * @param times how often it counts in the loss
   * @param expression features to show, or null
   * @param identity embedding to resemble, or null
   * @param look which crop shows the expression, see {@link FaceCrops#looks}
   */
  record Item(
      float[] latent,
      Camera camera,
      TargetFrame target,
      float[] background,
      List<LossTerm> terms,
      double times,
      float[] expression,
      float[] identity,
      int look) {
    /** What a term of this frame weighs. */
    double weight(LossTerm term) {
      return term.weight() * times;
    }

    /** The terms of one form that judge this frame. */
    <T extends LossTerm> List<T> judgedBy(Class<T> form) {
      List<T> own = new ArrayList<>();
      for (LossTerm term : terms) {
        if (form.isInstance(term) && term.judges(this)) {
          own.add(form.cast(term));
        }
      }
      return own;
    }
  }

  /**
   * Losses and gradients.
   *
   * @param loss weighted sum of the terms, mean over the items
   * @param losses weighted sums of the terms, by item
   * @param terms unweighted means by term over the items that have it
   * @param latents gradient by latent, an item a row
   * @param motions gradient by head motion (rotation vector, shift), an item a row
   */
  @SuppressWarnings("ArrayRecordComponent") // a result, read once
  record Outcome(
      double loss,
      double[] losses,
      Map<String, Double> terms,
      float[][] latents,
      float[][] motions) {}

  private final BiFunction<List<Item>, PerceptualDistance, Outcome> way;
  private final PictureLosses losses;
  private final int size;
  private final Precision precision;
  private final Device device;
  private final StepTimes times = new StepTimes();

  /**
   * @param painter of the generator
   * @param losses terms that are computed from pictures
   * @param size pixels a side
   * @param precision of the networks and the generator
   */
  RenderStep(Painter painter, PictureLosses losses, int size, Precision precision) {
    this.losses = losses;
    this.precision = precision;
    this.device = painter.generator().manager().getDevice();
    this.size = size;
    this.way =
        painter.by(
            arrays -> new ArrayStep(arrays, losses, size, times)::run,
            host -> (items, seen) -> throughHost(host, items, seen));
  }

  /** Where the time went so far. */
  StepTimes times() {
    return times;
  }

  /** Runs with the whole perceptual distance. */
  Outcome run(List<Item> items) {
    return run(items, losses.perceptual());
  }

  /**
   * Runs.
   *
   * @param seen the perceptual distance, or a part of it
   */
  Outcome run(List<Item> items, PerceptualDistance seen) {
    long before = Traffic.bytes();
    try (Precision.Scope scope = precision.begin(device)) {
      return way.apply(items, seen);
    } finally {
      times.moved(Traffic.bytes() - before);
    }
  }

  private Outcome throughHost(GaussianPainter painter, List<Item> items, PerceptualDistance seen) {
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
        LossSums sums = new LossSums(items);
        float[][] gradients = new float[count][3 * size * size];
        float[][] targets = targets(items);
        addPixels(items, images, targets, gradients, sums);
        t = times.lap(StepTimes.PIXELS, t);
        losses.add(items, seen, size, images, targets, gradients, sums);
        t = times.lap(StepTimes.NETWORKS, t);
        FloatBuffer d = synthesis.gradientBuffer();
        float[][] motions = new float[count][];
        for (int i = 0; i < count; i++) {
          FloatBuffer part = synthesis.slice(d, i);
          renderings.get(i).backward(gradients[i], part);
          Item item = items.get(i);
          for (LossTerm.OfGaussians term : item.judgedBy(LossTerm.OfGaussians.class)) {
            double scaled = item.weight(term) / count;
            sums.add(term, term.add(synthesis.gaussians(i), item, scaled, part), item);
          }
          motions[i] = HeadMotion.gradient(synthesis.gaussians(i), part, synthesis.count());
        }
        t = times.lap(StepTimes.RASTERIZER, t);
        float[][] dLatents = synthesis.backward(d);
        times.lap(StepTimes.GENERATOR, t);
        times.step(count);
        return new Outcome(sums.loss(), sums.losses(), sums.means(), dLatents, motions);
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

  private static void addPixels(
      List<Item> items, float[][] images, float[][] targets, float[][] gradients, LossSums sums) {
    for (int i = 0; i < images.length; i++) {
      Item item = items.get(i);
      float share = 1f / images.length;
      for (LossTerm.OfPixels term : item.judgedBy(LossTerm.OfPixels.class)) {
        float f = (float) item.weight(term) * share;
        sums.add(
            term, term.add(images[i], targets[i], item.target.region(), f, gradients[i]), item);
      }
    }
  }
}
