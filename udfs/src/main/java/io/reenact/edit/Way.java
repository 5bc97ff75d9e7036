package io.reenact.edit;

import java.util.Locale;

/** How an edit moves a latent. */
public enum Way {
  /** Along the curve of an attribute flow. */
  FLOW,
  /** Along a boundary's normal. */
  BOUNDARY,
  /** Along the normal conditioned on the boundaries of the other attributes. */
  CONDITIONED;

  /** As tables print it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
