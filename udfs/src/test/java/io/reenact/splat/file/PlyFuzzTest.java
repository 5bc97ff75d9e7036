package io.reenact.splat.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reenact.error.UserError;
import io.reenact.nn.OneLine;
import io.reenact.splat.Gaussians;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;

/** Any bytes are Gaussians, or refused in one line. */
class PlyFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void anyBytes(byte[] bytes) throws IOException {
    try {
      FloatBuffer read = PlyReader.read(new ByteArrayInputStream(bytes), "fuzz");
      if (read.capacity() % Gaussians.FLOATS != 0) {
        throw new AssertionError("a Gaussian cut in two");
      }
    } catch (UserError e) {
      OneLine.check(e);
    }
  }
}
