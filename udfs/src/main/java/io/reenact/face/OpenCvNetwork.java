package io.reenact.face;

import io.reenact.nn.face.FaceModel;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.StringVector;
import org.bytedeco.opencv.opencv_dnn.Net;

/** A network of the tracker's by OpenCV's DNN module, where our own kernels don't run. */
final class OpenCvNetwork implements TrackingNetwork {
  static {
    // One thread: tasks are the unit of parallelism, and results must not depend on the machine.
    // OpenCV has one setting for the process, and this is its only user.
    opencv_core.setNumThreads(1);
  }

  /**
   * OpenCV fills a static table of operators while it reads its first TFLite file, without a lock:
   * a second thread that reads meanwhile finds operators missing ("Unsupported operator type").
   */
  private static final Object READING = new Object();

  private final Net net;
  private final StringVector outputNames;
  private final int size;

  /**
   * @param size side of the square input, px
   */
  OpenCvNetwork(FaceModel model, int size) {
    this.size = size;
    try (BytePointer bytes = new BytePointer(model.bytes())) {
      synchronized (READING) {
        net = opencv_dnn.readNetFromTFLite(bytes, bytes.capacity());
      }
    }
    outputNames = net.getUnconnectedOutLayersNames();
  }

  @Override
  public Map<Integer, float[]> run(float[] input) {
    try (PointerScope scope = new PointerScope();
        FloatPointer data = new FloatPointer(input)) {
      Mat blob = new Mat(new int[] {1, 3, size, size}, opencv_core.CV_32F, data);
      net.setInput(blob);
      MatVector outputs = new MatVector();
      net.forward(outputs, outputNames);
      Map<Integer, float[]> result = new HashMap<>();
      for (long i = 0; i < outputs.size(); i++) {
        Mat m = outputs.get(i);
        float[] values = new float[Math.toIntExact(m.total() * m.channels())];
        new FloatPointer(m.data()).get(values);
        result.put(values.length, values);
      }
      return result;
    }
  }

  @Override
  public void close() {
    outputNames.close();
    net.close();
  }
}
