package io.reenact.metric;

import java.util.Locale;

/** What a result is compared with. */
public enum Against {
  /** Nothing: the value is the result's alone. */
  NOTHING,
  /** The picture that it should be, pixel by pixel. */
  TRUTH,
  DRIVER,
  SOURCE;

  /** As tables have it: lower case, empty for {@link #NOTHING}. */
  public String key() {
    return this == NOTHING ? "" : name().toLowerCase(Locale.ROOT);
  }
}
