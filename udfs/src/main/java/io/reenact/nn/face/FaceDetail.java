package io.reenact.nn.face;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.FrozenNetwork;
import io.reenact.nn.tflite.TfliteModel;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All that MediaPipe's attention mesh sees in a face: the dense mesh, and lips, eyes with brows and
 * irises, which it looks at a second time. Not for losses, which need gradients of less: {@link
 * LandmarkNetwork}. One thread at a time.
 */
public final class FaceDetail implements AutoCloseable {
  /** Points that the network looks at twice: 80 of the lips, 71 of each eye, 5 of each iris. */
  public static final int POINTS = 80 + 2 * (71 + 5);

  /** How many activations: 2 x 2 places of 128 channels for each of lips, eyes and irises. */
  public static final int LOOKS = 5 * 128 * 2 * 2;

  /** Lips, left eye, its iris, right eye, its iris. */
  private static final int PARTS = 5;

  /**
   * Of the pinned file the tensors, in the order of the parts, that the points are made of: through
   * a layer of 32 channels, which drops what usual faces don't need.
   */
  private static final List<Integer> BEFORE_POINTS = List.of(603, 605, 607, 609, 611);

  private final NDManager manager;
  private final FrozenNetwork network;

  /** Loads the network onto the CPU. */
  public FaceDetail() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    TfliteModel model =
        TfliteModel.parse(LandmarkNetwork.NAME, FaceModel.FACE_LANDMARK_WITH_ATTENTION.bytes());
    // The file's order: mesh, lips, left eye, right eye, left iris, right iris, presence.
    List<Integer> wanted =
        Stream.concat(
                IntStream.of(0, 6, 1, 2, 4, 3, 5).mapToObj(model.outputs()::get),
                BEFORE_POINTS.stream())
            .toList();
    network =
        BundledNetworks.load(
            manager,
            new BundledNetworks.Part(LandmarkNetwork.NAME, model, 0.5f, 0.5f, wanted),
            true);
  }

  /**
   * What the network sees in one face.
   *
   * @param mesh {@code [468, 3]}: x right, y down in parts of the crop's side, z away from the
   *     camera in the same unit, relative
   * @param points {@code [232, 2]}: lips, left eye, its iris, right eye, its iris (in the image), x
   *     and y as of the mesh
   * @param looks {@link #LOOKS} activations that the points are made of, part by part in their
   *     order, each {@code [128, 2, 2]}: they hold more of how a face moves than the points do
   * @param presence 0 to 1: how sure it is that there is a face
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  public record Seen(float[] mesh, float[] points, float[] looks, double presence) {}

  /**
   * Looks at a face.
   *
   * @param picture {@code [3, size, size]} RGB in [-1, 1]
   * @param box of the face, {@link FaceBoxes#landmarkBox}
   */
  public Seen see(float[] picture, int size, float[] box) {
    try (NDManager step = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray whole = step.create(picture, new Shape(1, 3, size, size));
      NDList out =
          network.forward(CropSampler.crop(whole, new float[][] {box}, LandmarkNetwork.SIZE));
      float[] points = joined(out.subNDList(2, 2 + PARTS), 2 * POINTS);
      float[] looks = joined(out.subNDList(2 + PARTS), LOOKS);
      double presence = 1 / (1 + Math.exp(-out.get(1).toFloatArray()[0]));
      return new Seen(scaled(out.get(0).toFloatArray()), scaled(points), looks, presence);
    }
  }

  private static float[] joined(NDList parts, int floats) {
    FloatBuffer all = FloatBuffer.allocate(floats);
    parts.forEach(part -> all.put(part.toFloatArray()));
    return all.array();
  }

  /** From the crop's pixels to parts of its side. */
  private static float[] scaled(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= LandmarkNetwork.SIZE;
    }
    return values;
  }

  @Override
  public void close() {
    network.close();
    manager.close();
  }
}
