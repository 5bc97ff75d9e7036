package io.reenact.generator;

import io.reenact.camera.Camera;
import io.reenact.error.BadInput;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** Heads of a generator that ends in pictures: every look at one is a pass of the network. */
final class NetworkHeads implements Heads {
  private final Generator generator;
  private final float[][] latents;

  NetworkHeads(Generator generator, float[][] latents) {
    this.generator = generator;
    this.latents = latents;
  }

  @Override
  public int size() {
    return latents.length;
  }

  /**
   * The network draws squares of one size; they are scaled to the height, and the sides cut off or
   * added in white.
   */
  @Override
  public Drawn draw(int head, Camera camera, int width, int height, float[] background) {
    try (ImageSynthesis s =
            generator.synthesize(
                new float[][] {latents[head]}, List.of(square(camera, width, height)), false);
        Autograd.Scope off = Autograd.disabled()) {
      float[] picture = Autograd.floats(CropSampler.scale(s.array(), height));
      return new Drawn(cut(picture, width, height), null);
    }
  }

  /** The camera of the whole square of which a view of another shape shows the middle. */
  private static Camera square(Camera camera, int width, int height) {
    if (width == height) {
      return camera;
    }
    float[] label = camera.label();
    float ratio = (float) width / height;
    label[16] *= ratio;
    label[17] *= ratio;
    label[18] = 0.5f + (label[18] - 0.5f) * ratio;
    return Camera.of(label);
  }

  private static float[] cut(float[] square, int width, int height) {
    if (width == height) {
      return square;
    }
    float[] out = new float[3 * width * height];
    Arrays.fill(out, 1);
    int shift = (height - width) / 2;
    int from = Math.max(0, -shift);
    int to = Math.min(width, height - shift);
    for (int row = 0; row < 3 * height; row++) {
      System.arraycopy(square, row * height + from + shift, out, row * width + from, to - from);
    }
    return out;
  }

  @Override
  public FloatBuffer gaussians(int head, int height) {
    return gaussians(head);
  }

  @Override
  public FloatBuffer gaussians(int head) {
    throw new BadInput(
        "generator "
            + generator.bundle().manifest().name()
            + " ends in pictures (kind image) and has no Gaussians");
  }

  @Override
  public void close() {
    // The latents are all there is.
  }
}
