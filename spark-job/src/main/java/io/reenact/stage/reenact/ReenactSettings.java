package io.reenact.stage.reenact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import io.reenact.paste.Backdrop;
import io.reenact.render.CameraChoice;
import io.reenact.render.Looping;
import io.reenact.render.Retiming;
import io.reenact.render.ViewLayout;
import io.reenact.render.Viewpoint;
import io.reenact.runner.StageContext;
import io.reenact.text.Json;
import io.reenact.video.Quality;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of the section {@code reenact}, documented in settings.yaml. A row of a request can have
 * its own for all but {@link #WHO}.
 */
public record ReenactSettings(
    int size,
    String driver,
    int drivers,
    String pairs,
    int sample,
    Similarity.By similarity,
    int segmentFrames,
    Viewpoint camera,
    double yaw,
    double pitch,
    double orbitRange,
    double orbitSeconds,
    String path,
    String grid,
    Viewpoint viewsCamera,
    double viewsRange,
    double strength,
    double smoothing,
    int retargetFrames,
    boolean ownChanges,
    String parts,
    String expression,
    double seconds,
    double fps,
    double speed,
    double start,
    Looping loop,
    String blend,
    String blendWeight,
    String edits,
    String boundaries,
    String directions,
    String attributes,
    @JsonSerialize(using = ToStringSerializer.class) Quality quality,
    String audio,
    String outputs,
    String background,
    boolean relight)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Settings that say who is rendered, not how. */
  static final Set<String> WHO =
      Set.of("pairs", "driver", "drivers", "sample", "similarity", "segment_frames");

  private static final Pattern GRID = Pattern.compile("([1-9]\\d?)x([1-9]\\d?)");

  /** A run's settings; a size of 0 becomes that of inversion. */
  static ReenactSettings of(StageContext context) {
    ObjectNode section = context.settings().section(ReenactStage.NAME);
    if (section.get("size").asInt() == 0) {
      int size = context.settings().section("inversion").path("size").asInt(256);
      ObjectNode sized = Json.mapper().createObjectNode();
      ObjectNode reenact = sized.putObject(ReenactStage.NAME);
      reenact.put("size", size);
      return context
          .settings()
          .with(sized, "inversion.size")
          .section(ReenactStage.NAME, ReenactSettings.class);
    }
    return context.settings().section(ReenactStage.NAME, ReenactSettings.class);
  }

  /**
   * These settings with some of a row's own over them.
   *
   * @param own texts by name
   * @throws UserError naming one that can't be used
   */
  ReenactSettings with(StageContext context, Map<String, String> own) {
    ObjectNode defaults = context.settings().section(ReenactStage.NAME);
    ObjectNode tree = Json.mapper().createObjectNode();
    ObjectNode section = tree.putObject(ReenactStage.NAME).put("size", size);
    own.forEach((name, value) -> section.set(name, value(defaults.get(name), value)));
    ReenactSettings s =
        context.settings().with(tree, "request").section(ReenactStage.NAME, ReenactSettings.class);
    s.check();
    return s;
  }

  private static JsonNode value(JsonNode like, String value) {
    if (like.isTextual()) {
      return Json.mapper().getNodeFactory().textNode(value);
    }
    try {
      return Json.mapper().readTree(value.strip().toLowerCase(Locale.ROOT));
    } catch (JsonProcessingException e) {
      return Json.mapper().getNodeFactory().textNode(value);
    }
  }

  /** What is kept beside the video. */
  Set<Output> kept() {
    Set<Output> kept = Output.parse(outputs);
    if (kept.contains(Output.PASTE) && camera.choice() != CameraChoice.DRIVER) {
      throw new BadSetting("reenact.outputs: paste needs reenact.camera=driver, not " + camera);
    }
    if (kept.contains(Output.PASTE) && speed != 1) {
      throw new BadSetting(
          "reenact.outputs: paste needs reenact.speed=1, frames to paste into, not " + speed);
    }
    if (kept.contains(Output.CUTOUT) && camera.choice().manyViews()) {
      throw new BadSetting("reenact.outputs: cutout needs one view, not reenact.camera=" + camera);
    }
    return kept;
  }

  /** Whether results are seen as the driver's frames are, so that they fit into them. */
  private boolean canPaste() {
    return camera.choice() == CameraChoice.DRIVER && speed == 1;
  }

  /** Whether a render with a driver is to be pasted into his frames. */
  boolean pastes() {
    return kept().contains(Output.PASTE) || (Output.auto(outputs) && canPaste());
  }

  /** Strengths by boundary or direction, if they are not in a file. */
  Map<String, Double> editNumbers() {
    return isFile(edits) ? Map.of() : numbers(edits, "reenact.edits", null);
  }

  /** Strengths by part; empty for the whole expression. */
  Map<String, Double> transferred() {
    return numbers(parts, "reenact.parts", 1.0);
  }

  /** Whether a text that could be name=number,... is the name of a file. */
  static boolean isFile(String text) {
    return !text.isEmpty() && !text.contains("=");
  }

  /** Values by direction, if they are not in a file. */
  Map<String, Double> expressionNumbers() {
    return isFile(expression) ? Map.of() : numbers(expression, "reenact.expression", null);
  }

  /** Whether the camera, or the one that views stand around, follows a file. */
  boolean usesPath() {
    return viewpoint().choice() == CameraChoice.PATH;
  }

  /** The camera, or the one that views stand around. */
  Viewpoint viewpoint() {
    return camera.choice().manyViews() ? viewsCamera : camera;
  }

  /** Whether there is to be sound. */
  boolean hasSound() {
    return !audio.equals("false");
  }

  /** The clip whose sound is taken in place of the driver's, IDENTITY/CLIP; null for none. */
  String soundClip() {
    return audio.startsWith(Viewpoint.PREFIX) ? audio.substring(Viewpoint.PREFIX.length()) : null;
  }

  /** How the driver's time runs. */
  Retiming retiming() {
    return new Retiming(speed, start, loop, seconds);
  }

  /** How many views a picture has, and where. */
  public ViewLayout layout() {
    return switch (camera.choice()) {
      case QUILT -> ViewLayout.quilt(size);
      case GRID -> {
        Matcher m = GRID.matcher(grid);
        if (!m.matches()) {
          throw new BadSetting("reenact.grid: '" + grid + "' is not COLUMNSxROWS, such as 3x1");
        }
        yield new ViewLayout(
            Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), size, size);
      }
      case DRIVER, CLIP, SOURCE, FIXED, ORBIT, PATH -> ViewLayout.single(size);
    };
  }

  /**
   * Refuses what can be known to be wrong before anything is rendered.
   *
   * @throws UserError naming the setting
   */
  void check() {
    kept();
    Backdrop.of(background);
    editNumbers();
    transferred();
    expressionNumbers();
    layout();
    retiming();
    if (usesPath() && path.isEmpty()) {
      throw new BadSetting("a camera path (reenact.camera=path) needs reenact.path=FILE");
    }
  }

  private static Map<String, Double> numbers(String text, String setting, Double byDefault) {
    Map<String, Double> map = new TreeMap<>();
    for (String part : text.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      int at = part.lastIndexOf('=');
      if (at < 0 && byDefault != null) {
        map.put(part.strip(), byDefault);
        continue;
      }
      try {
        map.put(part.substring(0, at).strip(), Double.parseDouble(part.substring(at + 1).strip()));
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw new BadSetting(setting + ": '" + part.strip() + "' is not name=number", e);
      }
    }
    return map;
  }
}
