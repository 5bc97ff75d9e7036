package io.reenact.prototype;

import io.delta.storage.HDFSLogStore;
import io.delta.storage.LogStore;
import io.delta.storage.S3SingleDriverLogStore;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/**
 * The commits of Iceberg's Hadoop tables and of Delta's log alone, without Spark, so that two
 * processes meet often: each commit adds one name. README.md beside it says how to run it.
 *
 * <p>Arguments: iceberg or delta; the folder or bucket; this writer's name; how many commits, 0 to
 * count what is there.
 */
public final class CommitRace {
  private static final PrintStream OUT = System.out;

  private CommitRace() {}

  /** A log that takes one more name at its end. */
  private interface Log {
    void add(String name) throws Exception;

    Collection<String> names() throws Exception;
  }

  /** Runs it. */
  public static void main(String[] a) throws Exception {
    Configuration conf = new Configuration();
    System.getProperties()
        .forEach(
            (k, v) -> {
              if (k.toString().startsWith("fs.")) {
                conf.set(k.toString(), v.toString());
              }
            });
    Log log = a[0].equals("iceberg") ? new Iceberg(a[1], conf) : new Delta(a[1], conf);
    int commits = Integer.parseInt(a[3]);
    if (commits == 0) {
      Collection<String> names = log.names();
      names.forEach(OUT::println);
      OUT.println(names.size() + " names, " + names.stream().distinct().count() + " distinct");
      return;
    }
    OUT.println("ready");
    // Two writers begin at a full ten seconds.
    Thread.sleep(10_000 - System.currentTimeMillis() % 10_000);
    long begin = System.nanoTime();
    for (int i = 0; i < commits; i++) {
      String name = a[2] + "-" + i;
      try {
        log.add(name);
        OUT.println("committed " + name);
      } catch (Exception e) {
        OUT.println("failed " + name + ": " + e);
      }
    }
    OUT.printf(Locale.ROOT, "%d in %.1f s%n", commits, (System.nanoTime() - begin) / 1e9);
  }

  private static final class Iceberg implements Log {
    private final Table table;

    Iceberg(String folder, Configuration conf) {
      HadoopTables tables = new HadoopTables(conf);
      Schema schema = new Schema(Types.NestedField.optional(1, "x", Types.LongType.get()));
      table = tables.exists(folder) ? tables.load(folder) : tables.create(schema, folder);
    }

    @Override
    public void add(String name) {
      DataFile file =
          DataFiles.builder(PartitionSpec.unpartitioned())
              .withPath(table.location() + "/data/" + name + ".parquet")
              .withFileSizeInBytes(1000)
              .withRecordCount(1)
              .build();
      table.newAppend().appendFile(file).commit();
    }

    @Override
    public Collection<String> names() throws Exception {
      List<String> names = new ArrayList<>();
      table.refresh();
      try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
        files.forEach(f -> names.add(new Path(f.file().location()).getName()));
      }
      return names;
    }
  }

  /**
   * What Delta's transactions do in the end: the next version's file, if nobody wrote it, by the
   * class that Delta takes for the folder unless told otherwise.
   */
  private static final class Delta implements Log {
    private final Path folder;
    private final Configuration conf;
    private final LogStore store;
    private long version;

    Delta(String folder, Configuration conf) throws Exception {
      this.folder = new Path(folder, "_delta_log");
      this.conf = conf;
      this.store =
          folder.startsWith("s3") ? new S3SingleDriverLogStore(conf) : new HDFSLogStore(conf);
      this.folder.getFileSystem(conf).mkdirs(this.folder);
    }

    private Path file(long number) {
      return new Path(folder, String.format(Locale.ROOT, "%020d.json", number));
    }

    @Override
    public void add(String name) throws Exception {
      int tries = 0;
      while (true) {
        try {
          store.write(file(version), List.of(name).iterator(), false, conf);
          version++;
          if (tries > 0) {
            OUT.println("retried " + tries);
          }
          return;
        } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
          version++;
          tries++;
        }
      }
    }

    @Override
    public Collection<String> names() throws Exception {
      List<String> names = new ArrayList<>();
      Iterator<org.apache.hadoop.fs.FileStatus> files = store.listFrom(file(0), conf);
      Iterable<org.apache.hadoop.fs.FileStatus> all = () -> files;
      for (org.apache.hadoop.fs.FileStatus f :
          StreamSupport.stream(all.spliterator(), false)
              .filter(f -> f.getPath().getName().matches("\\d{20}\\.json"))
              .toList()) {
        try (var lines = store.read(f.getPath(), conf)) {
          lines.forEachRemaining(names::add);
        }
      }
      return names;
    }
  }
}
