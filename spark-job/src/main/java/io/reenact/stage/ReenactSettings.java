package io.reenact.stage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.camera.UserError;
import io.reenact.table.Json;
import io.reenact.video.Quality;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of the section {@code reenact}.
 *
 * @param size px a side; height of a view in quilts; 0: that of the section inversion
 * @param drivers how many other identities drive each one, the next in name order; each also drives
 *     itself
 * @param pairs {@code auto} (by {@code drivers}), {@code all}, or {@code source:driver,...}
 * @param camera driver, source, fixed, orbit, path or quilt
 * @param yaw of the fixed camera, degrees
 * @param pitch of the fixed camera, degrees
 * @param orbitRange degrees from end to end
 * @param orbitSeconds of one period
 * @param path the camera path's URI
 * @param strength factor of the offsets
 * @param smoothing of the offsets, seconds
 * @param edits {@code name=strength,...} along the bundle's boundaries and directions
 * @param quality draft, standard or high
 * @param audio whether the driver's sound is kept
 * @param frames none or png
 * @param gaussians none or ply
 */
public record ReenactSettings(
    int size,
    int drivers,
    String pairs,
    String camera,
    double yaw,
    double pitch,
    double orbitRange,
    double orbitSeconds,
    String path,
    double strength,
    double smoothing,
    String edits,
    String quality,
    boolean audio,
    String frames,
    String gaussians)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of a run, with the size settled. */
  static ReenactSettings of(StageContext context) {
    ObjectNode section = context.settings().section("reenact");
    if (section.get("size").asInt() == 0) {
      int size = context.settings().section("inversion").path("size").asInt(256);
      ObjectNode sized = Json.mapper().createObjectNode();
      ObjectNode reenact = sized.putObject("reenact");
      reenact.put("size", size);
      return context
          .settings()
          .with(sized, "inversion.size")
          .section("reenact", ReenactSettings.class);
    }
    return context.settings().section("reenact", ReenactSettings.class);
  }

  /** The encoder's quality. */
  Quality encoding() {
    return Quality.valueOf(quality.toUpperCase(Locale.ROOT));
  }

  /** Strengths by boundary or direction. */
  Map<String, Double> edited() {
    Map<String, Double> map = new TreeMap<>();
    for (String part : edits.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      int at = part.lastIndexOf('=');
      try {
        map.put(part.substring(0, at).strip(), Double.parseDouble(part.substring(at + 1).strip()));
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw new UserError("reenact.edits: '" + part.strip() + "' is not name=strength", e);
      }
    }
    return map;
  }
}
