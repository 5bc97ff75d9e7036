package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.reenact.nn.FrozenNetwork;
import io.reenact.nn.Shapes;
import io.reenact.nn.tflite.TfliteModel;

/**
 * Identity embedding (MobileFaceNet), frozen, differentiable to the image. Same person: cosine 0.66
 * to 0.98; different people: at most 0.34 (ten people). Threads may share it. Crops: {@link
 * FaceBoxes#identityBox} and {@link CropSampler}.
 */
public final class IdentityNetwork implements FaceEmbedding {
  /** Side of the network's input, px. */
  public static final int SIZE = 112;

  /** Length of an embedding. */
  public static final int DIMENSIONS = 192;

  private final FrozenNetwork network;

  /**
   * @param manager its device is the network's; closing it closes the network
   */
  public IdentityNetwork(NDManager manager) {
    TfliteModel model = TfliteModel.parse("MobileFaceNet", FaceModel.MOBILE_FACE_NET.bytes());
    network =
        BundledNetworks.load(
            manager,
            new BundledNetworks.Part("MobileFaceNet", model, 1, 0, model.outputs()),
            false);
  }

  @Override
  public String name() {
    return "mobilefacenet";
  }

  @Override
  public int size() {
    return SIZE;
  }

  /**
   * Embeds faces.
   *
   * @param crops {@code [B, 3, 112, 112]} RGB in [-1, 1]
   * @return {@code [B, 192]} of unit length, in the manager of {@code crops}
   */
  @Override
  public NDArray embed(NDArray crops) {
    Shapes.requireImages(crops, SIZE);
    try (NDArray raw = network.forward(crops).head()) {
      return Shapes.unitRows(raw);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
