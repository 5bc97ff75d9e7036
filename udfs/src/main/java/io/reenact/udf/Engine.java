package io.reenact.udf;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.LatentStats;
import io.reenact.generator.Painter;
import io.reenact.generator.Synthesis;
import io.reenact.generator.TunedWeights;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Latents;
import io.reenact.nn.Autograd;
import io.reenact.splat.Rendering;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.video.Images;
import io.reenact.video.Provenance;
import io.reenact.video.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.fs.Path;

/**
 * A bundle and its boundaries, loaded once a JVM, and the generators that show it: the bundle's own
 * and a few with tuned weights. Tasks share a generator; its forward pass is one task's at a time,
 * the drawing everyone's own.
 */
final class Engine {
  private static final Map<String, Engine> LOADED = new ConcurrentHashMap<>();
  private static final int GENERATORS = 3;
  private static final float[] WHITE = {1, 1, 1};

  private final EngineSettings settings;
  private final GeneratorBundle bundle;
  private final Boundaries boundaries;
  private final Map<String, Shared> generators = new LinkedHashMap<>(8, 0.75f, true);
  private final Queue<CpuRasterizer> rasterizers = new ConcurrentLinkedQueue<>();
  private int loads;

  private Engine(EngineSettings settings) {
    this.settings = settings;
    this.bundle =
        GeneratorBundle.load(settings.bundle(), settings.sha256(), settings.hadoop().value());
    this.boundaries = Boundaries.open(bundle, settings.boundaries(), settings.hadoop().value());
  }

  /** The engine of these settings. */
  static Engine of(EngineSettings settings) {
    return LOADED.computeIfAbsent(settings.key(), k -> new Engine(settings));
  }

  Boundaries boundaries() {
    return boundaries;
  }

  /** How often a generator was loaded. */
  synchronized int loads() {
    return loads;
  }

  /** The mean of w, as a latent. */
  float[] mean() {
    return latent(bundle.latentStats().mean());
  }

  private float[] latent(float[] w) {
    return Boundaries.repeated(w, bundle.manifest().latentSize());
  }

  /**
   * A random latent.
   *
   * @param truncation 1 for the whole spread, 0 for the mean
   */
  float[] sample(long seed, double truncation) {
    float[] z = Latents.gaussian(bundle.manifest().zDim(), new Random(seed));
    Shared own = shared("", null, null);
    float[] w;
    synchronized (own) {
      w = own.generator.map(new float[][] {z})[0];
    }
    LatentStats stats = bundle.latentStats();
    return latent(Latents.interpolate(stats.mean(), w, truncation));
  }

  /**
   * A picture.
   *
   * @param latent {@code [latentSize]}
   * @param size px a side
   * @param weights URI of tuned weights, absolute or under {@code workspace}; null for the bundle's
   * @param sha256 of the weights
   * @param workspace may be empty
   * @return a PNG file's bytes
   */
  byte[] render(
      float[] latent, Camera camera, int size, String weights, String sha256, String workspace) {
    if (latent.length != bundle.manifest().latentSize()) {
      throw new UserError(
          "a latent has "
              + latent.length
              + " floats, generator "
              + bundle.where()
              + " takes "
              + bundle.manifest().latentSize());
    }
    if (size < 16 || size > 4096) {
      throw new UserError("a picture of " + size + " px is not within 16 to 4096");
    }
    if (bundle.manifest().endsInPictures()) {
      float[] image = null;
      while (image == null) {
        image =
            shared(weights == null ? "" : sha256, weights, workspace).picture(latent, camera, size);
      }
      return Images.png(RgbImage.ofChw(image, size, size), Provenance.head());
    }
    FloatBuffer gaussians = null;
    while (gaussians == null) {
      gaussians = shared(weights == null ? "" : sha256, weights, workspace).gaussians(latent);
    }
    CpuRasterizer rasterizer = rasterizers.poll();
    if (rasterizer == null) {
      rasterizer = new CpuRasterizer(1);
    }
    try (Rendering r =
        rasterizer.render(gaussians, bundle.manifest().gaussians(), camera, size, size, WHITE)) {
      return Images.png(RgbImage.ofChw(r.image(), size, size), Provenance.head());
    } finally {
      rasterizers.add(rasterizer);
    }
  }

  private synchronized Shared shared(String sha256, String weights, String workspace) {
    Shared found = generators.get(sha256);
    if (found != null) {
      return found;
    }
    byte[] delta = weights == null ? null : read(weights, workspace);
    Generator generator = Generator.load(bundle, Device.cpu(), false);
    loads++;
    try {
      if (delta != null) {
        TunedWeights.apply(generator, delta, sha256);
      }
    } catch (RuntimeException e) {
      generator.close();
      throw e;
    }
    Shared made = new Shared(generator);
    generators.put(sha256, made);
    Iterator<Map.Entry<String, Shared>> oldest = generators.entrySet().iterator();
    while (generators.size() > GENERATORS && oldest.hasNext()) {
      Map.Entry<String, Shared> one = oldest.next();
      if (!one.getKey().isEmpty()) {
        oldest.remove();
        one.getValue().close();
      }
    }
    return made;
  }

  private byte[] read(String weights, String workspace) {
    Path path = new Path(weights);
    if (!path.isAbsolute()) {
      if (workspace.isEmpty()) {
        throw new UserError(
            "weights "
                + weights
                + " are relative to a workspace: set "
                + EngineSettings.WORKSPACE
                + " to its root");
      }
      path = new Path(new Path(workspace), weights);
    }
    try (InputStream in = path.getFileSystem(settings.hadoop().value()).open(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UserError("weights " + path + " can't be read: " + e.getMessage(), e);
    }
  }

  /** A generator that tasks share. */
  private static final class Shared {
    private final Generator generator;
    private boolean closed;

    Shared(Generator generator) {
      this.generator = generator;
    }

    /** A copy of the Gaussians, or null if it was closed meanwhile. */
    synchronized FloatBuffer gaussians(float[] latent) {
      if (closed) {
        return null;
      }
      try (Synthesis s = generator.synthesize(new float[][] {latent}, false)) {
        FloatBuffer from = s.gaussians(0);
        FloatBuffer copy = Autograd.buffer(from.remaining());
        copy.put(from).rewind();
        return copy;
      }
    }

    /** A picture of a generator that ends in them, or null if it was closed meanwhile. */
    synchronized float[] picture(float[] latent, Camera camera, int size) {
      if (closed) {
        return null;
      }
      try (Painter painter = Painter.of(generator, 1, true);
          Heads heads = painter.heads(new float[][] {latent})) {
        return heads.draw(0, camera, size, size, WHITE).image();
      }
    }

    synchronized void close() {
      closed = true;
      generator.close();
    }
  }
}
