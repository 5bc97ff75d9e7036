package io.reenact.splat.cuda;

import io.reenact.camera.Camera;
import io.reenact.splat.Arguments;
import io.reenact.splat.DevicePicture;
import io.reenact.splat.DeviceRasterizer;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rendering;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rasterizer on an NVIDIA GPU, with kernels of our own (see {@code src/main/cuda}). The same
 * pictures and gradients as the CPU's up to rounding. Safe to share between threads, which then
 * take turns. Nothing of it touches a machine's CUDA before the constructor.
 */
public final class CudaRasterizer implements DeviceRasterizer {
  private static final int RECORD_BYTES = 48;

  /** Numbers of a head's motion, and blocks a head that add them up: step_kernels.h. */
  private static final int MOTION = 6;

  private static final int MOTION_BLOCKS = 64;

  private final CudaDriver driver;
  private final CudaKernels kernels;
  private final CudaArray counts;
  private final boolean deterministic;
  private final ArrayDeque<CudaBuffers> pool = new ArrayDeque<>();
  private final List<CudaBuffers> made = new ArrayList<>();
  private ByteBuffer staging = ByteBuffer.allocateDirect(0);

  /**
   * @param device the GPU's number
   * @param deterministic whether gradients are summed in a set order, so that they are the same
   *     each time; costs 36 bytes a (Gaussian, tile)
   * @throws io.reenact.error.UserError if there is no such GPU, or it can't run the kernels
   */
  public CudaRasterizer(int device, boolean deterministic) {
    this.deterministic = deterministic;
    driver = CudaDriver.open(device);
    counts = new CudaArray(driver);
    try {
      kernels = new CudaKernels(driver);
    } catch (RuntimeException e) {
      driver.close();
      throw e;
    }
  }

  /** How many GPUs there are; 0 without NVIDIA's driver. */
  public static int devices() {
    return CudaDriver.devices();
  }

  /** The GPU and the shipped image of the kernels that it runs. */
  public String description() {
    return driver.name() + ", " + kernels.image();
  }

  /** The shipped image of the kernels that runs: a cubin, or the PTX. */
  public String image() {
    return kernels.image();
  }

  /** Free memory of the GPU, bytes. */
  public synchronized long freeMemory() {
    driver.enter();
    return driver.free();
  }

  @Override
  public Optional<DeviceRasterizer> onDevice() {
    return Optional.of(this);
  }

  @Override
  public long traffic() {
    return driver.bytesToDevice() + driver.bytesToHost();
  }

  @Override
  public Rendering render(
      FloatBuffer gaussians, int n, Camera camera, int width, int height, float[] background) {
    Arguments.check(width, height, background);
    Arguments.check(gaussians, n);
    synchronized (this) {
      CudaBuffers b = buffers();
      CudaView view = new CudaView(1, width, height);
      long bytes = 4L * n * Gaussians.FLOATS;
      b.source = b.gaussians.of(bytes);
      FloatBuffer stage = stage(bytes).asFloatBuffer();
      stage.put(0, gaussians, 0, n * Gaussians.FLOATS);
      driver.upload(b.source, staging.limit((int) bytes));
      int pairs = draw(b, n, view, List.of(camera), new float[][] {background}, b.image, 0);
      float[] image = new float[3 * view.pixels()];
      float[] alpha = new float[view.pixels()];
      driver.download(b.image.at(), 4L * image.length, f -> f.asFloatBuffer().get(image));
      driver.download(b.alpha.at(), 4L * alpha.length, f -> f.asFloatBuffer().get(alpha));
      driver.await();
      return new CudaRendering(this, b, n, pairs, view, image, alpha);
    }
  }

  @Override
  public DevicePicture render(
      long gaussians,
      int n,
      List<Camera> cameras,
      int width,
      int height,
      float[][] backgrounds,
      long images) {
    Arguments.check(gaussians, n, images);
    Arguments.check((long) n * cameras.size());
    for (float[] background : backgrounds) {
      Arguments.check(width, height, background);
    }
    synchronized (this) {
      CudaBuffers b = buffers();
      CudaView view = new CudaView(cameras.size(), width, height);
      b.source = gaussians;
      int pairs = draw(b, n, view, cameras, backgrounds, null, images);
      return new CudaPicture(this, b, n, pairs, view);
    }
  }

  @Override
  public synchronized void motions(
      long gaussians, long gradient, int n, int heads, float[] point, long motions) {
    Arguments.check(gaussians, n, gradient);
    driver.enter();
    int blocks = MOTION_BLOCKS * heads;
    long parts = counts.of(4L * MOTION * blocks);
    kernels.launch(
        "motion_parts", blocks, gaussians, gradient, n, point[0], point[1], point[2], parts);
    kernels.launch("motion_sums", CudaKernels.blocks(MOTION * heads), parts, heads, motions);
  }

  @Override
  public long waits() {
    return driver.waits();
  }

  private CudaBuffers buffers() {
    driver.enter();
    CudaBuffers b = pool.poll();
    if (b == null) {
      b = new CudaBuffers(driver);
      made.add(b);
    }
    return b;
  }

  /** Draws into memory of ours or of the caller; gives the length of all tiles' lists together. */
  private int draw(
      CudaBuffers b,
      int n,
      CudaView view,
      List<Camera> cameras,
      float[][] backgrounds,
      CudaArray ours,
      long images) {
    ByteBuffer views = view.pack(cameras, backgrounds);
    driver.upload(b.views.of(views.remaining()), views);
    project(b, n, view);
    long[] length = new long[1];
    driver.download(
        b.offsets.at() + 4L * n * view.pictures(),
        4,
        count -> length[0] = Integer.toUnsignedLong(count.getInt()));
    driver.await();
    int pairs = list(b, n, view, length[0]);
    kernels.launch(
        "draw",
        view.allTiles(),
        b.records.at(),
        b.starts.at(),
        b.lists.at(),
        view.size(),
        b.views.at() + view.backgrounds(),
        ours == null ? images : ours.of(12L * view.pictures() * view.pixels()),
        b.alpha.of(4L * view.pictures() * view.pixels()),
        b.rgb.of(12L * view.pictures() * view.pixels()),
        b.blended.of(4L * view.allTiles()));
    return pairs;
  }

  /** Projects; the length of all lists together is then behind the offsets. */
  private void project(CudaBuffers b, int n, CudaView view) {
    int all = n * view.pictures();
    long records = b.records.of((long) RECORD_BYTES * all);
    long touched = b.touched.of(4L * all);
    long offsets = b.offsets.of(4L * (all + 1));
    b.keys.of(4L * all);
    b.order.of(4L * all);
    int blocks = CudaKernels.blocks(all);
    kernels.launch(
        "project",
        blocks,
        b.source,
        n,
        all,
        b.views.at(),
        records,
        b.keys.at(),
        b.order.at(),
        touched);
    kernels.sort(b.keys, b.order, all, 32);
    kernels.launch("gather", blocks, b.order.at(), touched, all, offsets);
    kernels.scan(offsets, all);
  }

  /** Lists each tile's Gaussians; gives the length. */
  private int list(CudaBuffers b, int n, CudaView view, long pairs) {
    if (pairs > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException(
          "the scene is too large for the CUDA rasterizer: its Gaussians touch "
              + pairs
              + " tiles; use fewer or smaller Gaussians or a smaller picture");
    }
    int m = (int) pairs;
    int all = n * view.pictures();
    kernels.launch(
        "emit",
        CudaKernels.blocks(all),
        b.records.at(),
        b.order.at(),
        b.touched.at(),
        b.offsets.at(),
        n,
        all,
        view.tilesX(),
        view.tiles(),
        b.tiles.of(4L * m),
        b.lists.of(4L * m),
        b.firstSlots.of(4L * all));
    kernels.sort(b.tiles, b.lists, m, 32 - Integer.numberOfLeadingZeros(view.allTiles() - 1));
    long starts = b.starts.of(4L * (view.allTiles() + 1));
    kernels.launch("ranges", CudaKernels.blocks(m + 1), b.tiles.at(), m, view.allTiles(), starts);
    return m;
  }

  /** Adds the gradient of a picture to the host's buffer. */
  void backward(
      CudaBuffers b, int n, int pairs, CudaView view, float[] dImage, FloatBuffer dGaussians) {
    if (n == 0) {
      return;
    }
    // The picture and its gradient have one size, and the picture is on the host already.
    long dPicture = b.image.at();
    driver.enter();
    stage(4L * dImage.length).asFloatBuffer().put(0, dImage);
    driver.upload(dPicture, staging.limit(4 * dImage.length));
    int size = n * Gaussians.FLOATS;
    long d = b.gradient.of(4L * size);
    driver.zero(d, 4L * size);
    backward(b, n, pairs, view, dPicture, d);
    float[] sum = download(d, size);
    for (int i = 0; i < size; i++) {
      dGaussians.put(i, dGaussians.get(i) + sum[i]);
    }
  }

  /** Adds the gradient of pictures to the Gaussians' on the GPU. */
  void backward(CudaBuffers b, int n, int pairs, CudaView view, long dImages, long dGaussians) {
    driver.enter();
    int all = n * view.pictures();
    long floats = (long) CudaRendering.SLOT * (deterministic ? pairs : all);
    long slots = b.slots.of(4 * floats);
    if (!deterministic) {
      driver.zero(slots, 4 * floats);
    }
    kernels.launch(
        "gradient",
        view.allTiles(),
        b.records.at(),
        b.starts.at(),
        b.lists.at(),
        b.blended.at(),
        b.firstSlots.at(),
        view.size(),
        b.rgb.at(),
        dImages,
        deterministic ? slots : 0L,
        deterministic ? 0L : slots);
    kernels.launch(
        "spread",
        CudaKernels.blocks(all),
        b.source,
        n,
        all,
        b.views.at(),
        b.touched.at(),
        b.firstSlots.at(),
        deterministic ? slots : 0L,
        deterministic ? 0L : slots,
        dGaussians);
  }

  float[] alpha(CudaBuffers b, CudaView view) {
    driver.enter();
    return download(b.alpha.at(), view.pictures() * view.pixels());
  }

  private float[] download(long from, int floats) {
    float[] out = new float[floats];
    driver.download(from, 4L * floats, f -> f.asFloatBuffer().get(out));
    driver.await();
    return out;
  }

  /** A buffer that callers' floats go through, from its start. */
  private ByteBuffer stage(long bytes) {
    if (staging.capacity() < bytes) {
      staging =
          ByteBuffer.allocateDirect(Math.toIntExact(bytes + bytes / 4))
              .order(ByteOrder.nativeOrder());
    }
    return staging.clear();
  }

  synchronized void giveBack(CudaBuffers b) {
    pool.push(b);
  }

  @Override
  public synchronized void close() {
    if (staging == null) {
      return;
    }
    driver.enter();
    driver.await();
    made.forEach(CudaBuffers::close);
    made.clear();
    counts.close();
    pool.clear();
    kernels.close();
    driver.close();
    staging = null;
  }
}
