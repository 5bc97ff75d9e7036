package io.reenact.render;

import io.reenact.camera.Camera;
import io.reenact.generator.Heads;
import io.reenact.splat.Colours;
import io.reenact.video.RgbImage;
import java.util.List;

/** Draws all views of one frame into one picture. */
final class FrameComposer {
  private final ReenactmentRequest request;
  private final ViewLayout layout;

  FrameComposer(ReenactmentRequest request) {
    this.request = request;
    this.layout = request.layout();
  }

  /**
   * The picture of one frame.
   *
   * @param heads of some frames
   * @param head the frame's among them
   */
  RenderedFrame draw(int frame, Heads heads, int head) {
    long pts = request.driver().frames().get(frame).ptsUs();
    if (request.camera() instanceof CameraMode.Grid grid) {
      return new RenderedFrame(
          frame, pts, views(grid.views(request.driver(), frame), heads, head), null);
    }
    Camera camera = request.camera().at(request.driver(), frame);
    Heads.Drawn drawn =
        heads.draw(head, camera, layout.viewWidth(), layout.viewHeight(), Colours.white());
    RgbImage image = RgbImage.ofChw(drawn.image(), layout.viewWidth(), layout.viewHeight());
    return new RenderedFrame(frame, pts, image, drawn.alpha());
  }

  private RgbImage views(List<Camera> cameras, Heads heads, int head) {
    RgbImage whole = RgbImage.blank(layout.width(), layout.height());
    for (int k = 0; k < cameras.size(); k++) {
      float[] image =
          heads
              .draw(head, cameras.get(k), layout.viewWidth(), layout.viewHeight(), Colours.white())
              .image();
      RgbImage view = RgbImage.ofChw(image, layout.viewWidth(), layout.viewHeight());
      int row = 3 * layout.viewWidth();
      for (int y = 0; y < layout.viewHeight(); y++) {
        int to = 3 * ((layout.top(k) + y) * layout.width() + layout.left(k));
        System.arraycopy(view.rgb(), y * row, whole.rgb(), to, row);
      }
    }
    return whole;
  }
}
