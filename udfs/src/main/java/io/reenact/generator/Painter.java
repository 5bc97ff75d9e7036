package io.reenact.generator;

import java.util.function.Function;

/**
 * Draws the heads of one generator: one that ends in Gaussians, or one that ends in pictures. One
 * thread at a time; the generator stays the caller's.
 */
public sealed interface Painter extends AutoCloseable permits GaussianPainter, PicturePainter {
  /**
   * A painter on the generator's device.
   *
   * @param threads of the rasterizer on a CPU
   * @param deterministic whether gradients of Gaussians on a GPU repeat themselves
   */
  static Painter of(Generator generator, int threads, boolean deterministic) {
    return of(generator, threads, deterministic, 0);
  }

  /**
   * A painter whose {@link #heads} are smooth in larger pictures, too.
   *
   * @param learnt side of the pictures that the generator was tuned by, px; 0 if nothing is known
   */
  static Painter of(Generator generator, int threads, boolean deterministic, int learnt) {
    return generator.bundle().manifest().endsInPictures()
        ? new PicturePainter(generator)
        : GaussianPainter.of(generator, threads, deterministic, learnt);
  }

  /** The generator. */
  Generator generator();

  /** Heads without gradients; the caller closes them. */
  Heads heads(float[][] latents);

  /**
   * What a head stands before if {@code wanted} is asked for: a generator that ends in pictures has
   * white of its own.
   *
   * @param wanted three floats in [-1, 1]
   */
  float[] background(float[] wanted);

  /**
   * Decides by where pictures with gradients come from.
   *
   * @param arrays if they are arrays on the generator's device
   * @param host if Gaussians go through Java's memory to a rasterizer
   */
  <T> T by(Function<ArrayPainter, T> arrays, Function<GaussianPainter, T> host);

  @Override
  void close();
}
