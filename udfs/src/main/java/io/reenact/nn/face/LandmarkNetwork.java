package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.FrozenNetwork;
import io.reenact.nn.Shapes;
import io.reenact.nn.tflite.TfliteModel;

/**
 * MediaPipe's 468 face landmarks, frozen, differentiable to the image. Threads may share it. Crops:
 * {@link FaceBoxes#landmarkBox} and {@link CropSampler}.
 */
public final class LandmarkNetwork implements AutoCloseable {
  /** Points of the dense mesh. */
  public static final int POINTS = 468;

  /** Side of the network's input, px. */
  public static final int SIZE = 192;

  private final FrozenNetwork network;

  /**
   * @param manager its device is the network's; closing it closes the network
   */
  public LandmarkNetwork(NDManager manager) {
    TfliteModel model = TfliteModel.parse("face_landmark", FaceModel.FACE_LANDMARK.bytes());
    network =
        BundledNetworks.load(
            manager,
            new BundledNetworks.Part("face_landmark", model, 0.5f, 0.5f, model.outputs()),
            true);
  }

  /**
   * What the network sees.
   *
   * @param landmarks {@code [B, 468, 3]}: x right, y down in parts of the crop's side (0 to 1
   *     inside, pixel edges), z away from the camera in the same unit, relative
   * @param presence {@code [B]}: logit of a face being there
   */
  public record Output(NDArray landmarks, NDArray presence) {}

  /**
   * Finds the landmarks.
   *
   * @param crops {@code [B, 3, 192, 192]} RGB in [-1, 1]; the outputs belong to its manager
   */
  public Output forward(NDArray crops) {
    Shapes.requireImages(crops, SIZE);
    long b = crops.getShape().get(0);
    NDList out = network.forward(crops);
    try (NDArray raw = out.get(0);
        NDArray logit = out.get(1);
        NDArray points = raw.reshape(new Shape(b, POINTS, 3))) {
      return new Output(Autograd.scale(points, 1.0 / SIZE), logit.reshape(new Shape(b)));
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
