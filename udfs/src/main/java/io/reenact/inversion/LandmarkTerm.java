package io.reenact.inversion;

import java.nio.FloatBuffer;

/**
 * Landmark Gaussians against the tracked landmarks, see {@link LandmarkGaussians} (ours).
 *
 * @param weight in the loss
 * @param all of a head
 * @param compact the same of the Gaussians that sit on landmarks alone
 */
record LandmarkTerm(double weight, LandmarkGaussians all, LandmarkGaussians.Compact compact)
    implements LossTerm.OfGaussians {
  /** A term on a generator's landmark Gaussians. */
  LandmarkTerm(double weight, LandmarkGaussians all) {
    this(weight, all, all.compact());
  }

  @Override
  public String name() {
    return "landmark";
  }

  @Override
  public boolean judges(RenderStep.Item item) {
    return item.target() != null;
  }

  @Override
  public double add(
      FloatBuffer gaussians, RenderStep.Item item, double factor, FloatBuffer gradient) {
    return all.add(gaussians, item.camera(), item.target(), factor, gradient);
  }

  @Override
  public int[] rows() {
    return compact.rows();
  }

  @Override
  public double addRows(
      FloatBuffer gaussians, RenderStep.Item item, double factor, FloatBuffer gradient) {
    return compact.landmarks().add(gaussians, item.camera(), item.target(), factor, gradient);
  }
}
