package io.reenact.stage.reenact;

import io.reenact.error.BadSetting;
import io.reenact.render.CameraChoice;
import java.util.Map;
import java.util.TreeMap;

/**
 * A capture that drives in place of a person: {@code file:capture.csv}. Its shapes are an
 * expression by numbers, its head's angles a camera path, unless the row asks for another camera.
 */
final class CaptureDriver {
  private static final String PREFIX = "file:";

  private CaptureDriver() {}

  /** Whether a driver is a file. */
  static boolean is(String driver) {
    return driver != null && driver.startsWith(PREFIX);
  }

  /**
   * The settings by which a file drives.
   *
   * @param driver the file, with the prefix
   * @param own the row's own settings
   * @param camera of the run
   * @throws BadSetting if another expression is asked for as well
   */
  static Map<String, String> settings(String driver, Map<String, String> own, String camera) {
    // A URI of the local disk has the prefix as its scheme.
    String file = driver.startsWith(PREFIX + "/") ? driver : driver.substring(PREFIX.length());
    if (file.isBlank()) {
      throw new BadSetting("driver " + driver + " names no file, such as file:capture.csv");
    }
    Map<String, String> all = new TreeMap<>(own);
    String other = all.put("expression", file);
    if (other != null && !other.isBlank()) {
      throw new BadSetting(
          "driver " + driver + " and expression " + other + " both say how faces move; give one");
    }
    String asked = own.getOrDefault("camera", camera);
    if (asked.equals(CameraChoice.DRIVER.toString())) {
      all.put("camera", CameraChoice.PATH.toString());
      all.put("path", file);
    }
    return all;
  }
}
