package io.reenact.splat.cpu;

/** Draws tiles, and takes their gradients; one a thread. All give the same bits. */
interface Tiles {
  /**
   * Draws tile number t.
   *
   * @param b a scene; gets the tile's part of {@code rgb} and {@code blended}
   * @param background {@code [3]}, in 0..1
   * @param image {@code [3, height, width]}, in [-1, 1]
   * @param alpha {@code [height, width]}
   */
  void paint(CpuRendering.Buffers b, int t, float[] background, float[] image, float[] alpha);

  /**
   * Fills the gradient slots of tile number t.
   *
   * @param b as drawn; gets the slots of all Gaussians in the tile
   * @param dImage gradient to the image
   */
  void gradient(CpuRendering.Buffers b, int t, float[] dImage);
}
