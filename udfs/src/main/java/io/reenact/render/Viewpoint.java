package io.reenact.render;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.reenact.error.BadSetting;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

/**
 * The setting {@code reenact.camera}: a word, or {@code clip:IDENTITY/CLIP}.
 *
 * @param choice what the word says
 * @param clip whose pose is shown, IDENTITY/CLIP; null unless the choice is {@link
 *     CameraChoice#CLIP}
 */
public record Viewpoint(CameraChoice choice, String clip) implements Serializable {
  /** What stands before the name of a clip. */
  public static final String PREFIX = "clip:";

  private static final long serialVersionUID = 1L;

  /**
   * Reads the setting.
   *
   * @throws BadSetting if it is neither
   */
  @JsonCreator
  public static Viewpoint of(String text) {
    if (text.startsWith(PREFIX)) {
      return new Viewpoint(CameraChoice.CLIP, text.substring(PREFIX.length()));
    }
    return Arrays.stream(CameraChoice.values())
        .filter(c -> c != CameraChoice.CLIP && c.toString().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .map(c -> new Viewpoint(c, null))
        .orElseThrow(() -> new BadSetting("'" + text + "' is no camera"));
  }

  @JsonValue
  @Override
  public String toString() {
    return clip == null ? choice.toString() : PREFIX + clip;
  }
}
