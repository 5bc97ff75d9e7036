package io.reenact.render;

import io.reenact.camera.Camera;
import io.reenact.error.BadInput;
import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import io.reenact.motion.LiveLink;
import io.reenact.motion.LiveLinkReader;
import io.reenact.motion.MotionSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cameras at times, slerp in between, held outside. Its file has one point a line, numbers
 * separated by commas: {@code seconds, yaw, pitch, roll} in degrees, or {@code seconds} and the 25
 * floats of a camera label. Empty lines and lines that start with {@code #} are skipped. A capture
 * ({@link LiveLink}) is a path, too: its head's angles.
 */
public final class CameraPath {
  private static final int MAX_POINTS = 1_000_000;

  private final String name;
  private final double[] seconds;
  private final List<Camera> cameras;

  private CameraPath(String name, double[] seconds, List<Camera> cameras) {
    this.name = name;
    this.seconds = seconds;
    this.cameras = List.copyOf(cameras);
  }

  /**
   * Reads a path.
   *
   * @param text content of the file
   * @param name for messages
   * @throws UserError if a line can't be read, times don't increase, or there is no point
   */
  public static CameraPath parse(String text, String name) {
    if (LiveLink.is(text)) {
      return of(LiveLinkReader.parse(text, name).motion(), name);
    }
    List<Double> times = new ArrayList<>();
    List<Camera> cameras = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        continue;
      }
      double[] v = numbers(line, name, number);
      if (!times.isEmpty() && v[0] <= times.get(times.size() - 1)) {
        throw bad(name, number, "its time must be greater than that of the line before");
      }
      if (times.size() == MAX_POINTS) {
        throw bad(name, number, "a path has at most " + MAX_POINTS + " points");
      }
      times.add(v[0]);
      cameras.add(camera(v));
    }
    if (times.isEmpty()) {
      throw new BadInput(
          "camera path " + name + " has no points: add lines 'seconds,yaw,pitch,roll'");
    }
    return new CameraPath(name, times.stream().mapToDouble(Double::doubleValue).toArray(), cameras);
  }

  /** The cameras that see a captured head. */
  private static CameraPath of(MotionSequence motion, String name) {
    return new CameraPath(
        name,
        motion.frames().stream().mapToDouble(f -> f.ptsUs() / 1e6).toArray(),
        motion.frames().stream().map(f -> f.head().camera()).toList());
  }

  private static double[] numbers(String line, String name, int number) {
    String[] parts = CsvLine.cells(line);
    if (parts.length != 4 && parts.length != 26) {
      throw bad(name, number, "it has " + parts.length + " numbers, expected 4 or 26");
    }
    double[] v = new double[parts.length];
    for (int i = 0; i < v.length; i++) {
      try {
        v[i] = Double.parseDouble(parts[i]);
      } catch (NumberFormatException e) {
        throw bad(name, number, "'" + parts[i] + "' is not a number");
      }
      if (!Float.isFinite((float) v[i])) {
        throw bad(name, number, "'" + parts[i] + "' is out of range");
      }
    }
    if (v.length == 4 && Math.abs(v[2]) >= 90) {
      throw bad(name, number, "pitch must lie between -90 and 90 degrees");
    }
    return v;
  }

  private static Camera camera(double[] v) {
    if (v.length == 4) {
      return Camera.orbit(Math.toRadians(v[1]), Math.toRadians(v[2]), Math.toRadians(v[3]));
    }
    float[] label = new float[25];
    for (int i = 0; i < 25; i++) {
      label[i] = (float) v[i + 1];
    }
    return Camera.of(label);
  }

  private static UserError bad(String name, int line, String why) {
    return new BadInput("line " + line + " of camera path " + name + " is unusable: " + why);
  }

  /** What messages call it. */
  public String name() {
    return name;
  }

  /** Time of the last point, seconds. */
  public double end() {
    return seconds[seconds.length - 1];
  }

  /**
   * Refuses what takes longer.
   *
   * @param last seconds at which its last frame is seen
   * @param what for messages
   * @throws UserError if the path ends before
   */
  public void requireUntil(double last, String what) {
    if (end() < last) {
      throw new BadSetting(
          String.format(
              Locale.ROOT,
              "camera path %s is too short: it ends at %.2f s, %s at %.2f s; add points or choose a"
                  + " shorter clip",
              name,
              end(),
              what,
              last));
    }
  }

  /** The camera at a time. */
  public Camera at(double time) {
    int i = java.util.Arrays.binarySearch(seconds, time);
    if (i >= 0) {
      return cameras.get(i);
    }
    int right = -i - 1;
    if (right == 0) {
      return cameras.get(0);
    }
    if (right == seconds.length) {
      return cameras.get(right - 1);
    }
    double t = (time - seconds[right - 1]) / (seconds[right] - seconds[right - 1]);
    return Camera.slerp(cameras.get(right - 1), cameras.get(right), t);
  }
}
