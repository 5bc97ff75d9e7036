package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.FrozenNetwork;
import io.reenact.nn.tflite.TfliteModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Perceptual distance over the early and middle layers of the two bundled face networks, in the
 * manner of Zhang et al. 2018 (unit length over channels, squared difference, mean over the image)
 * without their learnt weights. It is not LPIPS and is not called so. Threads may share it.
 */
public final class PerceptualNetwork implements PerceptualDistance {
  // Activations at 1/2, 1/2, 1/4, 1/8 and 1/16 of face_landmark's input, ...
  private static final List<Integer> LANDMARK_LAYERS = List.of(5, 23, 53, 83, 113);
  // ... at 1/2 and 1/4 of MobileFaceNet's.
  private static final List<Integer> IDENTITY_LAYERS = List.of(49, 71, 128);

  private final FrozenNetwork landmark;
  private final FrozenNetwork identity;

  /**
   * @param manager its device is the networks'; closing it closes them
   */
  public PerceptualNetwork(NDManager manager) {
    this(manager, false);
  }

  /**
   * @param manager its device is the networks'; closing it closes them
   * @param light only the landmark network's layers, at about a third of the cost
   */
  public PerceptualNetwork(NDManager manager, boolean light) {
    TfliteModel a = TfliteModel.parse("face_landmark", FaceModel.FACE_LANDMARK.bytes());
    TfliteModel b = TfliteModel.parse("MobileFaceNet", FaceModel.MOBILE_FACE_NET.bytes());
    landmark =
        BundledNetworks.loadFeatures(
            manager, new BundledNetworks.Part("face_landmark", a, 0.5f, 0.5f, LANDMARK_LAYERS));
    identity =
        light
            ? null
            : BundledNetworks.loadFeatures(
                manager, new BundledNetworks.Part("MobileFaceNet", b, 1, 0, IDENTITY_LAYERS));
  }

  @Override
  public String name() {
    return identity == null ? "landmark_features" : "face_features";
  }

  /**
   * Features at several depths, of unit length over channels.
   *
   * @param images {@code [B, 3, S, S]} RGB in [-1, 1], S a multiple of 32
   * @return eight arrays, five if light, {@code [B, C_i, S_i, S_i]}, in the manager of {@code
   *     images}
   * @throws IllegalArgumentException if the shape is another
   */
  @Override
  public List<NDArray> features(NDArray images) {
    Shape s = images.getShape();
    if (s.dimension() != 4 || s.get(1) != 3 || s.get(2) % 32 != 0 || s.get(3) % 32 != 0) {
      throw new IllegalArgumentException(
          "images of shape " + s + ", not [B, 3, S, S] with S a multiple of 32");
    }
    NDList features = landmark.forward(images);
    if (identity != null) {
      features.addAll(identity.forward(images));
    }
    return new ArrayList<>(features);
  }

  @Override
  public NDArray distance(List<NDArray> a, List<NDArray> b) {
    NDArray total = null;
    for (int i = 0; i < a.size(); i++) {
      try (NDManager scratch = a.get(i).getManager().newSubManager()) {
        NDArray difference = a.get(i).sub(b.get(i));
        difference.attach(scratch);
        NDArray square = difference.square();
        square.attach(scratch);
        Shape s = square.getShape();
        NDArray sum = square.sum(new int[] {1, 2, 3});
        sum.attach(scratch);
        NDArray mean = Autograd.scale(sum, 1.0 / (s.get(2) * s.get(3) * a.size()));
        mean.attach(scratch);
        NDArray next = total == null ? mean : total.add(mean);
        if (total != null) {
          total.close();
        }
        next.attach(a.get(i).getManager());
        total = next;
      }
    }
    return total;
  }

  @Override
  public NDArray distance(List<NDArray> a, List<NDArray> b, NDArray mask) {
    NDArray total = null;
    for (int i = 0; i < a.size(); i++) {
      Shape s = a.get(i).getShape();
      long factor = mask.getShape().get(2) / s.get(2);
      // The mask at the map's resolution, by averaging.
      NDArray weight =
          mask.reshape(new Shape(s.get(0), s.get(2), factor, s.get(3), factor))
              .sum(new int[] {2, 4})
              .div(Autograd.number(factor * factor));
      NDArray square = a.get(i).sub(b.get(i)).square().sum(new int[] {1});
      NDArray inside =
          square
              .mul(weight)
              .sum(new int[] {1, 2})
              .div(weight.sum(new int[] {1, 2}).add(Autograd.number(1e-6f)));
      NDArray mean = Autograd.scale(inside, 1.0 / a.size());
      total = total == null ? mean : total.add(mean);
    }
    return total;
  }

  @Override
  public void close() {
    landmark.close();
    if (identity != null) {
      identity.close();
    }
  }
}
