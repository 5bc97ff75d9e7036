package io.reenact.nn.face;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.nn.Autograd;
import io.reenact.nn.Shapes;
import io.reenact.nn.TorchNetwork;
import java.util.List;

/**
 * A user's TorchScript module in place of a bundled network. Contract, on top of each kind's own:
 * float32, RGB, NCHW in [-1, 1] (whatever the network was trained on, the module rescales by
 * itself); any batch size; saved after {@code eval()}: a module whose answer for an image depends
 * on chance or on the rest of the batch, as live Dropout or BatchNorm make it, is refused. Its
 * parameters are frozen on load.
 */
public final class PluggableNetwork {
  private PluggableNetwork() {}

  /**
   * A file to load a network from.
   *
   * @param name what messages and metrics call it
   * @param torchScript its content
   * @param size side of its crops, px; ignored for a perceptual distance
   */
  public record File(String name, byte[] torchScript, int size) {}

  /**
   * An identity embedding: {@code forward(crops [B, 3, size, size]) -> [B, D]}; crops aligned to
   * ArcFace's template, the result need not be of unit length.
   *
   * @param name what messages and metrics call it, such as the file's name
   * @param size side of a crop, px
   * @throws UserError if the module cannot be loaded or breaks its contract
   */
  public static Identity identity(NDManager manager, String name, byte[] torchScript, int size) {
    Loaded module = load(manager, name, torchScript, size, 1);
    module.requireRank(2, "[B, D]");
    return new Identity(module);
  }

  /**
   * Expression features: {@code forward(crops [B, 3, size, size]) -> [B, E]}; crops as the landmark
   * network's. Losses compare them by their squared difference.
   *
   * @param name what messages and metrics call it, such as the file's name
   * @param size side of a crop, px
   * @throws UserError if the module cannot be loaded or breaks its contract
   */
  public static Expression expression(
      NDManager manager, String name, byte[] torchScript, int size) {
    Loaded module = load(manager, name, torchScript, size, 1);
    module.requireRank(2, "[B, E]");
    return new Expression(module);
  }

  /**
   * A reader of landmarks, to judge by: {@code forward(crops [B, 3, size, size]) -> [B, 136]}: x
   * and y of the 68 landmarks in Multi-PIE's order, in shares of the crop's side from its top left
   * corner; crops as the landmark network's, upright.
   *
   * @param name what messages and metrics call it, such as the file's name
   * @param size side of a crop, px
   * @throws UserError if the module cannot be loaded or breaks its contract
   */
  public static Points points(NDManager manager, String name, byte[] torchScript, int size) {
    Loaded module = load(manager, name, torchScript, size, 1);
    module.requireRank(2, "[B, 136]");
    if (module.probe.get(1) != 2L * Landmarks68.COUNT) {
      module.network.close();
      throw new BadInput(name + " returns shape " + module.probe + ", not [B, 136]");
    }
    return new Points(module);
  }

  /**
   * Scores of attributes, to label pictures by: {@code forward(images [B, 3, size, size]) -> [B,
   * K]}; whole pictures, the face upright in the middle.
   *
   * @param name what messages call it, such as the file's name
   * @param size side of a picture, px
   * @throws UserError if the module cannot be loaded or breaks its contract
   */
  public static Scores scores(NDManager manager, String name, byte[] torchScript, int size) {
    Loaded module = load(manager, name, torchScript, size, 1);
    module.requireRank(2, "[B, K]");
    return new Scores(module);
  }

  /**
   * A perceptual distance: {@code forward(a [B, 3, S, S], b [B, 3, S, S]) -> B floats of any
   * shape}, as LPIPS is exported; S is whatever the images have.
   *
   * @param name what messages and metrics call it, such as the file's name
   * @throws UserError if the module cannot be loaded or breaks its contract
   */
  public static Perceptual perceptual(NDManager manager, String name, byte[] torchScript) {
    Loaded module = load(manager, name, torchScript, 128, 2);
    if (module.probe.size() != module.probe.get(0)) {
      throw new BadInput(
          name + " returns " + module.probe + " for two pairs of images, not 2 floats");
    }
    return new Perceptual(module);
  }

  /** A plugged-in identity embedding. */
  public static final class Identity implements FaceEmbedding {
    private final Loaded module;

    private Identity(Loaded module) {
      this.module = module;
    }

    @Override
    public String name() {
      return module.name;
    }

    @Override
    public int size() {
      return module.size;
    }

    @Override
    public NDArray embed(NDArray crops) {
      Shapes.requireImages(crops, module.size);
      try (NDArray raw = module.network.forward(crops).head()) {
        return Shapes.unitRows(raw);
      }
    }

    @Override
    public void close() {
      module.network.close();
    }
  }

  /** A plugged-in expression encoder. */
  public static final class Expression implements FaceExpression {
    private final Loaded module;

    private Expression(Loaded module) {
      this.module = module;
    }

    @Override
    public String name() {
      return module.name;
    }

    @Override
    public int size() {
      return module.size;
    }

    @Override
    public NDArray encode(NDArray crops) {
      Shapes.requireImages(crops, module.size);
      return module.network.forward(crops).head();
    }

    @Override
    public void close() {
      module.network.close();
    }
  }

  /** A plugged-in reader of landmarks. */
  public static final class Points implements AutoCloseable {
    private final Loaded module;

    private Points(Loaded module) {
      this.module = module;
    }

    /** What metrics call it. */
    public String name() {
      return module.name;
    }

    /** Side of its input crops, px. */
    public int size() {
      return module.size;
    }

    /**
     * Reads landmarks.
     *
     * @param crops {@code [B, 3, size, size]} in [-1, 1], cut as {@link FaceBoxes#landmarkBox}
     * @return {@code [B, 136]}: x, y of each, in shares of the crop's side
     */
    public NDArray read(NDArray crops) {
      Shapes.requireImages(crops, module.size);
      return module.network.forward(crops).head();
    }

    @Override
    public void close() {
      module.network.close();
    }
  }

  /** A plugged-in judge of attributes. */
  public static final class Scores implements AutoCloseable {
    private final Loaded module;

    private Scores(Loaded module) {
      this.module = module;
    }

    /**
     * Scores pictures.
     *
     * @param images {@code [B, 3, size, size]} in [-1, 1]
     * @return {@code [B, K]}
     */
    public NDArray score(NDArray images) {
      Shapes.requireImages(images, module.size);
      return module.network.forward(images).head();
    }

    @Override
    public void close() {
      module.network.close();
    }
  }

  /** A plugged-in perceptual distance. */
  public static final class Perceptual implements PerceptualDistance {
    private final Loaded module;

    private Perceptual(Loaded module) {
      this.module = module;
    }

    @Override
    public String name() {
      return module.name;
    }

    /** The images themselves: the module compares them. */
    @Override
    public List<NDArray> features(NDArray images) {
      return List.of(images);
    }

    @Override
    public NDArray distance(List<NDArray> a, List<NDArray> b) {
      NDArray raw = module.network.forward(a.get(0), b.get(0)).head();
      return raw.reshape(new Shape(a.get(0).getShape().get(0)));
    }

    @Override
    public void close() {
      module.network.close();
    }
  }

  private record Loaded(String name, int size, TorchNetwork network, Shape probe) {
    void requireRank(int rank, String expected) {
      if (probe.dimension() != rank) {
        network.close();
        throw new BadInput(name + " returns shape " + probe + ", not " + expected);
      }
    }
  }

  private static Loaded load(
      NDManager manager, String name, byte[] torchScript, int size, int images) {
    TorchNetwork network = null;
    try (NDManager scratch = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      network = new TorchNetwork(manager, torchScript);
      NDArray[] pair = new NDArray[images];
      NDArray[] single = new NDArray[images];
      for (int i = 0; i < images; i++) {
        pair[i] = scratch.randomUniform(-1, 1, new Shape(2, 3, size, size));
        single[i] = pair[i].get("0:1");
      }
      NDArray first = output(name, network.forward(pair));
      NDArray again = output(name, network.forward(pair));
      NDArray alone = output(name, network.forward(single));
      if (first.getShape().get(0) != 2 || alone.getShape().get(0) != 1) {
        throw new BadInput(name + " returns shape " + first.getShape() + " for a batch of 2");
      }
      float spread = first.abs().max().getFloat() + 1e-6f;
      if (!(first.sub(again).abs().max().getFloat() <= 1e-3f * spread)
          || !(first.get("0:1").sub(alone).abs().max().getFloat() <= 1e-2f * spread)) {
        throw new BadInput(
            name
                + " gives one image different outputs by chance or by its batch (or no numbers):"
                + " save it after eval(), without Dropout or BatchNorm in training mode");
      }
      return new Loaded(name, size, network, first.getShape());
    } catch (EngineException | IllegalArgumentException e) {
      if (network != null) {
        network.close();
      }
      throw new BadInput(
          name + " is not a usable TorchScript module (" + oneLine(e) + "): export it again", e);
    } catch (UserError e) {
      network.close();
      throw e;
    }
  }

  private static NDArray output(String name, NDList outputs) {
    if (outputs.size() != 1 || outputs.head().getShape().dimension() < 1) {
      throw new BadInput(name + " returns " + outputs.size() + " outputs, not one per image");
    }
    return outputs.head();
  }

  private static String oneLine(Exception e) {
    String message = String.valueOf(e.getMessage()).strip();
    return message.substring(0, Math.min(200, message.length())).replaceAll("\\s+", " ");
  }
}
