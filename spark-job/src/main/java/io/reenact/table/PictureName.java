package io.reenact.table;

import io.reenact.text.Names;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a picture's file name says which render it belongs to and what it shows.
 *
 * @param render the render's id, as it stands in file names
 * @param label what it shows
 */
public record PictureName(String render, String label) {
  private static final Pattern FILE =
      Pattern.compile("files/pictures/(.+?)\\.([A-Za-z0-9_]+)-[0-9a-f]{12}\\.(?:png|jpg)");

  /**
   * The name to give {@code UnitContext.writeFile}.
   *
   * @param renderId of the render
   * @param label a few words such as {@code driver}, {@code self}, {@code source}
   */
  public static String of(String renderId, String label) {
    return safeId(renderId) + "." + label.replaceAll("[^A-Za-z0-9]+", "_");
  }

  public static String safeId(String renderId) {
    return Names.safe(renderId).replace('.', '_');
  }

  /** What a workspace-relative path says; nothing if it is no picture of a render. */
  public static Optional<PictureName> parse(String path) {
    Matcher m = FILE.matcher(path);
    return m.matches()
        ? Optional.of(new PictureName(m.group(1), m.group(2).replace('_', ' ').strip()))
        : Optional.empty();
  }
}
