package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.generator.NetworkPictures;
import io.reenact.generator.Painter;
import io.reenact.generator.Pictures;
import io.reenact.generator.SplatPictures;
import io.reenact.nn.Autograd;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * {@link RenderStep} where pictures are arrays on the generator's device: a GPU's rasterizer, or a
 * generator that ends in pictures. Pictures, losses and gradients stay there; the bus sees targets
 * as bytes, latents and their gradients, weights of crops, and a few scalars.
 */
final class ArrayStep {
  private final Painter painter;
  private final NetworkLosses networks;
  private final LandmarkTerm.Compact landmarks;
  private final int size;
  private final StepTimes times;

  ArrayStep(Painter painter, NetworkLosses networks, int size, StepTimes times) {
    this.painter = painter;
    this.networks = networks;
    this.size = size;
    this.times = times;
    this.landmarks = LandmarkTerm.Compact.of(painter.generator().bundle().manifest().landmarks68());
  }

  RenderStep.Outcome run(List<RenderStep.Item> items) {
    long t = System.nanoTime();
    float[][] latents = items.stream().map(RenderStep.Item::latent).toArray(float[][]::new);
    float[][] backgrounds = items.stream().map(RenderStep.Item::background).toArray(float[][]::new);
    List<Camera> cameras = items.stream().map(RenderStep.Item::camera).toList();
    try (Pictures pictures = painter.pictures(latents, cameras, backgrounds, size);
        NDManager step = pictures.images().getManager().newSubManager()) {
      t = times.lap(StepTimes.GENERATOR, t);
      RenderStep.Sums sums = new RenderStep.Sums(items.size());
      NetworkLosses.Total total = new NetworkLosses.Total(sums, items.size());
      try (Autograd.Scope on = Autograd.enabled()) {
        ArrayTargets targets = new ArrayTargets(step, items);
        NDArray images = pictures.images();
        pixels(step, items, images, targets, total);
        t = times.lap(StepTimes.PIXELS, t);
        networks.add(step, images, items, targets, total);
        total.backward();
        t = times.lap(StepTimes.NETWORKS, t);
      }
      float[][] motions = new float[items.size()][];
      float[][] dLatents =
          pictures instanceof SplatPictures p
              ? back(step, p, items, sums, motions)
              : back((NetworkPictures) pictures, cameras, motions);
      times.lap(StepTimes.GENERATOR, t);
      times.step(items.size());
      return new RenderStep.Outcome(sums.loss(), sums.means(), dLatents, motions);
    }
  }

  private static void pixels(
      NDManager step,
      List<RenderStep.Item> items,
      NDArray images,
      ArrayTargets targets,
      NetworkLosses.Total total) {
    ArrayPixelLoss pixel = new ArrayPixelLoss(step);
    for (int i = 0; i < items.size(); i++) {
      Terms terms = items.get(i).terms();
      if (items.get(i).target() == null) {
        continue;
      }
      NDArray image = images.get(i);
      if (terms.pixel() != 0) {
        total.add(
            pixel.whole(image, targets.image(i), targets.region(i)), Terms.PIXEL, terms.pixel());
      }
      if (terms.face() != 0) {
        total.add(
            pixel.inside(image, targets.image(i), targets.region(i)), Terms.FACE, terms.face());
      }
    }
  }

  private static float[][] back(NetworkPictures p, List<Camera> cameras, float[][] motions) {
    p.backward();
    float[][] labels = p.cameras();
    for (int i = 0; i < motions.length; i++) {
      motions[i] = HeadMotion.gradient(cameras.get(i), labels[i]);
    }
    return p.latents();
  }

  private float[][] back(
      NDManager step,
      SplatPictures p,
      List<RenderStep.Item> items,
      RenderStep.Sums sums,
      float[][] motions) {
    float[][] moved = HeadMotion.gradient(p.gaussians(), p.gradient());
    System.arraycopy(moved, 0, motions, 0, moved.length);
    if (landmarks != null && items.stream().anyMatch(ArrayStep::wantsLandmarks)) {
      landmarks(step, p, items, sums, motions);
    }
    return p.latents();
  }

  private static boolean wantsLandmarks(RenderStep.Item item) {
    return item.target() != null && item.terms().landmark() != 0;
  }

  /** The landmark term needs some hundred Gaussians only: those come to the host. */
  private void landmarks(
      NDManager step,
      SplatPictures p,
      List<RenderStep.Item> items,
      RenderStep.Sums sums,
      float[][] motions) {
    NDArray part = p.take(landmarks.rows());
    int floats = 14 * landmarks.rows().length;
    float[] all = Autograd.floats(part);
    FloatBuffer gaussians = Autograd.buffer(floats);
    FloatBuffer gradients = Autograd.buffer(items.size() * floats);
    for (int i = 0; i < items.size(); i++) {
      RenderStep.Item item = items.get(i);
      if (!wantsLandmarks(item)) {
        continue;
      }
      gaussians.put(0, all, i * floats, floats);
      FloatBuffer gradient = gradients.slice(i * floats, floats);
      double weight = item.terms().landmark();
      sums.add(
          Terms.LANDMARK,
          landmarks
              .term()
              .add(gaussians, item.camera(), item.target(), weight / items.size(), gradient),
          weight);
      float[] motion = HeadMotion.gradient(gaussians, gradient, landmarks.rows().length);
      for (int k = 0; k < motion.length; k++) {
        motions[i][k] += motion[k];
      }
    }
    p.add(part, Autograd.constant(step, gradients, new Shape(items.size(), floats / 14, 14)));
  }
}
