package io.reenact.scratch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A library of {@code src/main/native}, which ships as a resource; for Linux on x86-64. */
public final class ShippedLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(ShippedLibrary.class);

  private ShippedLibrary() {}

  /** Whether one ships for this machine; it may still lack AVX2. */
  public static boolean here() {
    return "Linux".equals(System.getProperty("os.name"))
        && "amd64".equals(System.getProperty("os.arch"));
  }

  /**
   * Loads it, from a file that is there meanwhile.
   *
   * @param beside whose package has it
   * @param name in its folder for this machine
   * @param load loads a file and says whether it runs here
   * @param instead what happens without it, for the log
   * @return whether it is loaded and runs
   */
  public static boolean load(Class<?> beside, String name, Predicate<Path> load, String instead) {
    try {
      return here() && loaded(beside, name, load);
    } catch (IOException | UnsatisfiedLinkError e) {
      // No room, or a temporary folder from which nothing may run.
      LOG.warn("{} can't be loaded ({}); {}", name, e.toString(), instead);
      return false;
    }
  }

  private static boolean loaded(Class<?> beside, String name, Predicate<Path> load)
      throws IOException {
    Path file = Files.createTempFile("reenact", ".so");
    try (InputStream in = beside.getResourceAsStream("linux-x86-64/" + name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not on the class path");
      }
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return load.test(file.toAbsolutePath());
    } finally {
      // What is mapped stays.
      Files.delete(file);
    }
  }
}
