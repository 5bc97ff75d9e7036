package io.reenact.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A frozen TorchScript module, differentiable to its input. Its training flag is never touched:
 * DJL's own {@code forward(..., true)} would switch BatchNorm and Dropout on. Threads may share it.
 */
public final class TorchNetwork implements FrozenNetwork {
  private final NDManager manager;
  private final PtSymbolBlock block;
  private final boolean exact;

  /**
   * @param parent its device is the module's; closing it closes the network
   * @param torchScript the file's bytes
   */
  public TorchNetwork(NDManager parent, byte[] torchScript) {
    this(parent, torchScript, false);
  }

  /**
   * @param exact whether it computes in single precision, whatever the thread wants: bfloat16 has
   *     three digits, too few for coordinates
   */
  public TorchNetwork(NDManager parent, byte[] torchScript, boolean exact) {
    this.exact = exact;
    manager = parent.newSubManager();
    try {
      block =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(torchScript), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public NDList forward(NDArray input) {
    return forward(new NDArray[] {input});
  }

  /**
   * Runs the module; records for gradients if the thread's gradient mode is on.
   *
   * @param inputs on the module's device; the FLOAT32 outputs belong to the first's manager
   */
  public NDList forward(NDArray... inputs) {
    // The profiling executor would spend its first calls on recompiling for each batch size.
    JniUtils.setGraphExecutorOptimize(false);
    if (exact) {
      return IValueUtils.forward(block, new NDList(inputs), true);
    }
    NDList out;
    try (Precision.Scope mixed = Precision.network(manager.getDevice())) {
      out = IValueUtils.forward(block, new NDList(inputs), true);
    }
    out.replaceAll(Precision::single);
    return out;
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
