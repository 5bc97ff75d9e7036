package io.reenact.generator;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reenact.error.UserError;
import io.reenact.nn.OneLine;
import java.util.Arrays;

/** Any bytes are an array that is written back the same, or refused in one line. */
class NpyFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void anyBytes(byte[] bytes) {
    try {
      Npy read = Npy.parse(bytes, "fuzz");
      Npy again = Npy.parse(read.encode(), "again");
      if (!Arrays.equals(read.shape(), again.shape())
          || !Arrays.equals(read.data(), again.data())) {
        throw new AssertionError("not the same array: " + Arrays.toString(read.shape()));
      }
      for (int r = 0; read.shape().length == 2 && r < Math.min(4, read.shape()[0]); r++) {
        read.row(r);
      }
    } catch (UserError e) {
      OneLine.check(e);
    }
  }
}
