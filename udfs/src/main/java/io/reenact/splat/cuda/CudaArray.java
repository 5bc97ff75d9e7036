package io.reenact.splat.cuda;

/** Device memory that is used again and only ever grows; what it held is lost when it does. */
final class CudaArray implements AutoCloseable {
  private final CudaDriver driver;
  private long pointer;
  private long size;

  CudaArray(CudaDriver driver) {
    this.driver = driver;
  }

  /** Its address, with room for so many bytes. */
  long of(long bytes) {
    if (bytes > size) {
      close();
      long wanted = bytes + bytes / 4 + 1024;
      pointer = driver.allocate(wanted);
      size = wanted;
    }
    return pointer;
  }

  /** Exchanges what the two hold. */
  void swap(CudaArray other) {
    long p = pointer;
    long s = size;
    pointer = other.pointer;
    size = other.size;
    other.pointer = p;
    other.size = s;
  }

  /** Its address. */
  long at() {
    return pointer;
  }

  @Override
  public void close() {
    if (pointer != 0) {
      driver.free(pointer);
      pointer = 0;
      size = 0;
    }
  }
}
