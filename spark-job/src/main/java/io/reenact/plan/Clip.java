package io.reenact.plan;

import io.reenact.row.ClipRow;
import java.io.Serializable;

/**
 * A video of the corpus, before anybody opened it.
 *
 * @param identity whose face it shows
 * @param clip its name, one of a kind in its identity
 * @param uri absolute
 * @param start seconds, or null for the beginning
 * @param end seconds, or null for the end
 */
public record Clip(String identity, String clip, String uri, Double start, Double end)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The clip of a row of the table clips. */
  public static Clip of(ClipRow row) {
    return new Clip(row.identity(), row.clip(), row.uri(), row.startS(), row.endS());
  }

  /** {@code identity/clip}. */
  public String label() {
    return identity + "/" + clip;
  }
}
