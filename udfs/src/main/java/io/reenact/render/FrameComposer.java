package io.reenact.render;

import io.reenact.camera.Camera;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import io.reenact.video.RgbImage;
import java.nio.FloatBuffer;
import java.util.List;

/** Draws all views of one frame into one picture. */
final class FrameComposer {
  private static final float[] WHITE = {1, 1, 1};

  private final ReenactmentRequest request;
  private final Rasterizer rasterizer;
  private final ViewLayout layout;

  FrameComposer(ReenactmentRequest request, Rasterizer rasterizer) {
    this.request = request;
    this.rasterizer = rasterizer;
    this.layout = request.layout();
  }

  /**
   * The picture of one frame.
   *
   * @param gaussians {@code [n, 14]}
   */
  RenderedFrame draw(int frame, FloatBuffer gaussians, int n) {
    long pts = request.driver().frames().get(frame).ptsUs();
    if (request.camera() instanceof CameraMode.Grid grid) {
      return new RenderedFrame(
          frame, pts, views(grid.views(request.driver(), frame), gaussians, n), null);
    }
    Camera camera = request.camera().at(request.driver(), frame);
    try (Rendering r =
        rasterizer.render(gaussians, n, camera, layout.viewWidth(), layout.viewHeight(), WHITE)) {
      RgbImage image = RgbImage.ofChw(r.image(), layout.viewWidth(), layout.viewHeight());
      return new RenderedFrame(frame, pts, image, r.alpha());
    }
  }

  private RgbImage views(List<Camera> cameras, FloatBuffer gaussians, int n) {
    RgbImage whole = RgbImage.blank(layout.width(), layout.height());
    for (int k = 0; k < cameras.size(); k++) {
      try (Rendering r =
          rasterizer.render(
              gaussians, n, cameras.get(k), layout.viewWidth(), layout.viewHeight(), WHITE)) {
        RgbImage view = RgbImage.ofChw(r.image(), layout.viewWidth(), layout.viewHeight());
        int row = 3 * layout.viewWidth();
        for (int y = 0; y < layout.viewHeight(); y++) {
          int to = 3 * ((layout.top(k) + y) * layout.width() + layout.left(k));
          System.arraycopy(view.rgb(), y * row, whole.rgb(), to, row);
        }
      }
    }
    return whole;
  }
}
