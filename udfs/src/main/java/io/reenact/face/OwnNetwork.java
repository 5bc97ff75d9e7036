package io.reenact.face;

import io.reenact.nn.cpu.NativeNetwork;
import io.reenact.nn.face.FaceModel;
import io.reenact.nn.tflite.TfliteModel;
import io.reenact.nn.tflite.TfliteProgram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A network of the tracker's by our own kernels. */
final class OwnNetwork implements TrackingNetwork {
  private final int size;

  /** Of every output of the graph, how many of the network's are joined to it. */
  private final List<Integer> parts = new ArrayList<>();

  private final NativeNetwork network;

  /**
   * @param size side of the square input, px
   */
  OwnNetwork(FaceModel model, int size) {
    this.size = size;
    TfliteModel graph = TfliteModel.parse(model.name(), model.bytes());
    List<Integer> wanted = new ArrayList<>();
    for (int output : graph.outputs()) {
      List<Integer> joined = TfliteProgram.parts(graph, output);
      parts.add(joined.size());
      wanted.addAll(joined);
    }
    network = new NativeNetwork(1, 0, side -> TfliteProgram.compile(graph, wanted, false, side));
  }

  @Override
  public Map<Integer, float[]> run(float[] input) {
    List<float[]> found = network.run(input, size);
    Map<Integer, float[]> outputs = new HashMap<>();
    int next = 0;
    for (int count : parts) {
      float[] output = joined(found.subList(next, next + count));
      outputs.put(output.length, output);
      next += count;
    }
    return outputs;
  }

  private static float[] joined(List<float[]> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  @Override
  public void close() {
    network.close();
  }
}
