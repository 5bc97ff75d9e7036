package io.reenact.retarget;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceCrops;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.LandmarkExpression;
import io.reenact.nn.face.LandmarkNetwork;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what faces show: how far lids and mouth are open, where irises and brows are. By the
 * bundled landmark network, whatever networks losses have. Holds it in native memory; one thread at
 * a time.
 */
public final class FaceMeter implements AutoCloseable {
  /** The measures' names, in order; see {@link LandmarkExpression#NAMES}. */
  public static final List<String> NAMES = LandmarkExpression.NAMES;

  /**
   * Crops a face, over which measures are averaged: in a single one the network errs by about as
   * much as brows move.
   */
  private static final int LOOKS = 3;

  /** How far the crops differ, as a share of the box: the default of inversion.crop_jitter. */
  private static final double JITTER = 0.04;

  private final NDManager manager;
  private final LandmarkNetwork network;
  private final FaceCrops crops;
  private final int looks;
  private final boolean owner;

  private FaceMeter(NDManager manager, LandmarkNetwork network, FaceCrops crops, boolean owner) {
    this.manager = manager;
    this.network = network;
    this.crops = crops;
    this.looks = Math.min(LOOKS, crops.looks());
    this.owner = owner;
  }

  /**
   * Loads the network.
   *
   * @param alignment where a face is in the world that cameras look at
   */
  public static FaceMeter load(Device device, FaceAlignment alignment) {
    NDManager manager = NDManager.newBaseManager(device, "PyTorch");
    return new FaceMeter(
        manager, new LandmarkNetwork(manager), new FaceCrops(alignment, JITTER), true);
  }

  /** Reads by a network that is there; it stays the caller's. */
  public static FaceMeter of(FaceNetworks networks, FaceCrops crops) {
    return new FaceMeter(networks.manager(), networks.landmarks(), crops, false);
  }

  /**
   * Reads some pictures.
   *
   * @param pictures {@code [3, size, size]} each, RGB in [-1, 1]
   * @param cameras that they are seen by
   * @param size side, px
   * @return a picture's measures, by {@link #NAMES}
   */
  public float[][] read(List<float[]> pictures, List<Camera> cameras, int size) {
    int n = pictures.size();
    float[][] boxes = new float[n * looks][];
    FloatBuffer all = Autograd.buffer(n * looks * 3 * size * size);
    for (int i = 0; i < n; i++) {
      for (int look = 0; look < looks; look++) {
        boxes[i * looks + look] = crops.look(cameras.get(i), size, look);
        all.put(pictures.get(i));
      }
    }
    try (NDManager step = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray whole = Autograd.wrap(step, all.rewind(), new Shape(boxes.length, 3, size, size));
      NDArray crop = CropSampler.crop(whole, boxes, LandmarkNetwork.SIZE);
      NDArray read = LandmarkExpression.encode(network.forward(crop));
      int features = (int) read.getShape().get(1);
      float[] means =
          read.reshape(new Shape(n, looks, features)).mean(new int[] {1}).toFloatArray();
      float[][] measures = new float[n][];
      Arrays.setAll(
          measures, i -> Arrays.copyOfRange(means, i * features, i * features + NAMES.size()));
      return measures;
    }
  }

  /**
   * Measures by name, as tables hold them.
   *
   * @param measures by {@link #NAMES}, or null
   * @return null for null
   */
  public static Map<String, Float> named(float[] measures) {
    if (measures == null) {
      return null;
    }
    Map<String, Float> named = new LinkedHashMap<>();
    for (int i = 0; i < measures.length; i++) {
      named.put(NAMES.get(i), measures[i]);
    }
    return named;
  }

  /**
   * From {@link #named}.
   *
   * @return null for null, and where a measure is missing
   */
  public static float[] values(Map<String, Float> named) {
    if (named == null || !named.keySet().containsAll(NAMES)) {
      return null;
    }
    float[] values = new float[NAMES.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = named.get(NAMES.get(i));
    }
    return values;
  }

  @Override
  public void close() {
    if (owner) {
      network.close();
      manager.close();
    }
  }
}
