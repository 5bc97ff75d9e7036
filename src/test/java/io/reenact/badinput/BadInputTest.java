package io.reenact.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a corpus holds: no crash, no hang, one row and at most one line a stage each. */
class BadInputTest {
  @TempDir private Path folder;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void everyDamagedClipIsOneRowAndOneLine() throws IOException {
    Path sample =
        Path.of(System.getProperty("reenact.root"), "samples", "corpus", "s0000", "c00.mp4");
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    List<BadInput> inputs = BadClips.make(corpus, sample, folder, 1);
    assertThat(inputs).hasSizeGreaterThanOrEqualTo(200);

    BadInputRun run = BadInputRun.of(Local.spark(), corpus, folder.resolve("ws"), inputs);

    assertThat(run.problems()).as(run.said()).isEmpty();
  }
}
