package io.reenact.splat.backend;

import io.reenact.camera.Camera;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import java.nio.FloatBuffer;

/** A device's rasterizer for networks that are elsewhere: their addresses would mean nothing. */
final class ThroughHost implements Rasterizer {
  private final Rasterizer device;

  ThroughHost(Rasterizer device) {
    this.device = device;
  }

  @Override
  public Rendering render(
      FloatBuffer gaussians, int n, Camera camera, int width, int height, float[] background) {
    return device.render(gaussians, n, camera, width, height, background);
  }

  @Override
  public void close() {
    device.close();
  }
}
