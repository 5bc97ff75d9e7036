package io.reenact.splat.cuda;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * What a unit of work has of a GPU beside the rasterizer: a stream of its own, copies to and from
 * arrays that the host does not wait for, and small kernels of a step. Addresses are the device's.
 * One thread at a time.
 */
public final class CudaUnit implements AutoCloseable {
  private final CudaDriver driver;
  private final CudaKernels kernels;
  private final CudaStream stream;
  private final CudaArray parts;

  /**
   * @param device the GPU's number
   * @param ownStream whether it makes a stream; else it goes to the device's default one
   * @throws io.reenact.error.UserError if there is no such GPU, or it can't run the kernels
   */
  public CudaUnit(int device, boolean ownStream) {
    driver = CudaDriver.open(device);
    parts = new CudaArray(driver);
    try {
      kernels = new CudaKernels(driver);
      stream = ownStream ? driver.newStream() : driver.defaultStream();
    } catch (RuntimeException e) {
      driver.close();
      throw e;
    }
  }

  /** CUDA's handle of the stream; 0 for the default one. */
  public long stream() {
    return stream.address();
  }

  /** From now on this thread's copies and kernels, the rasterizer's too, go to the stream. */
  public void begin() {
    driver.enter();
    CudaStream.take(stream);
  }

  /** Waits, and takes the stream away from this thread. */
  public void end() {
    CudaStream.take(null);
    await();
  }

  /** Copies what remains of a buffer to the device. The host may change it at once. */
  public void upload(long to, ByteBuffer from) {
    driver.enter();
    driver.upload(to, from);
  }

  /**
   * Copies floats to the host.
   *
   * @return them: whoever asks first waits for all that was to be copied by then
   */
  public Supplier<float[]> download(long from, int floats) {
    driver.enter();
    float[] out = new float[floats];
    boolean[] there = new boolean[1];
    driver.download(
        from,
        4L * floats,
        bytes -> {
          bytes.asFloatBuffer().get(out);
          there[0] = true;
        });
    return () -> {
      if (!there[0]) {
        await();
      }
      return out;
    };
  }

  /** Waits for all that was put into the stream. */
  public void await() {
    driver.enter();
    driver.await(stream);
  }

  /**
   * The weights that cut boxes out of pictures and scale them, as {@code CropSampler} sets them.
   *
   * @param boxes {@code [n, 4]} floats
   * @param size side of a crop, px
   * @param rows {@code [n, size, height]} floats, filled
   * @param columns {@code [n, width, size]} floats, filled
   */
  public void cropWeights(
      long boxes, int n, int size, int height, int width, long rows, long columns) {
    driver.enter();
    int weights = Math.multiplyExact(n * size, height + width);
    kernels.launch(
        "crop_weights", CudaKernels.blocks(weights), boxes, n, size, height, width, rows, columns);
  }

  /**
   * The rotations that turn faces onto one face, weighted, about their centres.
   *
   * @param points {@code [faces, count, 3]} floats
   * @param weights {@code [count]} floats
   * @param onto {@code [count, 3]} floats
   * @param rotations {@code [faces, 3, 3]} floats, filled, transposed
   */
  public void faceRotations(
      long points, int faces, int count, long weights, long onto, long rotations) {
    driver.enter();
    kernels.launch("face_rotations", faces, points, count, weights, onto, rotations);
  }

  /**
   * A term on the pixels of some frames: {@code PixelLoss} of the package inversion has the sums.
   *
   * @param images {@code [B, 3, size, size]} floats
   * @param targets {@code [T, 3, size, size]} floats
   * @param weights {@code [T, size, size]} floats: what a pixel counts
   * @param frames {@code count} times the number of a picture, that of its target (ints), and a
   *     factor on the gradient (float)
   * @param edge what differences of neighbours, and of pooled blocks, count
   */
  public record Pixels(
      long images, long targets, long weights, long frames, int count, int size, float edge) {}

  /** Bytes of a frame of {@link Pixels}. */
  public static final int PIXEL_FRAME_BYTES = 12;

  /** Blocks a frame, and numbers of each: pixel_kernels.h. */
  private static final int PIXEL_BLOCKS = 64;

  private static final int PIXEL_SUMS = 2;

  /**
   * The term's values.
   *
   * @param values {@code [count]} floats, filled
   * @param norms as many, filled, for {@link #pixelGradient}
   */
  public void pixelValues(Pixels p, long values, long norms) {
    driver.enter();
    int blocks = PIXEL_BLOCKS * p.count;
    long sums = parts.of(4L * PIXEL_SUMS * blocks);
    kernels.launch(
        "pixel_sums", blocks, p.images, p.targets, p.weights, p.frames, p.size, p.edge, sums);
    kernels.launch(
        "pixel_values", CudaKernels.blocks(p.count), sums, p.frames, p.count, values, norms);
  }

  /**
   * Adds the gradient of the term times each frame's factor.
   *
   * @param norms of {@link #pixelValues}
   * @param gradient {@code [B, 3, size, size]} floats
   */
  public void pixelGradient(Pixels p, long norms, long gradient) {
    driver.enter();
    kernels.launch(
        "pixel_gradient",
        CudaKernels.blocks(Math.multiplyExact(3 * p.count, p.size * p.size)),
        p.images,
        p.targets,
        p.weights,
        p.frames,
        p.count,
        p.size,
        p.edge,
        norms,
        gradient);
  }

  @Override
  public void close() {
    driver.enter();
    driver.await(stream);
    parts.close();
    kernels.close();
    driver.close();
  }
}
