package io.reenact.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.table.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir private Path folder;

  @Test
  void theLastOneWrittenIsRead() throws IOException {
    var kept = new org.apache.hadoop.fs.Path(folder.resolve("unit").toUri());
    Checkpoints checkpoints = new Checkpoints(Store.of(kept, new Configuration()), kept);
    Path local = folder.resolve("local");
    assertThat(checkpoints.read("tuning", local)).isFalse();
    assertThat(local).doesNotExist();

    for (String content : new String[] {"a long first one", "second"}) {
      checkpoints.write("tuning", Files.writeString(folder.resolve("made"), content));
      assertThat(checkpoints.read("tuning", local)).isTrue();
      assertThat(local).hasContent(content);
    }
    assertThat(checkpoints.read("other", local)).isFalse();
  }
}
