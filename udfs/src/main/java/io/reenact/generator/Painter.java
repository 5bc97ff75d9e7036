package io.reenact.generator;

import io.reenact.camera.Camera;
import io.reenact.nn.Devices;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.cuda.CudaRasterizer;
import java.util.List;

/**
 * Draws the heads of one generator, of whichever kind it is. One thread at a time; the generator
 * stays the caller's.
 */
public final class Painter implements AutoCloseable {
  private final Generator generator;
  private final Rasterizer rasterizer;

  private Painter(Generator generator, Rasterizer rasterizer) {
    this.generator = generator;
    this.rasterizer = rasterizer;
  }

  /**
   * A painter on the generator's device.
   *
   * @param threads of the rasterizer on a CPU
   * @param deterministic whether gradients of Gaussians on a GPU repeat themselves
   */
  public static Painter of(Generator generator, int threads, boolean deterministic) {
    boolean pictures = generator.bundle().manifest().endsInPictures();
    return new Painter(
        generator,
        pictures
            ? null
            : Devices.rasterizer(generator.manager().getDevice(), threads, deterministic));
  }

  /**
   * A painter with a rasterizer.
   *
   * @param rasterizer becomes the painter's to close
   */
  public static Painter of(Generator generator, Rasterizer rasterizer) {
    return new Painter(generator, rasterizer);
  }

  /** The generator. */
  public Generator generator() {
    return generator;
  }

  /** The rasterizer; null if the generator ends in pictures. */
  public Rasterizer rasterizer() {
    return rasterizer;
  }

  /** Heads without gradients; the caller closes them. */
  public Heads heads(float[][] latents) {
    return rasterizer == null
        ? new NetworkHeads(generator, latents)
        : new SplatHeads(generator.synthesize(latents, false), rasterizer);
  }

  /**
   * Whether pictures with gradients come as arrays on the generator's device, by {@link #pictures};
   * else from {@link Generator#synthesize} and the rasterizer, through Java's memory.
   */
  public boolean arrays() {
    return rasterizer == null || rasterizer instanceof CudaRasterizer;
  }

  /**
   * Draws each latent with its camera, with gradients.
   *
   * @param latents [B][latentSize]
   * @param cameras B
   * @param backgrounds [B][3] in [-1, 1]; a generator that ends in pictures has its own
   * @param size pixels a side
   * @return pictures; the caller closes them
   */
  public Pictures pictures(
      float[][] latents, List<Camera> cameras, float[][] backgrounds, int size) {
    return rasterizer == null
        ? new NetworkPictures(generator.synthesize(latents, cameras, true), size)
        : new SplatPictures(
            generator.synthesize(latents, true),
            (CudaRasterizer) rasterizer,
            cameras,
            backgrounds,
            size);
  }

  @Override
  public void close() {
    if (rasterizer != null) {
      rasterizer.close();
    }
  }
}
