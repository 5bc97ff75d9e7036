package io.reenact.stage.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.plan.Clip;
import io.reenact.video.InputFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of clips before their units. */
class LookupsTest {
  @TempDir private Path folder;

  /** A disk on which some files can't be read, whoever asks. */
  public static final class Disk extends RawLocalFileSystem {
    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path file, int buffer) throws IOException {
      String path = file.toUri().getPath();
      if (path.contains("forbidden")) {
        throw new FileNotFoundException(path + " (Permission denied)");
      }
      if (path.contains("damaged")) {
        throw new IOException("Input/output error");
      }
      return super.open(file, buffer);
    }
  }

  private Lookups.Seen look(String name, String content) throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.file.impl", Disk.class, org.apache.hadoop.fs.FileSystem.class);
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    Path file = Files.writeString(folder.resolve(name), content);
    return new Lookups(hadoop).of(new Clip("a", name, InputFiles.uri(file), null, null));
  }

  @Test
  void aFileThatCannotBeReadSaysSo() throws IOException {
    assertThat(look("forbidden.mp4", "x").error())
        .endsWith(
            "forbidden.mp4 can't be read: permission denied; let the user who runs this read it");
    assertThat(look("damaged.mp4", "x").error())
        .endsWith("damaged.mp4 can't be read: Input/output error");
    assertThat(look("good.mp4", "x").error()).isNull();
    assertThat(look("good.mp4", "x").bytes()).isEqualTo(1);
  }

  @Test
  void whatHasNoLengthIsNotOpened() throws IOException {
    assertThat(look("forbidden_pipe.mp4", "").error()).isNull();
  }
}
