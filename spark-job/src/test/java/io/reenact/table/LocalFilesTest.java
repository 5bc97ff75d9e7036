package io.reenact.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.NativeCodeLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
  @TempDir java.nio.file.Path folder;

  private String letters(String name) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  @Test
  void permissionsAreThoseThatHadoopSets() throws Exception {
    Configuration ours = new Configuration(false);
    ours.set("fs.file.impl", LocalFiles.class.getName());
    Configuration theirs = new Configuration(false);
    theirs.set("fs.file.impl", LocalFileSystem.class.getName());
    try (FileSystem a = FileSystem.newInstance(folder.toUri(), ours);
        FileSystem b = FileSystem.newInstance(folder.toUri(), theirs)) {
      assertThat(a).isInstanceOf(LocalFiles.class);
      make(a, "a file");
      make(b, "another");
      assertThat(letters("a file/x %y")).isEqualTo(letters("another/x %y"));
      assertThat(letters("a file")).isEqualTo(letters("another"));
      Path path = new Path(new Path(folder.toUri()), "a file/x %y");
      a.setPermission(path, new FsPermission((short) 0640));
      assertThat(letters("a file/x %y")).isEqualTo("rw-r-----");
      a.setPermission(path.getParent(), new FsPermission((short) 01755));
      b.setPermission(
          new Path(new Path(folder.toUri()), "another"), new FsPermission((short) 01755));
      assertThat(letters("a file")).isEqualTo("rwxr-xr-x");
      assertThat(a.getFileStatus(path.getParent()).getPermission())
          .isEqualTo(
              b.getFileStatus(new Path(new Path(folder.toUri()), "another")).getPermission());
    }
  }

  @Test
  void noProcessIsStartedForAFile() throws Exception {
    assertThat(startedBy(LocalFiles.class)).isZero();
    assumeFalse(NativeCodeLoader.isNativeCodeLoaded(), "Hadoop has its native library");
    assertThat(startedBy(LocalFileSystem.class)).isPositive();
  }

  /** How many processes it takes to make a file. */
  private long startedBy(Class<? extends FileSystem> kind) throws Exception {
    Configuration conf = new Configuration(false);
    conf.set("fs.file.impl", kind.getName());
    java.nio.file.Path events = folder.resolve(kind.getSimpleName() + ".jfr");
    try (FileSystem files = FileSystem.newInstance(folder.toUri(), conf);
        Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart");
      recording.start();
      make(files, kind.getSimpleName());
      recording.stop();
      recording.dump(events);
    }
    return RecordingFile.readAllEvents(events).stream()
        .filter(e -> e.getString("command").contains(folder.toString()))
        .count();
  }

  private void make(FileSystem files, String name) throws Exception {
    Path path = new Path(new Path(folder.toUri()), name + "/x %y");
    try (OutputStream out = files.create(path)) {
      out.write(1);
    }
  }
}
