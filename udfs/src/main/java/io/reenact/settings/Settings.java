package io.reenact.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All settings of a run, by dotted name such as {@code job.threads}. What is set later wins: first
 * the defaults, then the profile, then {@code --config} files in the order given, then each {@code
 * --set} in the order given, last {@code --device}. {@code settings.yaml} on the class path
 * declares them; anything else is refused.
 */
public final class Settings {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .build();

  private final Map<String, Value> values;

  private Settings(Map<String, Value> values) {
    this.values = values;
  }

  /**
   * A value and who set it.
   *
   * @param value of the setting's type
   * @param source default, profile, the file's name, or --set
   */
  public record Value(JsonNode value, String source) {}

  /** The defaults. */
  public static Settings defaults() {
    Map<String, Value> values = new LinkedHashMap<>();
    SettingsReference.all()
        .forEach((name, s) -> values.put(name, new Value(s.byDefault(), "default")));
    return new Settings(values);
  }

  /**
   * A profile over the defaults.
   *
   * @param name one of {@link SettingsFiles#PROFILES}
   * @throws UserError if there is no such profile
   */
  public static Settings profile(String name) {
    return defaults().with(SettingsFiles.profile(name), "profile " + name);
  }

  /**
   * Over these, some of a section.
   *
   * @param values a record of them, or a map by name
   * @throws UserError for an unknown name, or a value of another type or out of its range
   */
  public Settings with(String section, Object values) {
    ObjectNode tree = MAPPER.createObjectNode();
    tree.set(section, MAPPER.valueToTree(values));
    return with(tree, "settings");
  }

  /**
   * Over these, the given ones.
   *
   * @param tree sections of settings, as in a profile
   * @param source who sets them, for messages and {@code reenact settings}
   * @throws UserError for an unknown name or a value of another type
   */
  public Settings with(JsonNode tree, String source) {
    Map<String, Value> merged = new LinkedHashMap<>(values);
    if (!tree.isObject()) {
      throw new BadSetting(source + ": settings must be sections of name: value");
    }
    merge("", tree, source, merged);
    return new Settings(merged);
  }

  private static void merge(
      String prefix, JsonNode tree, String source, Map<String, Value> merged) {
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      String name = prefix + field.getKey();
      if (merged.containsKey(name)) {
        merged.put(
            name, new Value(SettingsReference.check(name, field.getValue(), source), source));
      } else if (field.getValue().isObject() && SettingsReference.isSection(name)) {
        merge(name + ".", field.getValue(), source, merged);
      } else {
        throw new BadSetting(
            source + ": unknown setting " + name + SettingsReference.suggestion(name));
      }
    }
  }

  /** One setting from the command line: {@code name=value}. */
  public Settings with(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new BadSetting("--set " + assignment + ": write --set name=value");
    }
    String name = assignment.substring(0, equals).strip();
    if (!values.containsKey(name)) {
      throw new BadSetting("--set: unknown setting " + name + SettingsReference.suggestion(name));
    }
    JsonNode value = SettingsFiles.scalar(assignment.substring(equals + 1));
    Map<String, Value> merged = new LinkedHashMap<>(values);
    merged.put(name, new Value(SettingsReference.check(name, value, "--set"), "--set"));
    return new Settings(merged);
  }

  /** Every setting, in the reference's order. */
  public Map<String, Value> all() {
    return values;
  }

  /** A section as it is, for hashing. */
  public ObjectNode section(String section) {
    ObjectNode node = MAPPER.createObjectNode();
    String prefix = section + ".";
    values.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            node.set(name.substring(prefix.length()), value.value());
          }
        });
    return node;
  }

  /**
   * A section as it decides results: without settings that came {@link
   * SettingsReference.Setting#later later} and have their defaults.
   */
  public ObjectNode deciding(String section) {
    ObjectNode node = section(section);
    SettingsReference.all()
        .forEach(
            (name, setting) -> {
              if (setting.later() && values.get(name).value().equals(setting.byDefault())) {
                node.remove(name.substring(name.indexOf('.') + 1));
              }
            });
    return node;
  }

  /**
   * A section as a record whose components are its settings (snake_case in the files).
   *
   * @throws IllegalStateException if the record and the reference disagree
   * @throws UserError if the record's constructor refuses a value
   */
  public <T> T section(String section, Class<T> type) {
    return read(
        section, type, MAPPER.reader().with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
  }

  /**
   * Some settings of a section, as a record whose components are those.
   *
   * @throws IllegalStateException if the record has another
   * @throws UserError if the record's constructor refuses a value
   */
  public <T> T part(String section, Class<T> type) {
    return read(
        section, type, MAPPER.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
  }

  private <T> T read(String section, Class<T> type, ObjectReader reader) {
    try {
      return reader
          .forType(type)
          .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .readValue(section(section));
    } catch (ValueInstantiationException e) {
      throw new BadSetting("settings of " + section + ": " + e.getCause().getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "settings.yaml and " + type.getSimpleName() + " disagree: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The settings of a section that are measured in a unit, by name. */
  public Map<String, Double> numbers(String section, String unit) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    section(section)
        .properties()
        .forEach(
            s -> {
              if (SettingsReference.all().get(section + "." + s.getKey()).unit().equals(unit)) {
                numbers.put(s.getKey(), s.getValue().asDouble());
              }
            });
    return numbers;
  }

  /** How the job runs. */
  public JobSettings job() {
    return section("job", JobSettings.class);
  }
}
