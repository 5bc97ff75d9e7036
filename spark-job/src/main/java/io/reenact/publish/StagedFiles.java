package io.reenact.publish;

import io.reenact.scratch.ScratchFolders;
import io.reenact.table.Records;
import io.reenact.table.Store;
import io.reenact.text.Hashes;
import io.reenact.text.Json;
import io.reenact.video.InputFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.internal.io.FileNameSpec;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How tasks of Spark put Parquet files into a folder of their own: each writes to its local disk,
 * puts the file's footer in order, hashes it, and uploads it whole; the job's end writes which
 * files count, with their hashes, into one record. Nothing is renamed, so it costs an object store
 * one request a file and no committer of its own; files of tasks that lost are in no record.
 */
public final class StagedFiles extends FileCommitProtocol implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String RECORD = "_files.json";
  private static final String REMEDY = "delete that folder and run the command again";

  private final String folder;
  private transient List<Local> written;

  /** A file that a task writes now. */
  private record Local(java.nio.file.Path file, String name) {}

  /**
   * A staged file.
   *
   * @param name in its folder
   * @param sha256 of its bytes
   */
  public record Staged(String name, String sha256) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** What {@link #RECORD} holds. */
  private record Whole(List<Staged> files) {}

  /**
   * Spark makes one by these, of which only the folder counts here.
   *
   * @param folder where the files go
   */
  public StagedFiles(String jobId, String folder, boolean dynamicPartitionOverwrite) {
    this.folder = folder;
  }

  /** The files of a folder that was written so. */
  static List<Staged> of(Store store, Path folder) throws IOException {
    Path record = new Path(folder, RECORD);
    return Records.read(store.read(record), Whole.class, record, REMEDY).files();
  }

  @Override
  public void setupJob(JobContext job) {
    // The folder appears with its first file.
  }

  @Override
  public void setupTask(TaskAttemptContext task) {
    written = new ArrayList<>();
  }

  @Override
  public String newTaskTempFile(TaskAttemptContext task, Option<String> dir, FileNameSpec spec) {
    if (dir.isDefined()) {
      throw new IllegalStateException("tables have no partitions");
    }
    String name =
        String.format(
            Locale.ROOT,
            "part-%05d-%s%s",
            task.getTaskAttemptID().getTaskID().getId(),
            UUID.randomUUID().toString().substring(0, 8),
            spec.suffix());
    try {
      // A name that is free, for a writer that refuses to replace a file.
      java.nio.file.Path file = ScratchFolders.file("rows", ".parquet");
      Files.delete(file);
      written.add(new Local(file, name));
      return InputFiles.uri(file);
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary file for rows of a table", e);
    }
  }

  @Override
  public String newTaskTempFileAbsPath(TaskAttemptContext task, String dir, FileNameSpec spec) {
    throw new IllegalStateException("tables have one folder each");
  }

  @Override
  public TaskCommitMessage commitTask(TaskAttemptContext task) {
    ArrayList<Staged> staged = new ArrayList<>();
    try {
      Store store = Store.of(new Path(folder), task.getConfiguration());
      for (Local local : written) {
        ParquetFooter.sort(local.file());
        try (InputStream in = Files.newInputStream(local.file())) {
          staged.add(new Staged(local.name(), Hashes.of(in)));
        }
        store.putAtomic(local.file(), new Path(folder, local.name()));
      }
      return new TaskCommitMessage(staged);
    } catch (IOException e) {
      throw new UncheckedIOException("rows of a table can't be staged in " + folder, e);
    } finally {
      clean();
    }
  }

  @Override
  public void abortTask(TaskAttemptContext task) {
    clean();
  }

  private void clean() {
    for (Local local : written) {
      for (java.nio.file.Path file :
          List.of(
              local.file(),
              local.file().resolveSibling("." + local.file().getFileName() + ".crc"))) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          // The process removes its temporary folder in the end.
          file.toFile().deleteOnExit();
        }
      }
    }
    written.clear();
  }

  @Override
  @SuppressWarnings("unchecked")
  public void commitJob(JobContext job, Seq<TaskCommitMessage> tasks) {
    List<Staged> files = new ArrayList<>();
    CollectionConverters.asJava(tasks).forEach(t -> files.addAll((List<Staged>) t.obj()));
    try {
      Store.of(new Path(folder), job.getConfiguration())
          .writeAtomic(new Path(folder, RECORD), Json.bytes(new Whole(files)));
    } catch (IOException e) {
      throw new UncheckedIOException("rows of a table can't be staged in " + folder, e);
    }
  }

  @Override
  public void abortJob(JobContext job) {
    // Vacuum removes what a publication staged that never happened.
  }
}
