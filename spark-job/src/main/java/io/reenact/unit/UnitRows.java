package io.reenact.unit;

import io.reenact.row.Columns;
import io.reenact.row.RowCodec;
import io.reenact.row.RunRow;
import io.reenact.row.SettingRow;
import io.reenact.table.Table;
import io.reenact.table.Workspace;
import io.reenact.text.Hashes;
import io.reenact.text.Json;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
public final class UnitRows {
  private UnitRows() {}

  /**
   * Rows that were written at once.
   *
   * @param id values of {@link Table#batch()}, joined by a slash
   * @param file where they are, or null
   * @param line the only row, where there is no file
   */
  public record Batch(String id, UnitFile file, String line) implements Serializable {
    private static final long serialVersionUID = 1L;

    public long rows() {
      return file == null ? 1 : file.rows();
    }

    public long bytes() {
      return file == null ? line.length() : file.bytes();
    }
  }

  /** The rows of an ended attempt in a table: what it wrote, or what there is to say of it. */
  public static Optional<Batch> batch(Attempt attempt, Table table) {
    if (table == Table.RUNS && attempt.stage().equals(SettingRow.STAGE)) {
      return Optional.empty(); // It says with what units were done; it is none of them.
    }
    if (table == Table.RUNS) {
      Map<String, Object> row = RowCodec.of(RunRow.class).values(attempt.run());
      row.put(Columns.SETTINGS, attempt.madeWith());
      row.put(Table.UNIT, attempt.unit());
      String run = new String(Json.line(row), StandardCharsets.UTF_8);
      return Optional.of(new Batch(attempt.unit() + "/" + attempt.attempt(), null, run));
    }
    return attempt.files().stream()
        .filter(f -> table.folder().equals(f.table()) && f.rows() > 0)
        .findFirst()
        .map(file -> new Batch(attempt.unit(), file, null));
  }

  /** The attempts' rows in a table, with its columns. */
  public static Dataset<Row> read(
      SparkSession spark, Workspace workspace, Table table, List<Packed> attempts) {
    JavaSparkContext jsc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SerializableConfiguration conf =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    int slices = Math.max(1, Math.min(attempts.size() / 4, 1_000));
    Dataset<String> lines =
        spark.createDataset(
            jsc.parallelize(attempts, slices)
                .flatMap(
                    a -> lines(workspace, a.batch(table).orElseThrow(), conf.value()).iterator())
                .rdd(),
            Encoders.STRING());
    return spark.read().schema(table.schema()).option("mode", "FAILFAST").json(lines);
  }

  private static Stream<String> lines(Workspace workspace, Batch batch, Configuration conf)
      throws IOException {
    if (batch.file() == null) {
      return Stream.of(batch.line());
    }
    byte[] bytes = workspace.store(conf).read(workspace.resolve(batch.file().path()));
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
