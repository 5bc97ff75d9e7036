package io.reenact.render;

import ai.djl.Device;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.OwnChanges;
import io.reenact.generator.Painter;
import io.reenact.generator.TunedWeights;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Renders reenactments with one source's generator. Holds the networks in native memory; one thread
 * at a time.
 *
 * <p>The pictures of a frame don't depend on the part of the clip that is rendered: latents go
 * through the network in batches that start at multiples of {@link #batch}, so that each is
 * computed in the same place of the same batch.
 */
public final class ReenactmentRenderer implements AutoCloseable {
  /** Fewest and most latents of a forward pass. */
  private static final int LEAST = 8;

  private static final int MOST = 32;

  /** Own frames that a person's looks are found by, at most. */
  private static final int OWN = 64;

  /** Gaussians of a pass that memory is spared for: 30 MB. */
  private static final int ROOM = 1 << 19;

  private final Generator generator;
  private final Painter painter;
  private final boolean overlap;

  /** Without tuning; loaded when it is first needed. */
  private Generator untuned;

  /** Whose looks were found last. */
  private Object found;

  private OwnChanges changes;

  /** Latents a forward pass: the more, the more often weights are used once they are read. */
  private final int batch;

  private ReenactmentRenderer(Generator generator, int threads, int learnt) {
    this.generator = generator;
    this.painter = Painter.of(generator, threads, true, learnt);
    this.overlap = threads > 1;
    this.batch = batch(generator.bundle().manifest().gaussians());
  }

  /**
   * Loads a generator.
   *
   * @param bundle the bundle
   * @param tuned difference of the tuned weights to the bundle's ({@link TunedWeights#delta}), or
   *     null for the bundle's own
   * @param sha256 of {@code tuned}, or null
   * @param device of the networks and the rasterizer
   * @param threads of the rasterizer; above 1, encoding has a thread of its own
   * @param learnt side of the pictures that the weights were tuned by, px; 0 if nothing is known
   * @throws io.reenact.error.UserError if the weights don't fit their hash or the bundle
   */
  public static ReenactmentRenderer open(
      GeneratorBundle bundle, byte[] tuned, String sha256, Device device, int threads, int learnt) {
    Generator g = Generator.load(bundle, device, false);
    try {
      if (tuned != null) {
        TunedWeights.apply(g, tuned, sha256);
      }
      return new ReenactmentRenderer(g, threads, learnt);
    } catch (RuntimeException e) {
      g.close();
      throw e;
    }
  }

  /**
   * From now on a person keeps their looks under anyone's expression ({@link OwnChanges}), where
   * the generator ends in Gaussians and tuning has taught it any that depend on expressions.
   *
   * @param who a key of the person
   * @param latents of the person's own frames
   */
  public void keep(Object who, List<float[]> latents) {
    if (!(painter instanceof GaussianPainter p) || latents.isEmpty()) {
      asTuned();
      return;
    }
    if (untuned == null) {
      untuned = Generator.load(generator.bundle(), generator.manager().getDevice(), false);
    }
    if (!who.equals(found)) {
      OwnChanges own = OwnChanges.of(generator, untuned, some(latents), batch);
      changes = own.vary() ? own : null;
      found = who;
    }
    p.keep(changes, untuned);
  }

  /** From now on heads are as tuning left them. */
  public void asTuned() {
    if (painter instanceof GaussianPainter p) {
      p.keep(null, null);
    }
  }

  private static float[][] some(List<float[]> latents) {
    int count = Math.min(OWN, latents.size());
    float[][] some = new float[count][];
    for (int i = 0; i < count; i++) {
      some[i] = latents.get((int) ((long) i * latents.size() / count));
    }
    return some;
  }

  /**
   * Latents of a forward pass.
   *
   * @param gaussians of a head; 0 of a generator that ends in pictures, whose layers are large
   */
  static int batch(int gaussians) {
    return gaussians == 0 ? LEAST : Math.max(LEAST, Math.min(MOST, ROOM / gaussians));
  }

  /** Hears how far a render is. */
  public interface Progress {
    /**
     * @param done frames
     * @param total frames
     */
    void at(int done, int total);
  }

  /** Draws its heads. */
  public Painter painter() {
    return painter;
  }

  /** The generator; it stays this renderer's. */
  public Generator generator() {
    return generator;
  }

  /**
   * Renders a whole clip and finishes the sink.
   *
   * @throws IOException if the sink can't write
   */
  public RenderStats render(ReenactmentRequest request, FrameSink sink, Progress progress)
      throws IOException {
    return render(request, 0, request.frames(), sink, progress);
  }

  /**
   * Renders the frames {@code from} to {@code to - 1} and finishes the sink.
   *
   * @throws IOException if the sink can't write
   */
  public RenderStats render(
      ReenactmentRequest request, int from, int to, FrameSink sink, Progress progress)
      throws IOException {
    if (from < 0 || to > request.frames() || from >= to) {
      throw new IllegalArgumentException(
          "frames " + from + " to " + to + " of " + request.frames());
    }
    long start = System.nanoTime();
    FrameLatents latents = new FrameLatents(request);
    FrameComposer composer = new FrameComposer(request);
    long synthesis = 0;
    long drawing = 0;
    double sinking = 0;
    SinkQueue queue = overlap ? new SinkQueue(sink) : null;
    try (queue) {
      for (int first = from / batch * batch; first < to; first += batch) {
        long t0 = System.nanoTime();
        try (Heads heads = painter.heads(pass(latents, first, request.frames()))) {
          synthesis += System.nanoTime() - t0;
          for (int i = Math.max(first, from); i < Math.min(first + batch, to); i++) {
            long t1 = System.nanoTime();
            RenderedFrame frame = composer.draw(i, heads, i - first);
            long t2 = System.nanoTime();
            drawing += t2 - t1;
            if (queue != null) {
              queue.put(frame);
            } else {
              sink.accept(frame);
              sinking += (System.nanoTime() - t2) / 1e9;
            }
            progress.at(i - from + 1, to - from);
          }
        }
      }
      if (queue != null) {
        sinking += queue.end();
      }
    }
    long last = System.nanoTime();
    sink.finish();
    long end = System.nanoTime();
    sinking += (end - last) / 1e9;
    return new RenderStats(to - from, synthesis / 1e9, drawing / 1e9, sinking, (end - start) / 1e9);
  }

  private float[][] pass(FrameLatents latents, int first, int frames) {
    float[][] pass = new float[Math.min(batch, frames - first)][];
    for (int i = 0; i < pass.length; i++) {
      pass[i] = latents.at(first + i);
    }
    return pass;
  }

  /** Takes the Gaussians of one frame. */
  public interface GaussiansUse {
    /**
     * @param gaussians {@code [n, 14]}, valid during the call
     * @param n how many
     */
    void use(FloatBuffer gaussians, int n) throws IOException;
  }

  /** The Gaussians of one frame, for export. */
  public void gaussians(ReenactmentRequest request, int frame, GaussiansUse use)
      throws IOException {
    int first = frame / batch * batch;
    FrameLatents latents = new FrameLatents(request);
    try (Heads heads = painter.heads(pass(latents, first, request.frames()))) {
      use.use(
          heads.gaussians(frame - first, request.size()),
          generator.bundle().manifest().gaussians());
    }
  }

  @Override
  public void close() {
    painter.close();
    generator.close();
    if (untuned != null) {
      untuned.close();
    }
  }
}
