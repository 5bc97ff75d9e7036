package io.reenact.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.generator.Generator;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.nn.Autograd;
import io.reenact.splat.Colours;
import io.reenact.video.RgbImage;
import java.nio.FloatBuffer;

/** Pictures of latents from the front, on white. One thread at a time. */
public final class FrontalPictures implements AutoCloseable {
  private final Painter painter;
  private final int size;

  /**
   * @param generator stays the caller's
   * @param size px a side
   */
  public FrontalPictures(Generator generator, int size) {
    this.painter = Painter.of(generator, 1, true);
    this.size = size;
  }

  /** Takes a picture's values while they are there. */
  private interface Use<T> {
    T of(float[] chw);
  }

  private <T> T draw(float[] latent, Use<T> use) {
    try (Heads heads = painter.heads(new float[][] {latent})) {
      return use.of(heads.draw(0, Camera.neutral(), size, size, Colours.white()).image());
    }
  }

  /**
   * A picture for a network.
   *
   * @param latent {@code [latentSize]}
   * @return {@code [1, 3, size, size]} in [-1, 1], owned by {@code manager}
   */
  public NDArray array(float[] latent, NDManager manager) {
    FloatBuffer picture = Autograd.buffer(3 * size * size);
    draw(
        latent,
        chw -> {
          for (float v : chw) {
            picture.put(Math.max(-1, Math.min(1, v)));
          }
          return picture.rewind();
        });
    return Autograd.wrap(manager, picture, new Shape(1, 3, size, size));
  }

  /** A picture for people. */
  public RgbImage image(float[] latent) {
    return draw(latent, chw -> RgbImage.ofChw(chw, size, size));
  }

  @Override
  public void close() {
    painter.close();
  }
}
