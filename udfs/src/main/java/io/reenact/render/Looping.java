package io.reenact.render;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What comes after a driver's end: the words of the setting {@code reenact.loop}. */
public enum Looping {
  /** The result ends with the driver. */
  NONE,
  /** The driver begins again. */
  LOOP,
  /** The driver goes back to where it began, and forth again; no frame is shown twice in a row. */
  PING_PONG;

  /**
   * Where a time lies that goes back and forth.
   *
   * @param time from the beginning, at least 0
   * @param span from the beginning to the turn; 0: always at the beginning
   */
  static double backAndForth(double time, double span) {
    if (span <= 0) {
      return 0;
    }
    double phase = time % (2 * span);
    return phase <= span ? phase : 2 * span - phase;
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
