package io.reenact.nn.tflite;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reenact.error.UserError;
import io.reenact.nn.OneLine;
import java.util.List;

/** Any bytes are a network, or refused in one line; one that is read compiles or is refused. */
class TfliteFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void anyBytes(byte[] bytes) {
    try {
      TfliteModel model = TfliteModel.parse("fuzz", bytes);
      List<Integer> wanted = model.outputs();
      if (!wanted.isEmpty()) {
        TfliteCompiler.compile("fuzz", model, 1, 0, wanted);
      }
    } catch (UserError e) {
      OneLine.check(e);
    }
  }
}
