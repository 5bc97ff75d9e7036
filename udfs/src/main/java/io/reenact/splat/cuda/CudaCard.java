package io.reenact.splat.cuda;

/**
 * A GPU as its driver describes it.
 *
 * @param name of the model
 * @param capability compute capability, 90 for 9.0
 * @param cuda the newest CUDA that the driver runs, 13000 for 13.0
 * @param total all memory, bytes
 * @param free memory that nobody uses now, bytes
 */
public record CudaCard(String name, int capability, int cuda, long total, long free) {
  /**
   * Asks the driver.
   *
   * @param device the GPU's number
   * @throws io.reenact.error.UserError if there is no driver
   */
  public static CudaCard of(int device) {
    try (CudaDriver driver = CudaDriver.open(device)) {
      return new CudaCard(
          driver.name(), driver.capability(), driver.cuda(), driver.total(), driver.free());
    }
  }
}
