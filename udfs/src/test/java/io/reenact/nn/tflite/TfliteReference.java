package io.reenact.nn.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterAllocateTensors;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterCreate;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterDelete;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterGetInputTensor;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterGetOutputTensor;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterGetOutputTensorCount;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterInvoke;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterOptionsCreate;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterOptionsDelete;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterOptionsSetNumThreads;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteModelCreate;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteModelDelete;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteTensorByteSize;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteTensorCopyFromBuffer;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteTensorCopyToBuffer;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.tensorflowlite.TfLiteInterpreter;
import org.bytedeco.tensorflowlite.TfLiteInterpreterOptions;
import org.bytedeco.tensorflowlite.TfLiteModel;
import org.bytedeco.tensorflowlite.TfLiteTensor;

/** TensorFlow Lite's own interpreter, the oracle. */
final class TfliteReference implements AutoCloseable {
  private final BytePointer file;
  private final TfLiteModel model;
  private final TfLiteInterpreterOptions options;
  private final TfLiteInterpreter interpreter;

  TfliteReference(byte[] bytes) {
    file = new BytePointer(bytes);
    model = TfLiteModelCreate(file, bytes.length);
    options = TfLiteInterpreterOptionsCreate();
    TfLiteInterpreterOptionsSetNumThreads(options, 1);
    interpreter = TfLiteInterpreterCreate(model, options);
    // Going on after a failure would crash the JVM.
    check(TfLiteInterpreterAllocateTensors(interpreter), "AllocateTensors");
  }

  /** Runs the graph on NHWC floats; all outputs, flat. */
  List<float[]> run(float[] nhwc) {
    TfLiteTensor in = TfLiteInterpreterGetInputTensor(interpreter, 0);
    try (FloatPointer data = new FloatPointer(nhwc)) {
      check(TfLiteTensorCopyFromBuffer(in, data, 4L * nhwc.length), "input");
    }
    check(TfLiteInterpreterInvoke(interpreter), "Invoke");
    List<float[]> result = new ArrayList<>();
    for (int i = 0; i < TfLiteInterpreterGetOutputTensorCount(interpreter); i++) {
      TfLiteTensor out = TfLiteInterpreterGetOutputTensor(interpreter, i);
      float[] values = new float[(int) (TfLiteTensorByteSize(out) / 4)];
      try (FloatPointer data = new FloatPointer(values.length)) {
        check(TfLiteTensorCopyToBuffer(out, data, 4L * values.length), "output");
        data.get(values);
      }
      result.add(values);
    }
    return result;
  }

  private static void check(int status, String what) {
    if (status != 0) {
      throw new IllegalStateException("TensorFlow Lite: " + what + " returned " + status);
    }
  }

  @Override
  public void close() {
    TfLiteInterpreterDelete(interpreter);
    TfLiteInterpreterOptionsDelete(options);
    TfLiteModelDelete(model);
    file.close();
  }
}
