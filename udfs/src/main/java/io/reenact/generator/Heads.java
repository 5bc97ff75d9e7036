package io.reenact.generator;

import io.reenact.camera.Camera;
import java.nio.FloatBuffer;

/** Heads of a batch of latents, to be looked at from anywhere. Valid until closed. */
public interface Heads extends AutoCloseable {
  /**
   * A picture.
   *
   * @param image [3, height, width] in [-1, 1], or a little outside
   * @param alpha coverage [height, width]; null if the generator ends in pictures
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  record Drawn(float[] image, float[] alpha) {}

  /** How many. */
  int size();

  /**
   * Draws one.
   *
   * @param head from 0
   * @param background three floats in [-1, 1]; a generator that ends in pictures has its own
   */
  Drawn draw(int head, Camera camera, int width, int height, float[] background);

  /**
   * The Gaussians [N, 14] of one.
   *
   * @throws io.reenact.error.UserError if the generator ends in pictures
   */
  FloatBuffer gaussians(int head);

  /**
   * The same as they are drawn in a picture.
   *
   * @param height of the picture, px
   * @throws io.reenact.error.UserError if the generator ends in pictures
   */
  FloatBuffer gaussians(int head, int height);

  @Override
  void close();
}
