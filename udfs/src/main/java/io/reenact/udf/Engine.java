package io.reenact.udf;

import ai.djl.Device;
import io.reenact.attribute.AttributeFlow;
import io.reenact.attribute.FlowFiles;
import io.reenact.camera.Camera;
import io.reenact.encoder.EncoderBundle;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.LatentStats;
import io.reenact.generator.Painter;
import io.reenact.generator.Synthesis;
import io.reenact.generator.TunedWeights;
import io.reenact.inversion.PictureEncoder;
import io.reenact.latent.Boundaries;
import io.reenact.latent.FittedDirections;
import io.reenact.latent.Latents;
import io.reenact.nn.Autograd;
import io.reenact.pool.Pool;
import io.reenact.splat.Colours;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import io.reenact.splat.backend.Place;
import io.reenact.splat.backend.Rasterizers;
import io.reenact.video.Images;
import io.reenact.video.Provenance;
import io.reenact.video.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.Path;

/**
 * A bundle and its boundaries, loaded once a JVM, and what shows it: generators, the bundle's own
 * and those with tuned weights, from a bounded pool. A generator's forward pass is one task's at a
 * time, the drawing everyone's own.
 */
final class Engine {
  private static final int ENGINES = 4;
  private static final int GENERATORS = 3;
  private static final Map<String, Engine> LOADED = new LinkedHashMap<>(8, 0.75f, true);
  private static final Pool<String, Generator> LOADED_GENERATORS = new Pool<>(GENERATORS, 1);
  private static final Pool<Place, Rasterizer> RASTERIZERS =
      new Pool<>(Runtime.getRuntime().availableProcessors());

  private static final Pool<String, PictureEncoder> ENCODERS = new Pool<>(GENERATORS, 1);

  private final EngineSettings settings;
  private final GeneratorBundle bundle;
  private final Boundaries boundaries;
  private AttributeFlow flow;
  private final AtomicInteger loads = new AtomicInteger();

  private Engine(EngineSettings settings) {
    this.settings = settings;
    this.bundle =
        FittedDirections.in(
            GeneratorBundle.load(settings.bundle(), settings.sha256(), settings.hadoop().value()),
            settings.directions(),
            settings.hadoop().value());
    this.boundaries = Boundaries.open(bundle, settings.boundaries(), settings.hadoop().value());
  }

  /** The engine of these settings; the few used last are kept. */
  static Engine of(EngineSettings settings) {
    synchronized (LOADED) {
      Engine engine = LOADED.computeIfAbsent(settings.key(), k -> new Engine(settings));
      Iterator<Engine> oldest = LOADED.values().iterator();
      if (LOADED.size() > ENGINES) {
        oldest.next();
        oldest.remove();
      }
      return engine;
    }
  }

  Boundaries boundaries() {
    return boundaries;
  }

  /**
   * The attribute flow.
   *
   * @throws UserError if none is named, or it is not this generator's
   */
  synchronized AttributeFlow flow() {
    if (flow == null) {
      if (settings.attributes().isEmpty()) {
        throw new UserError(
            "no attribute flow is named: set "
                + EngineSettings.ATTRIBUTES
                + " to a folder that attributes fit has written");
      }
      flow = FlowFiles.open(bundle, settings.attributes(), settings.hadoop().value());
    }
    return flow;
  }

  /** How often a generator was loaded. */
  int loads() {
    return loads.get();
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
    float[] w = ask("", null, null, g -> g.map(new float[][] {z})[0]);
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
    String delta = weights == null ? "" : sha256;
    float[] image =
        bundle.manifest().endsInPictures()
            ? ask(delta, weights, workspace, g -> picture(g, latent, camera, size))
            : drawn(ask(delta, weights, workspace, g -> gaussians(g, latent)), camera, size);
    return Images.png(RgbImage.ofChw(image, size, size), Provenance.head());
  }

  /** The face in a picture's file. */
  PictureEncoder.Lifted lift(byte[] picture) {
    return lent(
        ENCODERS,
        settings.key(),
        () ->
            new PictureEncoder(
                bundle, EncoderBundle.of(bundle, settings.encoder(), settings.hadoop().value())),
        encoder -> encoder.lift(picture));
  }

  private float[] drawn(FloatBuffer gaussians, Camera camera, int size) {
    Place place = Place.cpu(1);
    return lent(
        RASTERIZERS,
        place,
        () -> Rasterizers.open(place),
        rasterizer -> {
          int count = bundle.manifest().gaussians();
          try (Rendering r =
              rasterizer.render(gaussians, count, camera, size, size, Colours.white())) {
            return r.image();
          }
        });
  }

  private <R> R ask(
      String sha256, String weights, String workspace, Pool.Question<Generator, R> question) {
    return lent(
        LOADED_GENERATORS,
        settings.key() + "\n" + sha256,
        () -> load(sha256, weights, workspace),
        question);
  }

  private static <K, V extends AutoCloseable, R> R lent(
      Pool<K, V> pool, K key, Pool.Maker<V> maker, Pool.Question<V, R> question) {
    try {
      return pool.ask(key, maker, question);
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while another task used the generator", e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Generator load(String sha256, String weights, String workspace) {
    byte[] delta = weights == null ? null : read(weights, workspace);
    Generator generator = Generator.load(bundle, Device.cpu(), false);
    loads.incrementAndGet();
    try {
      if (delta != null) {
        TunedWeights.apply(generator, delta, sha256);
      }
      return generator;
    } catch (RuntimeException e) {
      generator.close();
      throw e;
    }
  }

  /** A copy of the Gaussians. */
  private static FloatBuffer gaussians(Generator generator, float[] latent) {
    try (Synthesis s = generator.synthesize(new float[][] {latent}, false)) {
      FloatBuffer from = s.gaussians(0);
      FloatBuffer copy = Autograd.buffer(from.remaining());
      copy.put(from).rewind();
      return copy;
    }
  }

  /** A picture of a generator that ends in them. */
  private static float[] picture(Generator generator, float[] latent, Camera camera, int size) {
    try (Painter painter = Painter.of(generator, 1, true);
        Heads heads = painter.heads(new float[][] {latent})) {
      return heads.draw(0, camera, size, size, Colours.white()).image();
    }
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
      throw UnusableStore.or("weights " + path + " can't be read", e);
    }
  }
}
