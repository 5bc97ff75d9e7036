package io.reenact.scratch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;

/** A library of {@code src/main/native}, which ships as a resource; for Linux on x86-64. */
public final class ShippedLibrary {
  private ShippedLibrary() {}

  /** Whether one ships for this machine; it may still lack AVX2. */
  public static boolean here() {
    return "Linux".equals(System.getProperty("os.name"))
        && "amd64".equals(System.getProperty("os.arch"));
  }

  /**
   * Loads it from a file that is there meanwhile.
   *
   * @param beside whose package has it
   * @param name in its folder for this machine
   * @param load loads a file
   * @throws IOException if the file can't be written
   * @throws UnsatisfiedLinkError if the system does not load it
   */
  public static <T> T load(Class<?> beside, String name, Function<Path, T> load)
      throws IOException {
    Path file = Files.createTempFile("reenact", ".so");
    try (InputStream in = beside.getResourceAsStream("linux-x86-64/" + name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not on the class path");
      }
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return load.apply(file.toAbsolutePath());
    } finally {
      // What is mapped stays.
      Files.delete(file);
    }
  }
}
