package io.reenact.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.reenact.error.Suggestions;
import io.reenact.error.UserError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What settings there are: {@code settings.yaml}, read once. */
public final class SettingsReference {
  private static final Map<String, Setting> ALL = load();

  private SettingsReference() {}

  /**
   * A setting.
   *
   * @param byDefault its default, which fixes its type
   * @param unit or the values it may have
   * @param doc one line
   * @param oneOf allowed words; empty for any
   * @param min inclusive, or null
   * @param max inclusive, or null
   * @param multipleOf what a number must be a multiple of, or null
   * @param form how a text must be written, or null
   */
  public record Setting(
      JsonNode byDefault,
      String unit,
      String doc,
      List<String> oneOf,
      Double min,
      Double max,
      Integer multipleOf,
      TextForm form) {}

  public static Map<String, Setting> all() {
    return ALL;
  }

  public static boolean isSection(String name) {
    return ALL.keySet().stream().anyMatch(s -> s.startsWith(name + "."));
  }

  /** The value in the setting's type. */
  public static JsonNode check(String name, JsonNode value, String source) {
    Setting setting = ALL.get(name);
    JsonNode like = setting.byDefault();
    JsonNode checked = value;
    if (like.isDouble() && value.isIntegralNumber()) {
      checked = DoubleNode.valueOf(value.doubleValue());
    }
    if (!checked.getNodeType().equals(like.getNodeType())
        || (like.isIntegralNumber() && !value.isIntegralNumber())) {
      throw new UserError(
          String.format("%s: %s must be %s, not %s", source, name, kind(like), value.toString()));
    }
    if (!setting.oneOf().isEmpty()) {
      String word = checked.asText();
      checked =
          TextNode.valueOf(
              TextForm.word(word, setting.oneOf())
                  .orElseThrow(
                      () ->
                          new UserError(
                              String.format(
                                  "%s: %s must be one of %s, not %s%s",
                                  source,
                                  name,
                                  setting.oneOf(),
                                  word,
                                  Suggestions.of(word, setting.oneOf())))));
    }
    if (setting.form() != null) {
      checked = TextNode.valueOf(setting.form().check(source + ": " + name, checked.asText()));
    }
    if (checked.isNumber()
        && ((setting.min() != null && checked.doubleValue() < setting.min())
            || (setting.max() != null && checked.doubleValue() > setting.max()))) {
      throw new UserError(
          String.format(
              "%s: %s must be %s%s, not %s",
              source,
              name,
              setting.min() == null ? "" : "at least " + setting.min() + " ",
              setting.max() == null ? "" : "at most " + setting.max(),
              checked));
    }
    if (setting.multipleOf() != null && checked.asLong() % setting.multipleOf() != 0) {
      throw new UserError(
          String.format(
              "%s: %s must be a multiple of %d, not %s",
              source, name, setting.multipleOf(), checked));
    }
    return checked;
  }

  /** The nearest name, if one is near. */
  public static String suggestion(String name) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String last = lastPart(name);
    ToIntFunction<String> far =
        s -> Math.min(distance.apply(s, name), 1 + distance.apply(lastPart(s), last));
    return ALL.keySet().stream()
        .min(Comparator.comparingInt(far))
        .filter(s -> far.applyAsInt(s) <= Math.max(2, last.length() / 3))
        .map(s -> "; did you mean " + s + "?")
        .orElse("; the command settings lists them all");
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String kind(JsonNode like) {
    if (like.isTextual()) {
      return "text";
    }
    if (like.isBoolean()) {
      return "true or false";
    }
    return like.isIntegralNumber() ? "a whole number" : like.isNumber() ? "a number" : "a list";
  }

  private static Map<String, Setting> load() {
    Map<String, Setting> all = new LinkedHashMap<>();
    JsonNode sections = SettingsFiles.resource("settings.yaml");
    for (Map.Entry<String, JsonNode> section : sections.properties()) {
      for (Map.Entry<String, JsonNode> entry : section.getValue().properties()) {
        JsonNode s = entry.getValue();
        List<String> oneOf = new ArrayList<>();
        s.path("one_of").forEach(v -> oneOf.add(v.asText()));
        all.put(
            section.getKey() + "." + entry.getKey(),
            new Setting(
                s.required("default"),
                oneOf.isEmpty() ? s.path("unit").asText("") : String.join("|", oneOf),
                s.required("doc").asText(),
                List.copyOf(oneOf),
                s.has("min") ? s.get("min").asDouble() : null,
                s.has("max") ? s.get("max").asDouble() : null,
                s.has("multiple_of") ? s.get("multiple_of").asInt() : null,
                s.has("form") ? TextForm.of(s.get("form"), s.path("words")) : null));
      }
    }
    return Collections.unmodifiableMap(all);
  }
}
