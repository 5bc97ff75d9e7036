package io.reenact.table;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Reads the rows of units back, checking the hash of every file. */
final class UnitRows {
  private UnitRows() {}

  /**
   * Rows that were written at once.
   *
   * @param id values of {@link Table#batch()}, joined by a slash
   * @param file where they are, or null
   * @param line the only row, where there is no file
   */
  record Batch(String id, UnitFile file, String line) implements Serializable {
    private static final long serialVersionUID = 1L;

    long rows() {
      return file == null ? 1 : file.rows();
    }

    long bytes() {
      return file == null ? line.length() : file.bytes();
    }
  }

  /** The batches of ended attempts, by table. */
  static Map<Table, List<Batch>> batches(Collection<Attempt> attempts) {
    Map<Table, List<Batch>> batches = new EnumMap<>(Table.class);
    for (Attempt attempt : attempts) {
      for (UnitFile file : attempt.files()) {
        if (file.table() != null && file.rows() > 0) {
          Table table = Table.valueOf(file.table().toUpperCase(java.util.Locale.ROOT));
          batches
              .computeIfAbsent(table, t -> new ArrayList<>())
              .add(new Batch(attempt.unit(), file, null));
        }
      }
      String run = new String(Json.line(attempt.row()), StandardCharsets.UTF_8);
      batches
          .computeIfAbsent(Table.RUNS, t -> new ArrayList<>())
          .add(new Batch(attempt.unit() + "/" + attempt.attempt(), null, run));
    }
    return batches;
  }

  /** The batches' rows, with the table's columns. */
  static Dataset<Row> read(
      SparkSession spark, Workspace workspace, Table table, List<Batch> batches) {
    JavaSparkContext jsc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SerializableConfiguration conf =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    int slices = Math.max(1, Math.min(batches.size() / 4, 1_000));
    Dataset<String> lines =
        spark.createDataset(
            jsc.parallelize(new ArrayList<>(batches), slices)
                .flatMap(batch -> lines(workspace, batch, conf.value()).iterator())
                .rdd(),
            Encoders.STRING());
    return spark.read().schema(table.schema()).option("mode", "FAILFAST").json(lines);
  }

  private static Stream<String> lines(Workspace workspace, Batch batch, Configuration conf)
      throws IOException {
    if (batch.file() == null) {
      return Stream.of(batch.line());
    }
    byte[] bytes;
    try (InputStream in = workspace.store(conf).open(workspace.resolve(batch.file().path()))) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      in.transferTo(all);
      bytes = all.toByteArray();
    }
    if (!Hashes.of(new ByteArrayInputStream(bytes)).equals(batch.file().sha256())) {
      throw new IOException(
          batch.file().path() + " was changed after it was committed; delete its unit's folder");
    }
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(bytes)), StandardCharsets.UTF_8));
    return reader
        .lines()
        .onClose(
            () -> {
              try {
                reader.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
