package io.reenact.face;

import io.reenact.nn.cpu.NativeNetworks;
import io.reenact.nn.face.FaceModel;
import java.util.Map;

/** One of the pinned networks that find faces, their landmarks and mattes. Not thread-safe. */
interface TrackingNetwork extends AutoCloseable {
  /**
   * By our own kernels where they run, else by OpenCV.
   *
   * @param size side of the square input, px
   */
  static TrackingNetwork load(FaceModel model, int size) {
    return NativeNetworks.available()
        ? new OwnNetwork(model, size)
        : new OpenCvNetwork(model, size);
  }

  /**
   * Runs the network.
   *
   * @param input {@code [3, size, size]}, in the network's own range
   * @return the outputs by their number of floats (all of them differ in that)
   */
  Map<Integer, float[]> run(float[] input);

  @Override
  void close();
}
