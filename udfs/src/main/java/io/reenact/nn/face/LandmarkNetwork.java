package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.FrozenNetwork;
import io.reenact.nn.Shapes;
import io.reenact.nn.tflite.TfliteModel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * MediaPipe's attention mesh (Grishchenko et al. 2020): 468 face landmarks, and eyes and irises
 * that it looks at a second time; frozen, differentiable to the image. Threads may share it. Crops:
 * {@link FaceBoxes#landmarkBox} and {@link CropSampler}.
 */
public final class LandmarkNetwork implements AutoCloseable {
  /** What tables call it. */
  public static final String NAME = "attention_mesh";

  /** Points of the dense mesh. */
  public static final int POINTS = 468;

  /** Points of an eye: {@link #CONTOUR} of its contour, then the iris's centre. */
  public static final int EYE_POINTS = 17;

  /**
   * Points of an eye's contour: the outer corner, seven of the lower lid, the inner corner, seven
   * of the upper lid; lids from the outer to the inner corner.
   */
  public static final int CONTOUR = 16;

  /** Side of the network's input, px. */
  public static final int SIZE = 192;

  private final FrozenNetwork network;

  /**
   * @param manager its device is the network's; closing it closes the network
   */
  public LandmarkNetwork(NDManager manager) {
    network = BundledNetworks.load(manager, part(), true);
  }

  /** Mesh, presence, and of the left, then the right eye (in the image) its contour and iris. */
  static BundledNetworks.Part part() {
    TfliteModel model = TfliteModel.parse(NAME, FaceModel.FACE_LANDMARK_WITH_ATTENTION.bytes());
    // The file's order: mesh, lips, left eye, right eye, left iris, right iris, presence.
    List<Integer> wanted = IntStream.of(0, 6, 2, 4, 3, 5).mapToObj(model.outputs()::get).toList();
    return new BundledNetworks.Part(NAME, model, 0.5f, 0.5f, wanted);
  }

  /**
   * What the network sees.
   *
   * @param landmarks {@code [B, 468, 3]}: x right, y down in parts of the crop's side (0 to 1
   *     inside, pixel edges), z away from the camera in the same unit, relative
   * @param presence {@code [B]}: logit of a face being there
   * @param eyes {@code [B, 2, 17, 2]}: left and right in the image, {@link #EYE_POINTS}, x and y as
   *     of the landmarks
   */
  public record Output(NDArray landmarks, NDArray presence, NDArray eyes) {}

  /**
   * Finds the landmarks.
   *
   * @param crops {@code [B, 3, 192, 192]} RGB in [-1, 1]; the outputs belong to its manager
   */
  public Output forward(NDArray crops) {
    Shapes.requireImages(crops, SIZE);
    long b = crops.getShape().get(0);
    NDList out = network.forward(crops);
    try (NDManager scratch = crops.getManager().newSubManager()) {
      out.attach(scratch);
      NDArray points = out.get(0).reshape(new Shape(b, POINTS, 3));
      NDArray eyes = eye(out.get(2), out.get(3), b).concat(eye(out.get(4), out.get(5), b), 1);
      Output result =
          new Output(
              Autograd.scale(points, 1.0 / SIZE),
              out.get(1).reshape(new Shape(b)),
              Autograd.scale(eyes, 1.0 / SIZE));
      result.landmarks.attach(crops.getManager());
      result.presence.attach(crops.getManager());
      result.eyes.attach(crops.getManager());
      return result;
    }
  }

  /** The contour of all lines that the network draws about an eye, and the middle of its iris. */
  private static NDArray eye(NDArray lines, NDArray iris, long b) {
    return lines
        .reshape(new Shape(b, -1, 2))
        .get(new NDIndex(":, 0:{}", CONTOUR))
        .concat(iris.reshape(new Shape(b, -1, 2)).get(new NDIndex(":, 0:1")), 1)
        .reshape(new Shape(b, 1, EYE_POINTS, 2));
  }

  @Override
  public void close() {
    network.close();
  }
}
