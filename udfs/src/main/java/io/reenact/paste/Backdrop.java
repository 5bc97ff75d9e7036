package io.reenact.paste;

import io.reenact.error.BadSetting;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands behind a person in the pasted frames.
 *
 * @param kind which of the choices
 * @param detail the colour as rrggbb, or the picture's file; else empty
 */
public record Backdrop(Kind kind, String detail) implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Pattern COLOUR = Pattern.compile("#([0-9a-fA-F]{6})");

  /** The choices. */
  public enum Kind {
    /** The driver's scene. */
    KEEP,
    /** The same without the person, out of focus. */
    BLUR,
    /** One colour. */
    COLOUR,
    /** A picture, as large as it must be to cover the frame. */
    IMAGE,
    /** Nothing: the video has an alpha channel. */
    TRANSPARENT
  }

  /**
   * Reads the setting {@code reenact.background}.
   *
   * @param text keep, blur, transparent, #rrggbb or a picture's file
   */
  public static Backdrop of(String text) {
    Matcher colour = COLOUR.matcher(text.strip());
    if (colour.matches()) {
      return new Backdrop(Kind.COLOUR, colour.group(1));
    }
    return switch (text.strip()) {
      case "keep" -> new Backdrop(Kind.KEEP, "");
      case "blur" -> new Backdrop(Kind.BLUR, "");
      case "transparent" -> new Backdrop(Kind.TRANSPARENT, "");
      case "" -> throw wrong(text);
      default -> {
        if (text.strip().startsWith("#") || !text.contains(".")) {
          throw wrong(text);
        }
        yield new Backdrop(Kind.IMAGE, text.strip());
      }
    };
  }

  private static BadSetting wrong(String text) {
    return new BadSetting(
        "reenact.background: '"
            + text
            + "' is none of keep, blur, transparent, a colour such as #00ff00, or the file of a"
            + " picture");
  }

  /** Whether frames have an alpha channel. */
  public boolean transparent() {
    return kind == Kind.TRANSPARENT;
  }
}
