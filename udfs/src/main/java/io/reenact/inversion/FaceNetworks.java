package io.reenact.inversion;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.reenact.nn.FaceEmbedding;
import io.reenact.nn.FaceExpression;
import io.reenact.nn.IdentityNetwork;
import io.reenact.nn.LandmarkExpression;
import io.reenact.nn.LandmarkNetwork;
import io.reenact.nn.PerceptualDistance;
import io.reenact.nn.PerceptualNetwork;

/** The frozen networks of the losses, loaded once an executor. Closing it closes them. */
public final class FaceNetworks implements AutoCloseable {
  private final NDManager manager;
  private final LandmarkNetwork landmarks;
  private final FaceEmbedding identity;
  private final FaceExpression expression;
  private final PerceptualDistance perceptual;

  private FaceNetworks(NDManager manager, FaceEmbedding identity, PerceptualDistance perceptual) {
    this.manager = manager;
    this.landmarks = new LandmarkNetwork(manager);
    this.expression = new LandmarkExpression(landmarks);
    this.identity = identity;
    this.perceptual = perceptual;
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
    NDManager manager = NDManager.newBaseManager(device, "PyTorch");
    return new FaceNetworks(
        manager, new IdentityNetwork(manager), new PerceptualNetwork(manager, light));
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

  @Override
  public void close() {
    expression.close();
    landmarks.close();
    identity.close();
    perceptual.close();
    manager.close();
  }
}
