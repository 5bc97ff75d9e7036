package io.reenact.stage.reenact;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import io.reenact.render.CameraChoice;
import io.reenact.render.ViewLayout;
import io.reenact.runner.StageContext;
import io.reenact.text.Json;
import io.reenact.video.Quality;
import java.io.Serializable;
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
    int drivers,
    String pairs,
    int sample,
    Similarity.By similarity,
    int segmentFrames,
    CameraChoice camera,
    double yaw,
    double pitch,
    double orbitRange,
    double orbitSeconds,
    String path,
    String grid,
    CameraChoice viewsCamera,
    double viewsRange,
    double strength,
    double smoothing,
    String parts,
    String expression,
    double seconds,
    double fps,
    String edits,
    String boundaries,
    @JsonSerialize(using = ToStringSerializer.class) Quality quality,
    boolean audio,
    String outputs)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Settings that say who is rendered, not how. */
  static final Set<String> WHO =
      Set.of("pairs", "drivers", "sample", "similarity", "segment_frames");

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

  /** What is kept beside the video. */
  Set<Output> kept() {
    Set<Output> kept = Output.parse(outputs);
    if (kept.contains(Output.PASTE) && camera != CameraChoice.DRIVER) {
      throw new BadSetting("reenact.outputs: paste needs reenact.camera=driver, not " + camera);
    }
    return kept;
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
    return (camera.manyViews() ? viewsCamera : camera) == CameraChoice.PATH;
  }

  /** How many views a picture has, and where. */
  public ViewLayout layout() {
    return switch (camera) {
      case QUILT -> ViewLayout.quilt(size);
      case GRID -> {
        Matcher m = GRID.matcher(grid);
        if (!m.matches()) {
          throw new BadSetting("reenact.grid: '" + grid + "' is not COLUMNSxROWS, such as 3x1");
        }
        yield new ViewLayout(
            Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), size, size);
      }
      case DRIVER, SOURCE, FIXED, ORBIT, PATH -> ViewLayout.single(size);
    };
  }

  /**
   * Refuses what can be known to be wrong before anything is rendered.
   *
   * @throws UserError naming the setting
   */
  void check() {
    kept();
    editNumbers();
    transferred();
    expressionNumbers();
    layout();
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
