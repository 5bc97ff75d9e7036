package io.reenact.render;

import io.reenact.camera.Camera;
import io.reenact.error.BadSetting;
import java.util.ArrayList;
import java.util.List;

/** Where a reenactment is seen from. */
public sealed interface CameraMode {
  /** The camera of one frame, for square pictures. */
  Camera at(DriverMotion driver, int frame);

  /** Tells early that a mode does not fit the driver. */
  default void check(DriverMotion driver) {}

  /** The driver's camera, with the roll of the driver's head. */
  record Driver() implements CameraMode {
    @Override
    public Camera at(DriverMotion driver, int frame) {
      return driver.camera(frame);
    }
  }

  /**
   * The pose of another clip's head, by time from its first frame; where that clip is shorter, it
   * goes back and forth.
   *
   * @param pose of that clip
   */
  record OfClip(HeadTrack pose) implements CameraMode {
    @Override
    public Camera at(DriverMotion driver, int frame) {
      long us = driver.frames().get(frame).ptsUs() - driver.head().firstUs();
      return pose.at(pose.firstUs() + Math.round(Looping.backAndForth(us, pose.lastUs())));
    }
  }

  /**
   * The source's camera, held.
   *
   * @param camera of the source's first usable frame, without roll
   */
  record Source(Camera camera) implements CameraMode {
    @Override
    public Camera at(DriverMotion driver, int frame) {
      return camera;
    }
  }

  /**
   * A camera that stands still.
   *
   * @param yaw radians, as {@link Camera#orbit}
   * @param pitch radians
   */
  record Fixed(double yaw, double pitch) implements CameraMode {
    @Override
    public Camera at(DriverMotion driver, int frame) {
      return Camera.orbit(yaw, pitch, 0);
    }
  }

  /**
   * Swings from side to side, from the middle to +x first.
   *
   * @param yawRange radians from end to end
   * @param seconds of one period
   */
  record Orbit(double yawRange, double seconds) implements CameraMode {
    /** Checks the period. */
    public Orbit {
      if (!(seconds > 0)) {
        throw new BadSetting("an orbit needs a period above 0 s, not " + seconds);
      }
    }

    @Override
    public Camera at(DriverMotion driver, int frame) {
      double phase = 2 * Math.PI * driver.seconds(frame) / seconds;
      return Camera.orbit(0.5 * yawRange * Math.sin(phase), 0, 0);
    }
  }

  /**
   * A camera path, by time from the clip's first frame; slerp between its points.
   *
   * @param path the points
   */
  record PathFile(CameraPath path) implements CameraMode {
    @Override
    public Camera at(DriverMotion driver, int frame) {
      return path.at(driver.seconds(frame));
    }

    @Override
    public void check(DriverMotion driver) {
      path.requireUntil(driver.seconds(driver.frames().size() - 1), "the driver's clip");
    }
  }

  /**
   * Many views a frame. Views turn about the look-at point, about the up axis of the base camera,
   * so that the baseline is level in the picture; the first is the leftmost.
   *
   * @param base the camera that the views stand around
   * @param layout how the views are laid out in one picture
   * @param yawRange radians from the first to the last view
   */
  record Grid(CameraMode base, ViewLayout layout, double yawRange) implements CameraMode {
    /** Views can't be nested. */
    public Grid {
      if (base instanceof Grid) {
        throw new BadSetting("a grid of views can't stand around another grid");
      }
    }

    /** A quilt of 45 views over 40 degrees, as holographic displays take it. */
    public static Grid quilt(CameraMode base, int viewHeight) {
      return new Grid(base, ViewLayout.quilt(viewHeight), Math.toRadians(40));
    }

    @Override
    public Camera at(DriverMotion driver, int frame) {
      return base.at(driver, frame);
    }

    @Override
    public void check(DriverMotion driver) {
      base.check(driver);
    }

    /** The cameras of all views of one frame, in the order of {@link ViewLayout}. */
    public List<Camera> views(DriverMotion driver, int frame) {
      Camera centre = at(driver, frame);
      int n = layout.views();
      List<Camera> views = new ArrayList<>(n);
      for (int k = 0; k < n; k++) {
        double yaw = n == 1 ? 0 : yawRange * ((double) k / (n - 1) - 0.5);
        views.add(layout.fit(turned(centre, yaw)));
      }
      return views;
    }

    private static Camera turned(Camera c, double yaw) {
      // The camera's y axis points down: turning the world about it moves the camera to the right.
      float[] l = c.label();
      double[] omega = {yaw * l[1], yaw * l[5], yaw * l[9]};
      return c.withHeadMotion(omega, new double[3]);
    }
  }
}
