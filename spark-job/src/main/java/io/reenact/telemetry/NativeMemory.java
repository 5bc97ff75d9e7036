package io.reenact.telemetry;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/** How much memory this process has, by Linux's account. */
public final class NativeMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private static final long DEMANDED = 64L << 20;

  private NativeMemory() {}

  /**
   * FFmpeg takes memory that it did not get for a damaged file, and leaves out frames: what a
   * process computed that has none left may be wrong.
   *
   * @throws OutOfMemoryError if native code could not allocate 64 MB now
   */
  public static void demand() {
    Pointer memory = Pointer.malloc(DEMANDED);
    if (memory == null || memory.isNull()) {
      throw new OutOfMemoryError(
          "native memory ran out; give executors more (spark.executor.memoryOverhead), or fewer"
              + " cores");
    }
    Pointer.free(memory);
  }

  /** Bytes in RAM; 0 where Linux's account can't be read. */
  public static long resident() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return 0;
  }

  /** Resident bytes beyond the Java heap: libtorch, FFmpeg, decoded frames, and the JVM itself. */
  public static long beyondHeap(long resident) {
    long committed = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    // What is committed and was never used isn't in RAM: a young process may have more of that than
    // it has of everything else.
    long used =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    return Math.max(0, resident - Math.min(committed, used));
  }
}
