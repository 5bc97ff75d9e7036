package io.reenact.nn.face;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;

/** The frozen networks of the losses, loaded once an executor. Closing it closes them. */
public final class FaceNetworks implements AutoCloseable {
  private final NDManager manager;
  private final LandmarkNetwork landmarks;
  private final FaceEmbedding identity;
  private final FaceExpression expression;
  private final PerceptualDistance perceptual;
  private final boolean light;

  private FaceNetworks(
      NDManager manager,
      LandmarkNetwork landmarks,
      FaceEmbedding identity,
      FaceExpression expression,
      PerceptualDistance perceptual,
      boolean light) {
    this.manager = manager;
    this.landmarks = landmarks;
    this.identity = identity;
    this.expression = expression;
    this.perceptual = perceptual;
    this.light = light;
  }

  /** The bundled networks. */
  public static FaceNetworks bundled(Device device) {
    return bundled(device, false);
  }

  /**
   * The bundled networks.
   *
   * @param light whether the perceptual distance looks through one network only, for quick runs
   */
  public static FaceNetworks bundled(Device device, boolean light) {
    return load(device, light, null, null, null);
  }

  /**
   * The bundled networks, but for those that a file takes the place of.
   *
   * @param light whether the bundled perceptual distance looks through one network only
   * @param identity an embedding, or null
   * @param expression an encoder, or null
   * @param perceptual a distance, or null
   * @throws io.reenact.error.UserError if a file is no such network
   */
  public static FaceNetworks load(
      Device device,
      boolean light,
      PluggableNetwork.File identity,
      PluggableNetwork.File expression,
      PluggableNetwork.File perceptual) {
    NDManager manager = NDManager.newBaseManager(device, "PyTorch");
    try {
      LandmarkNetwork landmarks = new LandmarkNetwork(manager);
      return new FaceNetworks(
          manager,
          landmarks,
          identity == null
              ? new IdentityNetwork(manager)
              : PluggableNetwork.identity(
                  manager, identity.name(), identity.torchScript(), identity.size()),
          expression == null
              ? new LandmarkExpression(landmarks)
              : PluggableNetwork.expression(
                  manager, expression.name(), expression.torchScript(), expression.size()),
          perceptual == null
              ? new PerceptualNetwork(manager, light)
              : PluggableNetwork.perceptual(manager, perceptual.name(), perceptual.torchScript()),
          light);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Where arrays for these networks are made. */
  public NDManager manager() {
    return manager;
  }

  /** Dense landmarks. */
  public LandmarkNetwork landmarks() {
    return landmarks;
  }

  /** Expression features. */
  public FaceExpression expression() {
    return expression;
  }

  /** Identity embedding. */
  public FaceEmbedding identity() {
    return identity;
  }

  /** Perceptual distance. */
  public PerceptualDistance perceptual() {
    return perceptual;
  }

  /** Whether the perceptual distance is the one of quick runs. */
  public boolean light() {
    return light;
  }

  @Override
  public void close() {
    expression.close();
    landmarks.close();
    identity.close();
    perceptual.close();
    manager.close();
  }
}
