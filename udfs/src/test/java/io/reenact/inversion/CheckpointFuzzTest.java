package io.reenact.inversion;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** No bytes but sealed ones pass for a checkpoint. */
class CheckpointFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void anyBytes(byte[] bytes) {
    if (CheckpointCodec.usable(bytes)) {
      throw new AssertionError("a fuzzer has found SHA-256 of " + bytes.length + " bytes");
    }
  }
}
