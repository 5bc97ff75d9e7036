package io.reenact.metric;

import java.util.Locale;

/** Which of a clip's frames a value is about, by whether inversion was given them. */
public enum FrameSplit {
  /** All of them: inversion was given whole clips. */
  ALL,
  /** Those that inversion was given. */
  GIVEN,
  /** Those that it was not given. */
  HELD;

  /** As tables have it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
