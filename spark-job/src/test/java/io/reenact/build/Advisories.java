package io.reenact.build;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.artifact.versioning.ComparableVersion;

/**
 * Compares what ships with conf/advisories.yaml; needs no network. What ships is told by a bill of
 * materials (CycloneDX, JSON), or by Maven's list of dependencies where a build without the network
 * writes no bill.
 */
public final class Advisories {
  /**
   * A known hole, as conf/advisories.yaml explains.
   *
   * @param except those of the library's wild card that have versions of their own, or null
   * @param fixed the first version without it, or null where there is none
   * @param accepted why the build goes on all the same, or null
   */
  record Advisory(
      String library,
      String except,
      String fixed,
      String id,
      String source,
      String date,
      String accepted) {
    Advisory {
      if (library == null || id == null || source == null || date == null) {
        throw new IllegalArgumentException(
            "an advisory needs library, id, source and date; this one is " + id + ", " + library);
      }
      if (fixed != null && accepted != null) {
        throw new IllegalArgumentException(
            id
                + " is fixed in "
                + library
                + " "
                + fixed
                + ": nothing to accept; raise the version");
      }
    }

    private boolean hits(String name, String version) {
      return named(library, name)
          && (except == null || !named(except, name))
          && (fixed == null
              || new ComparableVersion(version).compareTo(new ComparableVersion(fixed)) < 0);
    }
  }

  private Advisories() {}

  private static boolean named(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }

  /** A library that ships. */
  record Library(String name, String version) {}

  private static final Pattern DEPENDENCY =
      Pattern.compile("^\\s+([^:\\s]+:[^:\\s]+):jar:(?:[^:\\s]+:)?([^:\\s]+):(\\w+)");

  /** Of a bill of materials. */
  static List<Library> bill(Path bom) throws IOException {
    List<Library> libraries = new ArrayList<>();
    for (JsonNode component : new ObjectMapper().readTree(bom.toFile()).path("components")) {
      String name = component.path("group").asText() + ":" + component.path("name").asText();
      libraries.add(new Library(name, component.path("version").asText()));
    }
    return atLeastOne(libraries, bom);
  }

  /** Of what dependency:list wrote; those of tests do not ship. */
  static List<Library> dependencies(Path list) throws IOException {
    List<Library> libraries = new ArrayList<>();
    for (String line : Files.readAllLines(list)) {
      Matcher found = DEPENDENCY.matcher(line);
      if (found.find() && !found.group(3).equals("test")) {
        libraries.add(new Library(found.group(1), found.group(2)));
      }
    }
    return atLeastOne(libraries, list);
  }

  private static List<Library> atLeastOne(List<Library> libraries, Path file) throws IOException {
    if (libraries.isEmpty()) {
      throw new IOException(file + " names no library: it is no list of what ships");
    }
    return libraries;
  }

  /**
   * @return a line for each known hole: library, version, identifier, what to do
   */
  static List<String> holes(List<Library> libraries, Path list) throws IOException {
    List<Advisory> advisories =
        new YAMLMapper().readValue(list.toFile(), new TypeReference<List<Advisory>>() {});
    List<String> holes = new ArrayList<>();
    for (Library library : libraries) {
      for (Advisory advisory : advisories) {
        if (advisory.accepted() == null && advisory.hits(library.name(), library.version())) {
          String line = library.name() + " " + library.version() + " has " + advisory.id() + ": ";
          line +=
              advisory.fixed() == null ? "replace it" : "take " + advisory.fixed() + " or later";
          holes.add(line + " (" + advisory.source() + ")");
        }
      }
    }
    return holes.stream().distinct().sorted().toList();
  }

  /**
   * DEPENDENCIES BOM ADVISORIES: fails with a line for each known hole. An older bill than the
   * dependencies is another build's, and not read.
   */
  public static void main(String[] arguments) throws IOException {
    Path dependencies = Path.of(arguments[0]);
    Path bom = Path.of(arguments[1]);
    List<Library> libraries = new ArrayList<>(dependencies(dependencies));
    if (Files.exists(bom)
        && Files.getLastModifiedTime(bom).compareTo(Files.getLastModifiedTime(dependencies)) >= 0) {
      libraries.addAll(bill(bom));
    }
    List<String> holes = holes(libraries, Path.of(arguments[2]));
    if (!holes.isEmpty()) {
      throw new IllegalStateException(
          "known holes in what is shipped:\n" + String.join("\n", holes));
    }
  }
}
