package io.reenact.splat.backend;

/**
 * Where a rasterizer is to work, and how.
 *
 * @param gpu number of the GPU that holds the networks' arrays; negative if Java's side of memory
 *     does
 * @param threads of a rasterizer on the CPU, at least 1
 * @param deterministic whether gradients must repeat themselves to the bit; the CPU's always do
 */
public record Place(int gpu, int threads, boolean deterministic) {
  /** Beside networks on the CPU. */
  public static Place cpu(int threads) {
    return new Place(-1, threads, true);
  }

  /** Beside networks on a GPU. */
  public static Place gpu(int gpu, boolean deterministic) {
    return new Place(gpu, 1, deterministic);
  }

  /** Whether the networks' arrays are on a GPU. */
  boolean onGpu() {
    return gpu >= 0;
  }
}
