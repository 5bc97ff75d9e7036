package io.reenact.render;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reenact.error.UserError;
import io.reenact.nn.OneLine;
import java.nio.charset.StandardCharsets;

/** Any text is a camera path or an expression file, or refused in one line. */
class TextFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void cameraPath(byte[] bytes) {
    try {
      CameraPath path = CameraPath.parse(new String(bytes, StandardCharsets.UTF_8), "fuzz");
      for (double t : new double[] {-1, 0, path.end() / 2, path.end(), path.end() + 1}) {
        path.at(t);
      }
    } catch (UserError e) {
      OneLine.check(e);
    }
  }

  @FuzzTest(maxDuration = "5m")
  void expressionFile(byte[] bytes) {
    try {
      NumberCurves.parse(new String(bytes, StandardCharsets.UTF_8), "numbers", "fuzz").end();
    } catch (UserError e) {
      OneLine.check(e);
    }
  }
}
