package io.reenact.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param strategy that the manifest asks for by which its person becomes latents, as written; null:
 *     the setting's. Left out of JSON then, so that units of before are found
 */
public record Clip(
    String identity,
    String clip,
    String uri,
    Double start,
    Double end,
    @JsonInclude(JsonInclude.Include.NON_NULL) String strategy)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A clip whose person becomes latents as all do. */
  public Clip(String identity, String clip, String uri, Double start, Double end) {
    this(identity, clip, uri, start, end, null);
  }

  /** The clip of a row of the table clips. */
  public static Clip of(ClipRow row) {
    return new Clip(
        row.identity(), row.clip(), row.uri(), row.startS(), row.endS(), row.strategy());
  }

  /** {@code identity/clip}. */
  public String label() {
    return identity + "/" + clip;
  }
}
