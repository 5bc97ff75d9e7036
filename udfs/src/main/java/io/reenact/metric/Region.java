package io.reenact.metric;

import java.util.Locale;

/** The part of the picture that a value is about. */
public enum Region {
  /** No part: the render as a whole. */
  NONE,
  CROP,
  FACE,
  MOUTH,
  EYES,
  HEAD;

  /** As tables have it: lower case, empty for {@link #NONE}. */
  public String key() {
    return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
  }
}
