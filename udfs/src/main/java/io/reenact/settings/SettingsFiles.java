package io.reenact.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.reenact.error.BadSetting;
import io.reenact.error.InputText;
import io.reenact.error.Suggestions;
import io.reenact.error.UnusableStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Settings as YAML, of which JSON is a part. */
public final class SettingsFiles {
  /** The profiles of the method's page, quickest first. */
  public static final List<String> PROFILES = List.of("quick", "standard", "paper");

  private static final YAMLMapper YAML = new YAMLMapper();

  private SettingsFiles() {}

  public static JsonNode resource(String name) {
    try (InputStream in = SettingsFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + name);
      }
      return YAML.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** A profile's name as it is written, whatever the case in which it was asked for. */
  public static String profileName(String name) {
    return TextForm.word(name, PROFILES)
        .orElseThrow(
            () ->
                new BadSetting(
                    "--profile "
                        + name
                        + ": choose one of "
                        + String.join(", ", PROFILES)
                        + Suggestions.of(name, PROFILES)));
  }

  public static JsonNode profile(String name) {
    return resource("profiles/" + profileName(name) + ".yaml");
  }

  /** A file on any Hadoop file system. */
  public static JsonNode file(String uri, Configuration conf) {
    try {
      Path path = new Path(uri);
      try (InputStream in = path.getFileSystem(conf).open(path)) {
        JsonNode tree = YAML.readTree(InputText.of(in.readAllBytes(), "--config " + uri));
        return tree == null || tree.isMissingNode() ? YAML.createObjectNode() : tree;
      }
    } catch (JsonProcessingException e) {
      throw new BadSetting("--config " + uri + ": not YAML or JSON: " + e.getOriginalMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw UnusableStore.or("--config " + uri + ": can't be read", e);
    }
  }

  /**
   * A value of {@code --set}: as in a file, but that there are no comments, so that colours and
   * names of files may have a {@code #} in them without quotes.
   */
  public static JsonNode scalar(String text) {
    String value = text.strip();
    if (value.contains("#") && !value.matches("(?s)[\\[{\"'].*")) {
      return YAML.getNodeFactory().textNode(value);
    }
    try {
      JsonNode node = YAML.readTree(text);
      return node == null || node.isMissingNode() ? YAML.getNodeFactory().textNode("") : node;
    } catch (JsonProcessingException e) {
      return YAML.getNodeFactory().textNode(text);
    }
  }
}
