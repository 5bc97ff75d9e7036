package io.reenact.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What this program was built from; the build writes it into {@code build.properties}. */
public final class Build {
  private static final Map<String, String> VERSIONS = read();

  private Build() {}

  /**
   * Versions of this program and of the libraries that it was built with, by name; {@code commit}
   * where it was built from a repository, {@code changed} if files were not as committed.
   */
  public static Map<String, String> versions() {
    return VERSIONS;
  }

  /** One line for people. */
  public static String line() {
    String commit = VERSIONS.getOrDefault("commit", "");
    return "reenact "
        + VERSIONS.getOrDefault("program", "unknown")
        + (commit.isEmpty() ? "" : " (" + commit.substring(0, Math.min(12, commit.length())) + ")");
  }

  private static Map<String, String> read() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("build.properties", e);
    }
    Map<String, String> versions = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      String value = properties.getProperty(name);
      // What the build could not fill in stays as it was written.
      if (!value.startsWith("${")) {
        versions.put(name, value);
      }
    }
    return Map.copyOf(versions);
  }
}
