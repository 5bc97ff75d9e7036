package io.reenact.synth;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reenact.error.UserError;
import io.reenact.nn.OneLine;
import java.util.Arrays;

/** Any header and any data are a head model whose shapes can be made, or refused in one line. */
class HeadModelFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void anyBytes(byte[] bytes) {
    // The header ends at the first byte 0.
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    byte[] data = Arrays.copyOfRange(bytes, Math.min(bytes.length, end + 1), bytes.length);
    try {
      HeadModel model = HeadModel.parse("fuzz", Arrays.copyOf(bytes, end), data);
      float[] all = new float[model.expressions().size()];
      Arrays.fill(all, 1);
      model.express(all, model.shape(new float[model.identities()]));
      for (int v = 0; v < model.vertices; v++) {
        model.part(v);
      }
    } catch (UserError e) {
      OneLine.check(e);
    }
  }
}
