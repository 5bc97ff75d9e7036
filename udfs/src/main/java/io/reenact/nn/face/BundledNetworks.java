package io.reenact.nn.face;

import ai.djl.ndarray.NDManager;
import io.reenact.nn.FrozenNetwork;
import io.reenact.nn.TorchNetwork;
import io.reenact.nn.cpu.NativeNetwork;
import io.reenact.nn.cpu.NativeNetworks;
import io.reenact.nn.tflite.TfliteCompiler;
import io.reenact.nn.tflite.TfliteModel;
import io.reenact.nn.tflite.TfliteProgram;
import java.util.List;

/**
 * Loads a TensorFlow Lite graph: on a CPU into our own kernels where they run, else into PyTorch.
 */
final class BundledNetworks {
  private BundledNetworks() {}

  /**
   * A part of a graph.
   *
   * @param name what to call the graph in messages
   * @param scale the network sees {@code scale * x + shift}
   * @param shift see {@code scale}
   * @param wanted tensor numbers, what comes out
   */
  record Part(String name, TfliteModel model, float scale, float shift, List<Integer> wanted) {}

  /**
   * A network whose outputs are vectors.
   *
   * @param manager its device is the network's
   * @param exact see {@link TorchNetwork}
   */
  static FrozenNetwork load(NDManager manager, Part part, boolean exact) {
    if (own(manager)) {
      return own(part, false);
    }
    return new TorchNetwork(
        manager,
        TfliteCompiler.compile(part.name, part.model, part.scale, part.shift, part.wanted),
        exact);
  }

  /** A network whose outputs are images, each scaled to unit length over its channels. */
  static FrozenNetwork loadFeatures(NDManager manager, Part part) {
    if (own(manager)) {
      return own(part, true);
    }
    return new TorchNetwork(
        manager,
        TfliteCompiler.compileFeatures(part.name, part.model, part.scale, part.shift, part.wanted));
  }

  /** Whether our own kernels run networks there. */
  static boolean own(NDManager manager) {
    return !manager.getDevice().isGpu() && NativeNetworks.available();
  }

  private static FrozenNetwork own(Part part, boolean features) {
    return new NativeNetwork(
        part.scale,
        part.shift,
        side -> TfliteProgram.compile(part.model, part.wanted, features, side));
  }
}
