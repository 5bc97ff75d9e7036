package io.reenact.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.reenact.generator.Generator;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.PluggableNetwork;

/** What a user's network makes of a latent's picture from the front. One thread at a time. */
public final class SampledScores implements AutoCloseable {
  private final NDManager manager;
  private final PluggableNetwork.Scores network;
  private final FrontalPictures pictures;

  /**
   * @param generator stays the caller's
   * @param file of the network; its pictures show the whole frame
   * @throws io.reenact.error.UserError if it is no such network
   */
  public SampledScores(Generator generator, PluggableNetwork.File file) {
    manager = generator.manager().newSubManager();
    try {
      network = PluggableNetwork.scores(manager, file.name(), file.torchScript(), file.size());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
    pictures = new FrontalPictures(generator, file.size());
  }

  /**
   * Renders and scores.
   *
   * @param latent {@code [latentSize]}
   * @return the network's outputs, as many as it has
   */
  public float[] measure(float[] latent) {
    try (NDManager step = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled();
        NDArray scores = network.score(pictures.array(latent, step))) {
      return scores.toFloatArray();
    }
  }

  @Override
  public void close() {
    pictures.close();
    network.close();
    manager.close();
  }
}
