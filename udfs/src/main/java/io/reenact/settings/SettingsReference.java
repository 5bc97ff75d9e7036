package io.reenact.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.reenact.error.BadSetting;
import io.reenact.error.Suggestions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
   * @param source where its default comes from: a paper's section, or "ours"; may be empty
   * @param later whether it came when results were there that its default does not change: it is
   *     left out of units' keys while it has its default, so that those stay found
   */
  public record Setting(
      JsonNode byDefault,
      String unit,
      String doc,
      List<String> oneOf,
      Double min,
      Double max,
      Integer multipleOf,
      TextForm form,
      String source,
      boolean later) {
    /** Says what a number may be: "at least 1", "a multiple of 4 from 32 to 1024". */
    public String range() {
      String multiple = multipleOf == null ? "" : "a multiple of " + multipleOf;
      String bounds = "";
      if (min != null && max != null) {
        bounds = "from " + text(min) + " to " + text(max);
      } else if (min != null || max != null) {
        bounds = min != null ? "at least " + text(min) : "at most " + text(max);
      }
      return (multiple + " " + bounds).strip();
    }

    private boolean holds(double value) {
      return (min == null || value >= min)
          && (max == null || value <= max)
          && (multipleOf == null || value % multipleOf == 0);
    }

    private static String text(double number) {
      return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
  }

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
    if (setting.form() != null && setting.form().takes(value)) {
      checked = TextNode.valueOf(value.asText());
    }
    if (!checked.getNodeType().equals(like.getNodeType())
        || (like.isIntegralNumber() && !value.isIntegralNumber())) {
      throw new BadSetting(
          String.format(
              Locale.ROOT,
              "%s: %s must be %s, not %s",
              source,
              name,
              kind(like),
              value.toString()));
    }
    if (!setting.oneOf().isEmpty()) {
      String word = checked.asText();
      checked =
          TextNode.valueOf(
              TextForm.word(word, setting.oneOf())
                  .orElseThrow(
                      () ->
                          new BadSetting(
                              String.format(
                                  Locale.ROOT,
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
    if (checked.isNumber() && !setting.holds(checked.doubleValue())) {
      throw new BadSetting(
          String.format(
              Locale.ROOT, "%s: %s must be %s, not %s", source, name, setting.range(), value));
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
        List<String> oneOf = choices(s);
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
                s.has("form") ? TextForm.of(s.get("form"), s.path("words")) : null,
                s.path("source").asText(""),
                s.path("later").asBoolean(false)));
      }
    }
    return Collections.unmodifiableMap(all);
  }

  /** The words in {@code one_of}, or the constants of the enum that {@code type} names. */
  private static List<String> choices(JsonNode setting) {
    List<String> words = new ArrayList<>();
    setting.path("one_of").forEach(v -> words.add(v.asText()));
    if (setting.has("type")) {
      try {
        Class<?> type = Class.forName(setting.get("type").asText());
        for (Object constant : type.getEnumConstants()) {
          words.add(constant.toString());
        }
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("settings.yaml names no type: " + setting, e);
      }
    }
    return words;
  }
}
