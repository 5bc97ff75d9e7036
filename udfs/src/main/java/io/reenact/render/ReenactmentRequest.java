package io.reenact.render;

import java.util.List;

/**
 * One reenactment (docs/design/method.md, section 6): frame t shows the source's anchor plus the
 * driver's offset at t plus the edits, from the camera of t. The result has the driver's frame
 * times.
 *
 * @param anchor the source's anchor, {@code [latentSize]}
 * @param driver the driver's clip
 * @param strength factor of the driver's offsets; 1 transfers them as they are
 * @param smoothing standard deviation of a Gaussian over the offsets' time, seconds; 0: none
 * @param edits added to every latent
 * @param camera where it is seen from
 * @param size side of the picture, px; of one view for {@link CameraMode.Grid}, whose layout counts
 */
@SuppressWarnings("ArrayRecordComponent") // made by one stage and read by one loop, never compared
public record ReenactmentRequest(
    float[] anchor,
    DriverMotion driver,
    double strength,
    double smoothing,
    List<Edit> edits,
    CameraMode camera,
    int size) {
  /** Checks the numbers and the camera mode. */
  public ReenactmentRequest {
    edits = List.copyOf(edits);
    if (size < 16 || size > 4096) {
      throw new IllegalArgumentException("size " + size + " is not within 16 to 4096 px");
    }
    if (!Double.isFinite(strength) || !(smoothing >= 0)) {
      throw new IllegalArgumentException("strength must be finite, smoothing at least 0 s");
    }
    checkLength("the driver's offset", driver.offsets().length(), anchor.length);
    for (Edit e : edits) {
      checkLength("edit " + e.name(), e.length(), anchor.length);
    }
    camera.check(driver);
  }

  /** Offsets as they are, no edits, the driver's camera. */
  public static ReenactmentRequest plain(float[] anchor, DriverMotion driver, int size) {
    return new ReenactmentRequest(anchor, driver, 1, 0, List.of(), new CameraMode.Driver(), size);
  }

  private static void checkLength(String what, int found, int expected) {
    if (found != expected) {
      throw new io.reenact.error.UserError(
          what
              + " has "
              + found
              + " floats, the anchor has "
              + expected
              + ": both must come from the same generator");
    }
  }

  /** How many frames the result has. */
  public int frames() {
    return driver.frames().size();
  }

  /** The layout of a frame. */
  public ViewLayout layout() {
    return camera instanceof CameraMode.Grid g ? g.layout() : ViewLayout.single(size);
  }
}
