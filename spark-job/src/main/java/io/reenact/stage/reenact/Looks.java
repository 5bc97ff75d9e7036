package io.reenact.stage.reenact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.render.CameraChoice;
import io.reenact.settings.Settings;
import io.reenact.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What tells renders of one pair from each other: their settings that are not the defaults. */
final class Looks {
  /** Settings that change neither what is shown nor from where. */
  private static final Set<String> ELSEWHERE =
      Set.of("size", "boundaries", "attributes", "quality", "outputs", "background", "relight");

  /** Settings that are, or may be, the name of a file. */
  private static final Set<String> FILES = Set.of("path", "blend_weight", "directions");

  /** Settings that only count with a camera. */
  private static final Map<String, Set<CameraChoice>> OF_CAMERAS =
      Map.of(
          "yaw", Set.of(CameraChoice.FIXED),
          "pitch", Set.of(CameraChoice.FIXED),
          "orbit_range", Set.of(CameraChoice.ORBIT),
          "orbit_seconds", Set.of(CameraChoice.ORBIT),
          "path", Set.of(CameraChoice.PATH),
          "grid", Set.of(CameraChoice.GRID),
          "views_camera", Set.of(CameraChoice.GRID, CameraChoice.QUILT),
          "views_range", Set.of(CameraChoice.GRID, CameraChoice.QUILT));

  private static final ObjectNode DEFAULTS = Settings.defaults().section(ReenactStage.NAME);

  private Looks() {}

  /** A look in words, such as {@code camera=fixed, yaw=20.0}; empty for the plain look. */
  static String text(ReenactSettings how) {
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> e : Json.mapper().<ObjectNode>valueToTree(how).properties()) {
      String name = e.getKey();
      String value = e.getValue().asText();
      if (ReenactSettings.WHO.contains(name)
          || ELSEWHERE.contains(name)
          || !counts(name, how)
          || value.equals(DEFAULTS.path(name).asText())) {
        continue;
      }
      if (name.equals("audio") && how.soundClip() == null) {
        continue;
      }
      boolean list = name.equals("edits") || name.equals("parts") || name.equals("expression");
      boolean file = FILES.contains(name) || (list && ReenactSettings.isFile(value));
      // Where a file lies says nothing about the look.
      String shown = file && value.contains("/") ? value.replaceAll(".*/", "") : value;
      parts.add(name + (list ? ": " : "=") + shown);
    }
    return String.join(", ", parts);
  }

  private static boolean counts(String name, ReenactSettings how) {
    if (name.equals("blend_weight") && how.blend().isEmpty()) {
      return false;
    }
    Set<CameraChoice> cameras = OF_CAMERAS.get(name);
    return cameras == null
        || cameras.contains(how.camera().choice())
        || cameras.contains(how.viewpoint().choice());
  }
}
