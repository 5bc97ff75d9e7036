package io.reenact.generator;

import io.reenact.video.InputFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** The stand-in bundle of the tests; see models/tiny_bundle.py. */
public final class TinyBundle {
  static final Path PATH = Path.of("src/test/resources/tiny-bundle");

  private TinyBundle() {}

  /** Loads it. */
  public static GeneratorBundle load() {
    return load(PATH);
  }

  /** Loads another bundle of the tests. */
  public static GeneratorBundle load(Path dir) {
    try {
      String pin = GeneratorBundle.sha256(Files.readAllBytes(dir.resolve("generator.json")));
      return GeneratorBundle.load(InputFiles.uri(dir), pin, new Configuration(false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
