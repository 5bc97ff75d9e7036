package io.reenact.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** A network whose weights stay, differentiable to its input. Threads may share it. */
public interface FrozenNetwork extends AutoCloseable {
  /**
   * Runs the network; records for gradients if the thread's gradient mode is on.
   *
   * @param input {@code [B, 3, S, S]} on the network's device
   * @return FLOAT32, in the input's manager
   */
  NDList forward(NDArray input);

  @Override
  void close();
}
