package io.reenact.splat.cuda;

import io.reenact.camera.Camera;
import io.reenact.splat.Arguments;
import io.reenact.splat.DevicePicture;
import io.reenact.splat.DeviceRasterizer;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rendering;
import io.reenact.splat.View;
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
      CudaView view = new CudaView(View.of(camera, width, height));
      long bytes = 4L * n * Gaussians.FLOATS;
      b.source = b.gaussians.of(bytes);
      if (n > 0) {
        FloatBuffer stage = stage(bytes).asFloatBuffer();
        stage.put(0, gaussians, 0, n * Gaussians.FLOATS);
        driver.upload(b.source, staging, bytes);
      }
      int pixels = width * height;
      int pairs = bin(b, n, view);
      draw(b, view, background, b.image.of(12L * pixels));
      float[] image = download(b.image.at(), 3 * pixels);
      float[] alpha = alpha(b, view);
      return new CudaRendering(this, b, n, pairs, view, image, alpha);
    }
  }

  @Override
  public DevicePicture render(
      long gaussians, int n, Camera camera, int width, int height, float[] background, long image) {
    Arguments.check(width, height, background);
    Arguments.check(gaussians, n, image);
    synchronized (this) {
      CudaBuffers b = buffers();
      CudaView view = new CudaView(View.of(camera, width, height));
      b.source = gaussians;
      int pairs = bin(b, n, view);
      draw(b, view, background, image);
      return new CudaPicture(this, b, n, pairs, view);
    }
  }

  @Override
  public List<DevicePicture> render(
      long gaussians,
      int n,
      List<Camera> cameras,
      int width,
      int height,
      float[][] backgrounds,
      long images) {
    Arguments.check(gaussians, n, images);
    int heads = cameras.size();
    synchronized (this) {
      List<CudaBuffers> all = new ArrayList<>();
      List<CudaView> views = new ArrayList<>();
      driver.enter();
      long lengths = counts.of(4L * heads);
      for (int i = 0; i < heads; i++) {
        Arguments.check(width, height, backgrounds[i]);
        CudaBuffers b = buffers();
        all.add(b);
        b.source = gaussians + 4L * i * n * Gaussians.FLOATS;
        views.add(new CudaView(View.of(cameras.get(i), width, height)));
        project(b, n, views.get(i));
        driver.copy(lengths + 4L * i, b.offsets.at() + 4L * n, 4);
      }
      // One wait for the lengths of all pictures.
      int[] pairs = new int[heads];
      ByteBuffer host = stage(4L * heads);
      driver.download(host, lengths, 4L * heads);
      for (int i = 0; i < heads; i++) {
        pairs[i] = host.getInt(4 * i);
      }
      List<DevicePicture> pictures = new ArrayList<>();
      for (int i = 0; i < heads; i++) {
        int m = list(all.get(i), n, views.get(i), Integer.toUnsignedLong(pairs[i]));
        draw(all.get(i), views.get(i), backgrounds[i], images + 12L * i * width * height);
        pictures.add(new CudaPicture(this, all.get(i), n, m, views.get(i)));
      }
      return pictures;
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

  /** Projects and lists each tile's Gaussians; gives the length of all lists together. */
  private int bin(CudaBuffers b, int n, CudaView view) {
    project(b, n, view);
    ByteBuffer count = stage(4);
    driver.download(count, b.offsets.at() + 4L * n, 4);
    return list(b, n, view, Integer.toUnsignedLong(count.getInt(0)));
  }

  /** Projects; the length of all lists together is then behind the offsets. */
  private void project(CudaBuffers b, int n, CudaView view) {
    long records = b.records.of((long) RECORD_BYTES * n);
    long keys = b.keys.of(4L * n);
    long order = b.order.of(4L * n);
    long touched = b.touched.of(4L * n);
    long offsets = b.offsets.of(4L * (n + 1));
    int blocks = CudaKernels.blocks(n);
    kernels.launch("project", blocks, b.source, n, view.bytes(), records, keys, order, touched);
    kernels.sort(keys, order, n, 32);
    kernels.launch("gather", blocks, order, touched, n, offsets);
    kernels.scan(offsets, n);
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
    long tiles = b.tiles.of(4L * m);
    long lists = b.lists.of(4L * m);
    long slots = b.firstSlots.of(4L * n);
    kernels.launch(
        "emit",
        CudaKernels.blocks(n),
        b.records.at(),
        b.order.at(),
        b.touched.at(),
        b.offsets.at(),
        n,
        view.tilesX(),
        tiles,
        lists,
        slots);
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, view.tiles() - 1));
    kernels.sort(tiles, lists, m, (bits + 7) / 8 * 8);
    long starts = b.starts.of(4L * (view.tiles() + 1));
    kernels.launch("ranges", CudaKernels.blocks(m + 1), tiles, m, view.tiles(), starts);
    return m;
  }

  private void draw(CudaBuffers b, CudaView view, float[] background, long image) {
    int pixels = view.width() * view.height();
    float[] bg = new float[3];
    for (int c = 0; c < 3; c++) {
      bg[c] = 0.5f * (background[c] + 1);
    }
    kernels.launch(
        "draw",
        view.tiles(),
        b.records.at(),
        b.starts.at(),
        b.lists.at(),
        view.bytes(),
        bg[0],
        bg[1],
        bg[2],
        image,
        b.alpha.of(4L * pixels),
        b.rgb.of(12L * pixels),
        b.blended.of(4L * view.tiles()));
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
    driver.upload(dPicture, staging, 4L * dImage.length);
    int size = n * Gaussians.FLOATS;
    long d = b.gradient.of(4L * size);
    driver.zero(d, 4L * size);
    backward(b, n, pairs, view, dPicture, d);
    float[] sum = download(d, size);
    for (int i = 0; i < size; i++) {
      dGaussians.put(i, dGaussians.get(i) + sum[i]);
    }
  }

  /** Adds the gradient of a picture to the Gaussians' on the GPU. */
  void backward(CudaBuffers b, int n, int pairs, CudaView view, long dPicture, long dGaussians) {
    driver.enter();
    long floats = (long) CudaRendering.SLOT * (deterministic ? pairs : n);
    long slots = b.slots.of(4 * floats);
    if (!deterministic) {
      driver.zero(slots, 4 * floats);
    }
    kernels.launch(
        "gradient",
        view.tiles(),
        b.records.at(),
        b.starts.at(),
        b.lists.at(),
        b.blended.at(),
        b.firstSlots.at(),
        view.bytes(),
        b.rgb.at(),
        dPicture,
        deterministic ? slots : 0L,
        deterministic ? 0L : slots);
    kernels.launch(
        "spread",
        CudaKernels.blocks(n),
        b.source,
        n,
        view.bytes(),
        b.touched.at(),
        b.firstSlots.at(),
        deterministic ? slots : 0L,
        deterministic ? 0L : slots,
        dGaussians);
  }

  float[] alpha(CudaBuffers b, CudaView view) {
    driver.enter();
    return download(b.alpha.at(), view.width() * view.height());
  }

  private float[] download(long from, int floats) {
    float[] out = new float[floats];
    if (floats > 0) {
      driver.download(stage(4L * floats), from, 4L * floats);
      staging.asFloatBuffer().get(0, out);
    }
    return out;
  }

  private ByteBuffer stage(long bytes) {
    if (staging.capacity() < bytes) {
      staging =
          ByteBuffer.allocateDirect(Math.toIntExact(bytes + bytes / 4))
              .order(ByteOrder.nativeOrder());
    }
    return staging;
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
    driver.finish();
    made.forEach(CudaBuffers::close);
    made.clear();
    counts.close();
    pool.clear();
    kernels.close();
    driver.close();
    staging = null;
  }
}
