package io.reenact.plan;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reenact.error.UserError;
import io.reenact.stage.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Any bytes are a manifest, or refused in one line. */
class ManifestFuzzTest {
  private static final String[] EXTENSIONS = {"csv", "jsonl", "parquet"};

  @FuzzTest(maxDuration = "5m")
  void anyBytes(byte[] bytes) throws IOException {
    // The first byte chooses the format.
    String extension = EXTENSIONS[bytes.length == 0 ? 0 : Math.floorMod(bytes[0], 3)];
    Path file = Files.createTempFile("fuzz", "." + extension);
    try {
      Files.write(
          file, java.util.Arrays.copyOfRange(bytes, Math.min(1, bytes.length), bytes.length));
      Corpus.clips(LocalSpark.session(), file.toString(), Set.of("mp4"));
    } catch (UserError e) {
      if (e.getMessage().isBlank() || e.getMessage().contains("\n")) {
        throw new AssertionError("not one line: " + e.getMessage(), e);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
