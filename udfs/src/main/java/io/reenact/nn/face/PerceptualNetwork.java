package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
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

  private final String name;
  private final List<FrozenNetwork> networks;

  /** Whether the networks are another's to close. */
  private final boolean view;

  /** What sums over layers are divided by. */
  private final double layers;

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
    FrozenNetwork landmark =
        BundledNetworks.loadFeatures(
            manager, new BundledNetworks.Part("face_landmark", a, 0.5f, 0.5f, LANDMARK_LAYERS));
    networks =
        light
            ? List.of(landmark)
            : List.of(
                landmark,
                BundledNetworks.loadFeatures(
                    manager, new BundledNetworks.Part("MobileFaceNet", b, 1, 0, IDENTITY_LAYERS)));
    view = false;
    name = light ? "landmark_features" : "face_features";
    layers = LANDMARK_LAYERS.size() + (light ? 0 : IDENTITY_LAYERS.size());
  }

  private PerceptualNetwork(String name, FrozenNetwork one, double layers) {
    this.view = true;
    this.name = name;
    this.networks = List.of(one);
    this.layers = layers;
  }

  @Override
  public PerceptualDistance part(int turn) {
    int parts = networks.size();
    return parts == 1
        ? this
        : new PerceptualNetwork(name, networks.get(Math.floorMod(turn, parts)), layers / parts);
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Features at several depths, of unit length over channels.
   *
   * @param images {@code [B, 3, S, S]} RGB in [-1, 1], S a multiple of 32
   * @return eight arrays, five if light, three or five of a part, {@code [B, C_i, S_i, S_i]}, in
   *     the manager of {@code images}
   * @throws IllegalArgumentException if the shape is another
   */
  @Override
  public List<NDArray> features(NDArray images) {
    Shape s = images.getShape();
    if (s.dimension() != 4 || s.get(1) != 3 || s.get(2) % 32 != 0 || s.get(3) % 32 != 0) {
      throw new IllegalArgumentException(
          "images of shape " + s + ", not [B, 3, S, S] with S a multiple of 32");
    }
    List<NDArray> features = new ArrayList<>();
    networks.forEach(n -> features.addAll(n.forward(images)));
    return features;
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
        NDArray mean = Autograd.scale(sum, 1.0 / (s.get(2) * s.get(3) * layers));
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
      NDArray mean = Autograd.scale(inside, 1.0 / layers);
      total = total == null ? mean : total.add(mean);
    }
    return total;
  }

  @Override
  public void close() {
    if (!view) {
      networks.forEach(FrozenNetwork::close);
    }
  }
}
