package io.reenact.generator;

import ai.djl.ndarray.NDManager;
import io.reenact.camera.Camera;
import io.reenact.splat.Colours;
import java.util.List;
import java.util.function.Function;

/** Shows the pictures that a generator ends in. */
final class PicturePainter implements Painter, ArrayPainter {
  private final Generator generator;

  PicturePainter(Generator generator) {
    this.generator = generator;
  }

  @Override
  public Generator generator() {
    return generator;
  }

  @Override
  public Heads heads(float[][] latents) {
    return new NetworkHeads(generator, latents);
  }

  @Override
  public float[] background(float[] wanted) {
    return Colours.white();
  }

  @Override
  public <T> T by(Function<ArrayPainter, T> arrays, Function<GaussianPainter, T> host) {
    return arrays.apply(this);
  }

  @Override
  public NDManager manager() {
    return generator.manager();
  }

  @Override
  public Pictures pictures(
      float[][] latents, List<Camera> cameras, float[][] backgrounds, int size) {
    return new NetworkPictures(generator.synthesize(latents, cameras, true), size);
  }

  /** Nothing of its own to close. */
  @Override
  public void close() {}
}
