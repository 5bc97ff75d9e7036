package io.reenact.generator;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.reenact.camera.Camera;
import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.nn.Autograd;
import io.reenact.nn.Precision;
import io.reenact.scratch.ScratchFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A head generator: z to w, and latents to Gaussians (or, seen by a camera, to pictures) with
 * gradients to the latents and to the synthesis network's weights; {@link Painter} draws either.
 * Holds native memory; one thread at a time. A latent has {@link GeneratorManifest#latentSize()}
 * floats and is broadcast to every layer in W.
 */
public final class Generator implements AutoCloseable {
  private static final int MAPPING_BATCH = 512;

  private final GeneratorBundle bundle;
  private final NDManager manager;
  private final Model mapping;
  private final Model synthesis;
  private final ParameterStore store;
  private final Map<String, NDArray> parameters;
  private final boolean trainable;

  private Generator(GeneratorBundle bundle, Device device, boolean trainable) {
    this.trainable = trainable;
    this.bundle = bundle;
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.mapping = Model.newInstance("mapping", device, "PyTorch");
    this.synthesis = Model.newInstance("synthesis", device, "PyTorch");
    this.store = new ParameterStore(manager, false);
    this.parameters = new LinkedHashMap<>();
  }

  /**
   * Loads a bundle's networks.
   *
   * @param bundle a verified bundle
   * @param device where to run
   * @param trainable whether gradients reach the synthesis network's weights
   * @throws UserError if the networks don't have the shapes that the manifest says
   */
  public static Generator load(GeneratorBundle bundle, Device device, boolean trainable) {
    Generator g = new Generator(bundle, device, trainable);
    try {
      g.loadNetworks();
      g.checkShapes();
      g.parameters.values().forEach(p -> p.setRequiresGradient(trainable));
      return g;
    } catch (IOException | MalformedModelException e) {
      g.close();
      throw new BadInput(
          "the networks of bundle "
              + bundle.where()
              + " can't be loaded ("
              + e.getMessage()
              + "): export the bundle again",
          e);
    } catch (RuntimeException e) {
      g.close();
      throw e;
    }
  }

  private void loadNetworks() throws IOException, MalformedModelException {
    Path dir = ScratchFolders.create("bundle");
    try {
      Path m = bundle.writeTo(dir, "mapping.pt");
      Path s = bundle.writeTo(dir, "synthesis.pt");
      mapping.load(dir, m.getFileName().toString(), Map.of("trainParam", "false"));
      synthesis.load(dir, s.getFileName().toString(), Map.of("trainParam", "true"));
    } finally {
      deleteQuietly(dir);
    }
    for (Pair<String, Parameter> p : synthesis.getBlock().getParameters()) {
      parameters.put(p.getValue().getName(), p.getValue().getArray());
    }
  }

  private void checkShapes() {
    // DJL makes every parameter collect gradients in a block's first pass for training, whatever
    // was said before: so that pass comes here.
    GeneratorManifest m = bundle.manifest();
    float[][] w = map(new float[1][m.zDim()]);
    if (w[0].length != m.wDim()) {
      throw new BadInput(
          "mapping.pt of bundle "
              + bundle.where()
              + " gives "
              + w[0].length
              + " floats, generator.json says w_dim "
              + m.wDim());
    }
    float[] latent = new float[m.latentSize()];
    for (int i = 0; i < latent.length; i++) {
      latent[i] = w[0][i % m.wDim()];
    }
    float[][] batch = {latent};
    if (m.endsInPictures()) {
      synthesize(batch, List.of(Camera.neutral()), trainable).close();
    } else {
      synthesize(batch, trainable).close();
    }
  }

  /** The bundle. */
  public GeneratorBundle bundle() {
    return bundle;
  }

  /** The synthesis network's parameters by name, as live arrays. */
  public Map<String, NDArray> parameters() {
    return parameters;
  }

  /**
   * Whether the next passes collect gradients for the weights; those of earlier ones are dropped.
   *
   * @throws IllegalStateException if this generator was not loaded as trainable
   */
  public void trainWeights(boolean on) {
    if (!trainable) {
      throw new IllegalStateException("this generator was loaded for inference");
    }
    for (NDArray p : parameters.values()) {
      p.setRequiresGradient(on);
      if (on) {
        Autograd.clearGradient(p);
      }
    }
  }

  /** The manager that owns the networks' side arrays. */
  public NDManager manager() {
    return manager;
  }

  /**
   * The mapping network.
   *
   * @param z [B][z_dim]
   * @return w [B][w_dim]
   */
  public float[][] map(float[][] z) {
    int wDim = bundle.manifest().wDim();
    float[][] out = new float[z.length][wDim];
    for (int from = 0; from < z.length; from += MAPPING_BATCH) {
      int n = Math.min(MAPPING_BATCH, z.length - from);
      FloatBuffer in = Autograd.buffer(n * bundle.manifest().zDim());
      for (int i = 0; i < n; i++) {
        in.put(z[from + i]);
      }
      in.rewind();
      try (NDManager step = manager.newSubManager();
          Autograd.Scope off = Autograd.disabled()) {
        NDArray w =
            run(
                mapping.getBlock(),
                false,
                Autograd.wrap(step, in, new Shape(n, bundle.manifest().zDim())));
        if (w.getShape().dimension() != 2 || w.getShape().get(0) != n) {
          throw new BadInput(
              "mapping.pt of bundle "
                  + bundle.where()
                  + " gives shape "
                  + w.getShape()
                  + ", expected [B, w_dim]");
        }
        float[] flat = w.toFloatArray();
        if (from == 0 && flat.length != n * wDim) {
          throw new BadInput(
              "mapping.pt of bundle "
                  + bundle.where()
                  + " gives "
                  + flat.length / n
                  + " floats, generator.json says w_dim "
                  + wDim);
        }
        for (int i = 0; i < n; i++) {
          System.arraycopy(flat, i * wDim, out[from + i], 0, wDim);
        }
      }
    }
    return out;
  }

  /**
   * A W latent as this generator's anchors and offsets are shaped: in W+ the same w for every
   * layer.
   *
   * @param w [w_dim]
   * @return [latentSize]
   */
  public float[] latentOf(float[] w) {
    float[] latent = new float[bundle.manifest().latentSize()];
    for (int i = 0; i < latent.length; i += w.length) {
      System.arraycopy(w, 0, latent, i, w.length);
    }
    return latent;
  }

  /**
   * The offset p A of expression coefficients p along the bundle's directions A.
   *
   * @param coefficients one a direction
   * @return [latentSize]
   */
  public float[] offsetOf(double[] coefficients) {
    float[][] directions = bundle.directions();
    float[] w = new float[directions[0].length];
    for (int d = 0; d < directions.length; d++) {
      for (int i = 0; i < w.length; i++) {
        w[i] += (float) (coefficients[d] * directions[d][i]);
      }
    }
    return latentOf(w);
  }

  /**
   * The synthesis network of a generator of Gaussians.
   *
   * @param latents [B][latentSize]
   * @param withGradient whether {@link Synthesis#backward} will be called; both cost memory
   * @return Gaussians; the caller closes it
   * @throws UserError if this generator ends in pictures
   */
  public Synthesis synthesize(float[][] latents, boolean withGradient) {
    GeneratorManifest m = bundle.manifest();
    if (m.endsInPictures()) {
      throw new BadInput(
          "generator "
              + m.name()
              + " ends in pictures (kind image) and has no Gaussians: choose one of kind gaussians"
              + " for this");
    }
    NDManager step = manager.newSubManager();
    try (Autograd.Scope mode = withGradient ? Autograd.enabled() : Autograd.disabled()) {
      NDArray ws = ws(step, latents, withGradient);
      NDArray out = run(synthesis.getBlock(), withGradient, ws);
      check(out, new Shape(latents.length, m.gaussians(), 14));
      return new Synthesis(step, ws, out, m, copies());
    } catch (RuntimeException e) {
      step.close();
      throw e;
    }
  }

  /**
   * The synthesis network of a generator that ends in pictures.
   *
   * @param latents [B][latentSize]
   * @param cameras one a latent
   * @param withGradient whether {@link ImageSynthesis#backward} will be called
   * @return pictures [B, 3, S, S], S the bundle's image size; the caller closes it
   */
  ImageSynthesis synthesize(float[][] latents, List<Camera> cameras, boolean withGradient) {
    GeneratorManifest m = bundle.manifest();
    FloatBuffer labels = Autograd.buffer(cameras.size() * ImageSynthesis.LABEL);
    cameras.forEach(c -> labels.put(c.label()));
    NDManager step = manager.newSubManager();
    try (Autograd.Scope mode = withGradient ? Autograd.enabled() : Autograd.disabled()) {
      NDArray ws = ws(step, latents, withGradient);
      NDArray seen =
          Autograd.wrap(step, labels.rewind(), new Shape(cameras.size(), ImageSynthesis.LABEL));
      if (withGradient) {
        Autograd.leaf(seen);
      }
      NDArray out = run(synthesis.getBlock(), withGradient, ws, seen);
      check(out, new Shape(latents.length, 3, m.imageSize(), m.imageSize()));
      return new ImageSynthesis(step, ws, seen, out, m, copies());
    } catch (RuntimeException e) {
      step.close();
      throw e;
    }
  }

  private int copies() {
    GeneratorManifest m = bundle.manifest();
    return m.latentSize() == m.wDim() ? m.numWs() : 1;
  }

  private NDArray ws(NDManager step, float[][] latents, boolean withGradient) {
    GeneratorManifest m = bundle.manifest();
    FloatBuffer in = Autograd.buffer(latents.length * m.numWs() * m.wDim());
    int copies = copies();
    for (float[] latent : latents) {
      if (latent.length != m.latentSize()) {
        throw new IllegalArgumentException(
            "a latent has " + latent.length + " floats, this generator takes " + m.latentSize());
      }
      for (int c = 0; c < copies; c++) {
        in.put(latent);
      }
    }
    in.rewind();
    NDArray ws = Autograd.wrap(step, in, new Shape(latents.length, m.numWs(), m.wDim()));
    return withGradient ? Autograd.leaf(ws) : ws;
  }

  private void check(NDArray out, Shape expected) {
    if (!out.getShape().equals(expected)) {
      throw new BadInput(
          "synthesis.pt of bundle "
              + bundle.where()
              + " gives shape "
              + out.getShape()
              + ", generator.json says "
              + expected);
    }
  }

  private NDArray run(Block block, boolean training, NDArray... in) {
    NDArray out;
    try (Precision.Scope mixed = Precision.network(manager.getDevice())) {
      out = block.forward(store, new NDList(in), training).singletonOrThrow();
    }
    return Precision.single(out);
  }

  @Override
  public void close() {
    mapping.close();
    synthesis.close();
    manager.close();
  }

  private static void deleteQuietly(Path dir) {
    List<Path> all = new ArrayList<>();
    try (var files = Files.walk(dir)) {
      files.forEach(all::add);
      for (int i = all.size() - 1; i >= 0; i--) {
        Files.deleteIfExists(all.get(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("temporary files of a bundle can't be deleted in " + dir, e);
    }
  }
}
