package io.reenact.render;

import io.reenact.error.BadSetting;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * How a moving driver's time runs in a result.
 *
 * @param speed 2: twice as fast
 * @param start seconds of the driver's clip at which the result begins
 * @param loop what comes after the driver's end
 * @param seconds length of the result; 0: the driver's
 */
public record Retiming(double speed, double start, Looping loop, double seconds) {
  /**
   * Checks the numbers.
   *
   * @throws BadSetting if they can't go together
   */
  public Retiming {
    if (!(speed > 0) || !(start >= 0) || !(seconds >= 0)) {
      throw new BadSetting(
          "reenact.speed must be above 0, reenact.start and reenact.seconds at least 0, not "
              + speed
              + ", "
              + start
              + " and "
              + seconds);
    }
    if (loop != Looping.NONE && seconds == 0) {
      throw new BadSetting(
          "reenact.loop=" + loop + " needs reenact.seconds, the length of the result");
    }
  }

  /** Whether a driver that moves would move otherwise than by itself, however long it is. */
  public boolean moves() {
    return speed != 1 || start > 0 || loop != Looping.NONE;
  }

  /**
   * Whether a driver keeps all its frames and their times.
   *
   * @param frames of the driver
   * @param lastSeconds from its first frame to its last
   */
  public boolean keeps(int frames, double lastSeconds) {
    return frames < 2
        || (!moves() && (seconds == 0 || seconds >= lastSeconds * frames / (frames - 1) - 1e-6));
  }

  /** The settings that are not as by default, such as {@code speed=0.5, start=2.0}. */
  public String text() {
    StringJoiner text = new StringJoiner(", ");
    if (speed != 1) {
      text.add("speed=" + speed);
    }
    if (start > 0) {
      text.add("start=" + start);
    }
    if (loop != Looping.NONE) {
      text.add("loop=" + loop);
    }
    if (seconds > 0) {
      text.add("seconds=" + seconds);
    }
    return text.toString();
  }

  /**
   * The time line of the result.
   *
   * @param clip whose, for messages
   * @param frames of the driver, at least 2
   * @param lastSeconds from its first frame to its last
   * @throws BadSetting if it would begin after the driver's end
   */
  public Timeline over(String clip, int frames, double lastSeconds) {
    if (start > lastSeconds) {
      throw new BadSetting(
          String.format(
              Locale.ROOT,
              "reenact.start=%s: the last frame of %s is at %.2f s; start before",
              start,
              clip,
              lastSeconds));
    }
    return new Timeline(this, 1e6 * lastSeconds, 1e6 * lastSeconds / (frames - 1));
  }
}
