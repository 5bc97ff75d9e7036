package io.reenact.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The repository's documents: README and its like, what lies under docs, notebooks' text. */
final class Documents {
  /** The repository's root folder. */
  static final Path ROOT =
      Path.of(System.getProperty("reenact.root", "..")).toAbsolutePath().normalize();

  private Documents() {}

  /**
   * A document in Markdown.
   *
   * @param path from the repository's root
   */
  record Document(Path path, String text) {
    Path folder() {
      return ROOT.resolve(path).getParent();
    }
  }

  static List<Document> all() {
    List<Document> all = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> notebooks = Files.list(ROOT.resolve("notebooks"))) {
      Stream.of(
              top,
              docs,
              Stream.of(ROOT.resolve("models/README.md"), ROOT.resolve("samples/README.md")))
          .flatMap(s -> s)
          .filter(p -> p.toString().endsWith(".md"))
          .sorted()
          .forEach(p -> all.add(new Document(ROOT.relativize(p), read(p))));
      notebooks
          .filter(p -> p.toString().endsWith(".ipynb"))
          .sorted()
          .forEach(p -> all.add(new Document(ROOT.relativize(p), markdown(p))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text cells of a notebook. */
  private static String markdown(Path notebook) {
    StringBuilder text = new StringBuilder();
    try {
      for (JsonNode cell : Json.mapper().readTree(notebook.toFile()).path("cells")) {
        if (cell.path("cell_type").asText().equals("markdown")) {
          cell.path("source").forEach(line -> text.append(line.asText()));
          text.append("\n\n");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
