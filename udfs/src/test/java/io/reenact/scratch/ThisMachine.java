package io.reenact.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the machine of the tests has, by its own account. */
public final class ThisMachine {
  private ThisMachine() {}

  /** Whether what ships compiled runs here. */
  public static boolean runsShippedLibraries() {
    return ShippedLibrary.here() && has("avx2", "fma");
  }

  /** Whether Linux lists all of these features of the processor. */
  public static boolean has(String... features) {
    try {
      List<String> words = List.of(Files.readString(Path.of("/proc/cpuinfo")).split("\\s+"));
      return words.containsAll(Arrays.asList(features));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
