package io.reenact.splat.cuda;

import com.sun.jna.Pointer;
import io.reenact.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The kernels of {@code src/main/cuda}, loaded for a device: its cubin where one ships and the
 * driver takes it, else the PTX, which the driver compiles. With them, the scan and the sort that
 * take several launches.
 */
final class CudaKernels implements AutoCloseable {
  /** Entries that a block scans or sorts. */
  private static final int CHUNK = 2048;

  private static final int THREADS = 256;
  private static final int RADIX_BITS = 8;
  private static final int RADIX = 256;

  /** Up to so many values one block scans them all: cheaper than two more launches. */
  private static final int ONE_BLOCK = 4 * CHUNK;

  private final CudaDriver driver;
  private final Pointer module;
  private final String image;
  private final Map<String, Pointer> functions = new HashMap<>();
  private final CudaArray sums;
  private final CudaArray counts;
  private final CudaArray keys;
  private final CudaArray values;

  CudaKernels(CudaDriver driver) {
    this.driver = driver;
    Pointer loaded = null;
    String from = null;
    for (String name : new String[] {"splat_sm_" + driver.capability() + ".cubin", "splat.ptx"}) {
      byte[] bytes = resource(name);
      loaded = bytes == null ? null : driver.module(bytes);
      if (loaded != null) {
        from = name;
        break;
      }
    }
    if (loaded == null) {
      throw new UserError(
          driver.name()
              + " can't run the rasterizer's kernels: they need compute capability 8.0 or later and"
              + " driver 520 or later; set job.device=cpu");
    }
    module = loaded;
    image = from;
    sums = new CudaArray(driver);
    counts = new CudaArray(driver);
    keys = new CudaArray(driver);
    values = new CudaArray(driver);
  }

  /** Which of the shipped images runs. */
  String image() {
    return image;
  }

  private static byte[] resource(String name) {
    try (InputStream in = CudaKernels.class.getResourceAsStream(name)) {
      if (in == null) {
        return null;
      }
      byte[] bytes = in.readAllBytes();
      // PTX is text, and the driver wants its end marked.
      return name.endsWith(".ptx") ? Arrays.copyOf(bytes, bytes.length + 1) : bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Blocks for a thread each of n. */
  static int blocks(int n) {
    return (n + THREADS - 1) / THREADS;
  }

  void launch(String kernel, int blocks, Object... args) {
    if (blocks > 0) {
      driver.launch(
          functions.computeIfAbsent(kernel, k -> driver.function(module, k)), blocks, args);
    }
  }

  /** Replaces n unsigned values by the sums of those before; the total goes behind them. */
  void scan(long array, int n) {
    if (n <= ONE_BLOCK) {
      launch("scan", 1, array, n);
      return;
    }
    int chunks = (n + CHUNK - 1) / CHUNK;
    long s = sums.of(4L * (chunks + 1));
    launch("chunk_sums", chunks, array, n, s);
    launch("scan", 1, s, chunks);
    launch("scan_chunks", chunks, array, n, s);
  }

  /**
   * Sorts n unsigned keys with their values, stable, ascending.
   *
   * @param bits how many of the lowest bits of a key may be set
   */
  void sort(CudaArray key, CudaArray value, int n, int bits) {
    if (n == 0) {
      return;
    }
    int chunks = (n + CHUNK - 1) / CHUNK;
    long c = counts.of(4L * (RADIX * chunks + 1));
    for (int shift = 0; shift < bits; shift += RADIX_BITS) {
      launch("radix_count", chunks, key.at(), n, shift, c);
      scan(c, RADIX * chunks);
      launch(
          "radix_move",
          chunks,
          key.at(),
          value.at(),
          n,
          shift,
          c,
          keys.of(4L * n),
          values.of(4L * n));
      key.swap(keys);
      value.swap(values);
    }
  }

  @Override
  public void close() {
    sums.close();
    counts.close();
    keys.close();
    values.close();
    driver.unload(module);
  }
}
