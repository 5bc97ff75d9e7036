package io.reenact.inversion;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** No bytes but sealed ones pass for a checkpoint. */
class CheckpointFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void anyBytes(byte[] bytes) throws IOException {
    if (CheckpointCodec.usable(new ByteArrayInputStream(bytes), bytes.length)) {
      throw new AssertionError("a fuzzer has found SHA-256 of " + bytes.length + " bytes");
    }
  }
}
