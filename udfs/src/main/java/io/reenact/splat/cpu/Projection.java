package io.reenact.splat.cpu;

/** From Gaussians in the world to the image plane and back. All give the same bits. */
interface Projection {
  /**
   * Projects Gaussians.
   *
   * @param s a scene with its parameters; gets their records, boxes and keys, and in {@code slots}
   *     how many tiles each touches, 0 for one that is not drawn
   * @param begin the first
   * @param end after the last
   */
  void project(Scene s, int begin, int end);

  /**
   * Sums each Gaussian's gradient slots, in their order, and goes back through the projection.
   *
   * @param b as drawn, with filled slots
   * @param begin the first
   * @param end after the last
   * @param out {@code [end - begin, 14]}: the gradients are added to it
   */
  void gradient(CpuRendering.Buffers b, int begin, int end, float[] out);

  /**
   * Counts the Gaussians of each tile in a band of rows, or lists them, near to far.
   *
   * @param s a scene, projected and sorted
   * @param visible how many are drawn
   * @param first row of tiles
   * @param last row of tiles
   * @param write whether {@code lists} gets them where {@code fill} says; else they are counted
   */
  void band(Scene s, int visible, int first, int last, boolean write);
}
