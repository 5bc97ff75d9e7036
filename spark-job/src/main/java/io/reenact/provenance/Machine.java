package io.reenact.provenance;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The machine that this process runs on. */
final class Machine {
  private static final Path CPUS = Path.of("/proc/cpuinfo");
  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

  private Machine() {}

  /** What there is to say of it, by name; what the system does not tell is left out. */
  static Map<String, String> facts() {
    Map<String, String> facts = new TreeMap<>();
    try {
      facts.put("host", InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      // A host without a name of its own has none to tell.
      facts.remove("host");
    }
    facts.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    value(CPUS, "model name").ifPresent(model -> facts.put("cpu", model));
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      facts.put("memory", (system.getTotalMemorySize() >> 20) + " MiB");
    }
    List<String> gpus = gpus();
    if (!gpus.isEmpty()) {
      facts.put("gpu", String.join("; ", gpus));
    }
    return facts;
  }

  /** As NVIDIA's driver shows them; asking CUDA would take memory of each. */
  private static List<String> gpus() {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(GPUS)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(GPUS)) {
        all.forEach(gpu -> value(gpu.resolve("information"), "Model").ifPresent(names::add));
      } catch (IOException e) {
        return names;
      }
    }
    names.sort(null);
    return names;
  }

  /** The first value of a file of lines {@code name : value}. */
  private static Optional<String> value(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
