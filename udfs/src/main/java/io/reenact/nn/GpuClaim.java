package io.reenact.nn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A sign on a GPU that this process computes on it: processes that share one without knowing run
 * out of its memory together. Held until the process ends, however it does.
 */
final class GpuClaim {
  private static final Path FOLDER = Path.of("/tmp");
  private static final Map<Path, FileLock> HELD = new ConcurrentHashMap<>();

  private GpuClaim() {}

  /**
   * Claims a GPU.
   *
   * @return a line about another process that has it; empty if none has, or it can't be known
   */
  static Optional<String> of(int gpu) {
    return of(gpu, FOLDER);
  }

  static Optional<String> of(int gpu, Path folder) {
    String visible = System.getenv("CUDA_VISIBLE_DEVICES");
    String name = visible == null || visible.isBlank() ? String.valueOf(gpu) : visible + "-" + gpu;
    Path file = folder.resolve("reenact-gpu-" + name.replaceAll("[^A-Za-z0-9-]", "_"));
    if (HELD.containsKey(file)) {
      return Optional.empty();
    }
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
      if (lock == null) {
        channel.close();
        return Optional.of(
            "GPU "
                + gpu
                + " is used by another process, too ("
                + Files.readString(file).strip()
                + "): give each executor a GPU of its own, and let units share one with"
                + " job.units_per_gpu");
      }
      channel.truncate(0);
      String pid = "process " + ProcessHandle.current().pid();
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      HELD.put(file, lock);
      return Optional.empty();
    } catch (IOException | OverlappingFileLockException e) {
      // Another user's file, or no such folder: then nobody can say.
      return Optional.empty();
    }
  }
}
