package io.reenact.attributes;

import io.reenact.attribute.FlowSettings;
import io.reenact.boundary.LatentSource;
import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A flow to be fitted.
 *
 * @param labels SQL by attribute's name, in order: numbers, or true and false
 * @param samples to draw
 * @param training how
 */
public record AttributeRequest(
    Map<String, String> labels, LatentSource.Generated samples, FlowSettings training) {
  /** Keeps the order. */
  public AttributeRequest {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /**
   * Reads attributes: {@code age,specs=glasses > 0.47}, with a comma between them; a name alone is
   * that of a factor or measure. Commas inside of parentheses belong to SQL.
   *
   * @throws UserError naming what can't be used
   */
  public static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String part : parts(text)) {
      int at = part.indexOf('=');
      String name = (at < 0 ? part : part.substring(0, at)).strip();
      String label = (at < 0 ? part : part.substring(at + 1)).strip();
      if (!name.matches("[A-Za-z0-9_-]{1,64}") || label.isEmpty()) {
        throw new BadSetting(
            "--names: '"
                + part.strip()
                + "' is neither a name nor name=SQL: use letters, digits, - and _ in names");
      }
      if (labels.put(name, label) != null) {
        throw new BadSetting("--names: '" + name + "' is there twice");
      }
    }
    return labels;
  }

  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }
}
