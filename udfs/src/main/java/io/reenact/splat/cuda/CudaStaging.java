package io.reenact.splat.cuda;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory of the host that the device copies from and to by itself: copies from any other make the
 * host wait. Each part is used again once the host has waited for the stream.
 */
final class CudaStaging implements AutoCloseable {
  private static final long LEAST = 1 << 16;
  private static final int ALIGNMENT = 64;

  private final CudaDriver driver;
  private final List<Pointer> blocks = new ArrayList<>();
  private long size;
  private long used;
  private CudaStream stream;
  private long waits;

  CudaStaging(CudaDriver driver) {
    this.driver = driver;
  }

  /** Room for a copy that is about to be put into a stream. */
  ByteBuffer take(CudaStream now, long bytes) {
    if (stream != null && stream != now) {
      driver.await(stream);
    }
    if (stream != now || waits != now.waits()) {
      stream = now;
      waits = now.waits();
      used = 0;
      free(blocks.size() - 1);
    }
    if (used + bytes > size) {
      size = Math.max(LEAST, Math.max(bytes, 2 * size));
      used = 0;
      blocks.add(driver.allocateHost(size));
    }
    ByteBuffer part =
        blocks.get(blocks.size() - 1).getByteBuffer(used, bytes).order(ByteOrder.nativeOrder());
    used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return part;
  }

  /** Frees the first blocks: the last is the largest. */
  private void free(int count) {
    for (int i = 0; i < count; i++) {
      driver.freeHost(blocks.remove(0));
    }
  }

  @Override
  public void close() {
    free(blocks.size());
  }
}
