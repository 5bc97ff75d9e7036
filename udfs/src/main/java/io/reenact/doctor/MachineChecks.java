package io.reenact.doctor;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Java, memory, disk and clock. */
public final class MachineChecks {
  private static final double GIB = 1 << 30;

  /** What one unit takes beside Java's heap, GiB: docs/operations/sizing-and-cost.md. */
  private static final double OUTSIDE_HEAP = 2;

  /** Natives, unpacked, and temporary files of a unit, GiB. */
  private static final double LEAST_DISK = 1;

  private static final double GOOD_DISK = 5;

  private MachineChecks() {}

  /** The Java that runs this. */
  public static Finding java() {
    return java(
        Runtime.version().feature(),
        System.getProperty("java.version") + ", " + System.getProperty("java.vendor"),
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
  }

  static Finding java(int feature, String version, boolean vectors) {
    if (feature != 17 && feature != 21) {
      return Finding.fault("Java", version, "Spark runs on Java 17 or 21: set JAVA_HOME to one");
    }
    return vectors
        ? Finding.ok("Java", version)
        : Finding.fault(
            "Java",
            version + " without the module jdk.incubator.vector",
            "start the job with ./submit.sh, or give executors the options in target/dist/jvm.flags");
  }

  /** The machine's memory, or its container's, and Java's part of it. */
  public static Finding memory() {
    long all =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Long.MAX_VALUE;
    return memory(all / GIB, Runtime.getRuntime().maxMemory() / GIB);
  }

  static Finding memory(double all, double heap) {
    String found = text("%.1f GiB, Java's heap may take %.1f of it", all, heap);
    if (heap + OUTSIDE_HEAP / 2 > all) {
      return Finding.fault(
          "memory", found, "libtorch needs room beside the heap: a smaller --driver-memory");
    }
    return heap + OUTSIDE_HEAP > all
        ? Finding.note(
            "memory",
            found,
            "little is left for libtorch: a smaller --driver-memory, or more memory")
        : Finding.ok("memory", found);
  }

  /**
   * A folder that the job writes to.
   *
   * @param what it is for
   * @param folder may not be there yet
   */
  public static Finding disk(String what, Path folder) {
    Path there = folder.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
      return Finding.fault(what, folder + " can't be written", "name another folder, or open it");
    }
    try {
      return disk(what, folder.toString(), Files.getFileStore(there).getUsableSpace() / GIB);
    } catch (IOException e) {
      return Finding.fault(what, folder + ": " + e.getMessage(), "name another folder");
    }
  }

  static Finding disk(String what, String folder, double free) {
    String found = text("%s, %.1f GiB free", folder, free);
    if (free < LEAST_DISK) {
      return Finding.fault(what, found, "make room, or name another folder");
    }
    return free < GOOD_DISK
        ? Finding.note(what, found, "long runs need more")
        : Finding.ok(what, found);
  }

  /** The system's clock against the age of the program itself. */
  public static Finding clock() {
    return clock(Instant.now(), built());
  }

  static Finding clock(Instant now, Instant built) {
    String found = now.truncatedTo(ChronoUnit.SECONDS).toString();
    return now.isBefore(built.minus(Duration.ofDays(1)))
        ? Finding.fault(
            "clock", found + " is before this program was built, " + built, "set the clock")
        : Finding.ok("clock", found);
  }

  private static Instant built() {
    try {
      File from =
          new File(MachineChecks.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Instant.ofEpochMilli(from.lastModified());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Java, memory and clock. */
  public static List<Finding> all() {
    return List.of(java(), memory(), clock());
  }
}
