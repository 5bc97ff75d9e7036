package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.generator.ArrayPainter;
import io.reenact.generator.NetworkPictures;
import io.reenact.generator.Pictures;
import io.reenact.generator.SplatPictures;
import io.reenact.nn.Autograd;
import io.reenact.nn.GpuUnit;
import io.reenact.nn.face.PerceptualDistance;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * {@link RenderStep} where pictures are arrays on the generator's device: a GPU's rasterizer, or a
 * generator that ends in pictures. Pictures, losses and gradients stay there; the bus sees targets
 * as bytes, latents and their gradients, boxes of crops, and a few numbers.
 */
final class ArrayStep {
  private final ArrayPainter painter;
  private final PictureLosses losses;
  private final int size;
  private final StepTimes times;

  ArrayStep(ArrayPainter painter, PictureLosses losses, int size, StepTimes times) {
    this.painter = painter;
    this.losses = losses;
    this.size = size;
    this.times = times;
  }

  RenderStep.Outcome run(List<RenderStep.Item> items, PerceptualDistance seen) {
    long t = System.nanoTime();
    float[][] latents = items.stream().map(RenderStep.Item::latent).toArray(float[][]::new);
    float[][] backgrounds = items.stream().map(RenderStep.Item::background).toArray(float[][]::new);
    List<Camera> cameras = items.stream().map(RenderStep.Item::camera).toList();
    // The host waits for a GPU twice: for the length of the rasterizer's lists, when the Gaussians
    // that terms look at come as well, and at the end for all that comes back.
    try (NDManager step = painter.manager().newSubManager()) {
      ArrayTargets targets = new ArrayTargets(step, items);
      try (Pictures pictures = painter.pictures(latents, cameras, backgrounds, size)) {
        List<Taken> taken =
            pictures instanceof SplatPictures p ? taken(p, items) : List.<Taken>of();
        NDArray images = pictures.images();
        t = times.lap(StepTimes.GENERATOR, t);
        LossSums sums = new LossSums(items);
        PictureLosses.Total total = new PictureLosses.Total(sums, items.size());
        float[][] motions = new float[items.size()][HeadMotion.SIZE];
        if (pictures instanceof SplatPictures p) {
          taken.forEach(of -> gaussians(step, p, items, of, sums, motions));
        }
        Optional<KernelPixels> kernels = GpuUnit.on(images.getDevice()).map(KernelPixels::new);
        kernels.ifPresent(k -> k.judge(step, items, images, targets));
        try (Autograd.Scope on = Autograd.enabled()) {
          pixels(items, images, targets, kernels.isPresent(), total);
          t = times.lap(StepTimes.PIXELS, t);
          losses.add(items, seen, images, everyItem(items), targets, total);
          total.backward();
          t = times.lap(StepTimes.NETWORKS, t);
        }
        kernels.ifPresent(k -> k.backward(pictures.imageGradient()));
        total.ask();
        Supplier<float[][]> dLatents =
            pictures instanceof SplatPictures p
                ? back(p, motions)
                : back((NetworkPictures) pictures, cameras, motions);
        float[][] gradients = dLatents.get();
        kernels.ifPresent(k -> k.tell(sums));
        total.tell();
        times.lap(StepTimes.GENERATOR, t);
        times.move(StepTimes.GENERATOR, StepTimes.RASTERIZER, pictures.drawingNanos());
        times.step(items.size());
        return new RenderStep.Outcome(sums.loss(), sums.losses(), sums.means(), gradients, motions);
      }
    }
  }

  private static List<Integer> everyItem(List<RenderStep.Item> items) {
    return IntStream.range(0, items.size()).boxed().toList();
  }

  /** Terms on pixels as arrays of the graph, but for those that kernels take. */
  private static void pixels(
      List<RenderStep.Item> items,
      NDArray images,
      ArrayTargets targets,
      boolean kernels,
      PictureLosses.Total total) {
    ArrayPixelLoss pixel = new ArrayPixelLoss();
    for (int i = 0; i < items.size(); i++) {
      RenderStep.Item item = items.get(i);
      List<LossTerm.OfPixels> own =
          item.judgedBy(LossTerm.OfPixels.class).stream()
              .filter(t -> !kernels || t.kernel().isEmpty())
              .toList();
      if (own.isEmpty()) {
        continue;
      }
      NDArray image = images.get(i);
      for (LossTerm.OfPixels term : own) {
        total.add(term.value(pixel, image, targets.image(i), targets.region(i)), term, item);
      }
    }
  }

  /** The gradient by latent; fills the motions' when it is read. */
  private static Supplier<float[][]> back(
      NetworkPictures p, List<Camera> cameras, float[][] motions) {
    p.backward();
    Supplier<float[][]> labels = p.cameras();
    Supplier<float[][]> dLatents = p.latents();
    return () -> {
      for (int i = 0; i < motions.length; i++) {
        motions[i] = HeadMotion.gradient(cameras.get(i), labels.get()[i]);
      }
      return dLatents.get();
    };
  }

  /** The same; adds the motions' to what terms on Gaussians gave. */
  private static Supplier<float[][]> back(SplatPictures p, float[][] motions) {
    Supplier<float[]> moved = Autograd.later(p.motions(HeadMotion.point()));
    Supplier<float[][]> dLatents = p.latents();
    return () -> {
      float[] flat = moved.get();
      for (int k = 0; k < flat.length; k++) {
        motions[k / HeadMotion.SIZE][k % HeadMotion.SIZE] += flat[k];
      }
      return dLatents.get();
    };
  }

  /**
   * The few hundred Gaussians of each head that a term on Gaussians looks at.
   *
   * @param part [B, R, 14]
   * @param floats of them
   */
  private record Taken(LossTerm.OfGaussians term, NDArray part, Supplier<float[]> floats) {}

  private static List<Taken> taken(SplatPictures p, List<RenderStep.Item> items) {
    Set<LossTerm.OfGaussians> terms = new LinkedHashSet<>();
    items.forEach(i -> terms.addAll(i.judgedBy(LossTerm.OfGaussians.class)));
    List<Taken> all = new ArrayList<>();
    for (LossTerm.OfGaussians term : terms) {
      NDArray part = p.take(term.rows());
      all.add(new Taken(term, part, Autograd.later(part)));
    }
    return all;
  }

  private static void gaussians(
      NDManager step,
      SplatPictures p,
      List<RenderStep.Item> items,
      Taken taken,
      LossSums sums,
      float[][] motions) {
    LossTerm.OfGaussians term = taken.term;
    int rows = term.rows().length;
    int floats = Gaussians.FLOATS * rows;
    float[] all = taken.floats.get();
    FloatBuffer gaussians = Autograd.buffer(floats);
    FloatBuffer gradients = Autograd.buffer(items.size() * floats);
    for (int i = 0; i < items.size(); i++) {
      RenderStep.Item item = items.get(i);
      if (!item.judgedBy(LossTerm.OfGaussians.class).contains(term)) {
        continue;
      }
      gaussians.put(0, all, i * floats, floats);
      FloatBuffer gradient = gradients.slice(i * floats, floats);
      double scaled = item.weight(term) / items.size();
      sums.add(term, term.addRows(gaussians, item, scaled, gradient), item);
      float[] motion = HeadMotion.gradient(gaussians, gradient, rows);
      for (int k = 0; k < motion.length; k++) {
        motions[i][k] += motion[k];
      }
    }
    p.add(
        taken.part,
        Autograd.constant(step, gradients, new Shape(items.size(), rows, Gaussians.FLOATS)));
  }
}
