package io.reenact.metric;

/** Which way a metric is better. */
public enum Better {
  HIGHER("higher"),
  LOWER("lower"),
  /** 1 is best: less and more are both worse. */
  NEAR_ONE("near 1"),
  /** 0 is best: less and more are both worse. */
  NEAR_ZERO("near 0"),
  /** Neither way: it describes. */
  NEITHER("");

  private final String text;

  Better(String text) {
    this.text = text;
  }

  /** For people; empty for {@link #NEITHER}. */
  public String text() {
    return text;
  }
}
