package io.reenact.splat.cpu;

import io.reenact.camera.Camera;
import io.reenact.splat.Gaussians;
import io.reenact.splat.View;
import java.nio.FloatBuffer;

/** Counts what a rasterizer must work on; in the rasterizer's package to see its boxes. */
public final class PairCount {
  private PairCount() {}

  /** Pixels in the Gaussians' boxes of alpha at least 1/255, summed over the Gaussians. */
  public static long of(FloatBuffer gaussians, int n, Camera camera, int width, int height) {
    float[] p = new float[n * Gaussians.FLOATS];
    gaussians.get(0, p);
    Projector projector = new Projector(View.of(camera, width, height));
    long pairs = 0;
    for (int i = 0; i < n; i++) {
      if (projector.project(p, i * Gaussians.FLOATS)) {
        pairs += (projector.x1 - projector.x0 + 1L) * (projector.y1 - projector.y0 + 1L);
      }
    }
    return pairs;
  }
}
