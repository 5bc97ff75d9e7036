package io.reenact.splat.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Adam on many arrays of weights in one kernel ({@code src/main/cuda/step_kernels.h}), where
 * several operations an array would each be launched. One thread at a time.
 */
public final class CudaAdam implements AutoCloseable {
  /** Weights a block: ADAM_CHUNK. */
  private static final int CHUNK = 4096;

  private static final int WEIGHTS_BYTES = 40;

  private final CudaDriver driver;
  private final CudaKernels kernels;
  private final CudaArray table;
  private final CudaArray blocks;
  private List<Weights> known = List.of();
  private int count;

  /**
   * An array of weights and what Adam keeps of it: addresses of {@code count} floats each.
   *
   * @param gradient set to 0 by a step
   * @param mean first moment, updated
   * @param variance second moment, updated
   * @param rate learning rate; 0: only the gradient is set to 0
   */
  public record Weights(
      long weight, long gradient, long mean, long variance, int count, float rate) {}

  /**
   * @param device the GPU's number
   * @throws io.reenact.error.UserError if there is no such GPU, or it can't run the kernels
   */
  public CudaAdam(int device) {
    driver = CudaDriver.open(device);
    try {
      kernels = new CudaKernels(driver);
    } catch (RuntimeException e) {
      driver.close();
      throw e;
    }
    table = new CudaArray(driver);
    blocks = new CudaArray(driver);
  }

  /**
   * One step. What the arrays' addresses are is told the device only when it changes.
   *
   * @param scale on all rates, with the bias corrections
   */
  public void step(List<Weights> all, float scale, float beta1, float beta2, float epsilon) {
    driver.enter();
    if (!all.equals(known)) {
      tell(all);
    }
    kernels.launch(
        "adam",
        count,
        table.at(),
        blocks.at(),
        blocks.at() + 4L * count,
        scale,
        beta1,
        beta2,
        epsilon);
  }

  private void tell(List<Weights> all) {
    count = all.stream().mapToInt(w -> (w.count + CHUNK - 1) / CHUNK).sum();
    ByteBuffer rows = bytes(WEIGHTS_BYTES * all.size());
    ByteBuffer chunks = bytes(8 * count);
    int block = 0;
    for (int i = 0; i < all.size(); i++) {
      Weights w = all.get(i);
      rows.putLong(w.weight).putLong(w.gradient).putLong(w.mean).putLong(w.variance);
      rows.putInt(w.count).putFloat(w.rate);
      for (int from = 0; from < w.count; from += CHUNK, block++) {
        chunks.putInt(4 * block, i).putInt(4 * (count + block), from);
      }
    }
    driver.upload(table.of(rows.capacity()), rows.rewind());
    driver.upload(blocks.of(chunks.capacity()), chunks);
    known = List.copyOf(all);
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.nativeOrder());
  }

  /** How often the host has waited for the device here so far. */
  public long waits() {
    return driver.waits();
  }

  @Override
  public void close() {
    driver.enter();
    driver.await();
    table.close();
    blocks.close();
    kernels.close();
    driver.close();
  }
}
