package io.reenact.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.row.MetricRow;
import io.reenact.row.PersonRow;
import io.reenact.row.TestRows;
import io.reenact.stage.LocalSpark;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.text.Hashes;
import io.reenact.text.Json;
import io.reenact.unit.Attempt;
import io.reenact.unit.Attempts;
import io.reenact.unit.Packed;
import io.reenact.unit.UnitStore;
import io.reenact.unit.UnitWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.internal.io.FileNameSpec;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

class PublisherTest {
  private final SparkSession spark = LocalSpark.session();
  private final Configuration conf = new Configuration();

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = Workspace.at(folder.toString(), conf);
  }

  private Attempt unit(String item, int values) throws IOException {
    UnitStore store = new UnitStore(workspace, conf);
    UnitKey key = UnitKey.of("s", 1, Map.of("item", item, "values", values));
    UnitWriter writer = store.begin("s", key, 1, null);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      rows.add(Map.of("item", item, "metric", "m" + i, "value", i == 0 ? Double.NaN : i));
    }
    writer.rows(MetricRow.class, TestRows.rows(MetricRow.class, rows));
    Attempt attempt = Attempts.done("s", key, item, 1, writer.files());
    store.commit(attempt);
    return attempt;
  }

  private static boolean isParquet(Path file) {
    return file.toString().endsWith(".parquet");
  }

  private long count() {
    return spark.read().parquet(workspace.table(Table.METRICS).toString()).count();
  }

  @Test
  void aPublicationCutShortIsFinishedByTheNextCommand() throws IOException {
    Publisher publisher = new Publisher(spark, workspace);
    publisher.publish("s", List.of(Packed.of(unit("a", 3))));
    assertThat(count()).isEqualTo(3);

    Path table = folder.resolve("metrics");
    List<Path> older;
    try (var files = Files.list(table)) {
      older = files.filter(PublisherTest::isParquet).toList();
    }
    // As if killed after the record: nothing was moved yet, or only some of it.
    publisher.publish("s", List.of(Packed.of(unit("b", 4))));
    Path newest;
    try (var files = Files.list(table)) {
      newest = files.filter(f -> isParquet(f) && !older.contains(f)).findFirst().orElseThrow();
    }
    String generation = newest.getFileName().toString().substring(0, 23);
    String from = "_staging/" + generation + "/metrics/part.parquet";
    Path staged = folder.resolve(from);
    Files.createDirectories(staged.getParent());
    Files.move(newest, staged);
    Intent intent =
        new Intent(
            generation,
            List.of(),
            List.of(
                new Intent.Move(
                    from,
                    "metrics/" + newest.getFileName(),
                    Hashes.hex(Hashes.sha256().digest(Files.readAllBytes(staged))))));
    Path record = folder.resolve("_publish/" + generation + ".json");
    Files.write(record, Json.bytes(intent));
    assertThat(count()).isEqualTo(3);
    // Whoever only reads says so and leaves it.
    assertThat(Verification.of(spark, workspace).problems())
        .anySatisfy(p -> assertThat(p).startsWith("a publication was cut short"));
    assertThat(record).exists();
    assertThat(staged).exists();

    Publisher.recover(workspace, conf);
    assertThat(count()).isEqualTo(7);
    Publisher.recover(workspace, conf);
    assertThat(count()).isEqualTo(7);
    assertThat(folder.resolve("_staging/" + generation)).doesNotExist();
  }

  @Test
  void aPublicationCutShortBeforeItsRecordLeavesNoTrace() throws IOException {
    Path staged = folder.resolve("_staging/g/metrics/part.parquet");
    Files.createDirectories(staged.getParent());
    Files.writeString(staged, "half a file");
    new Publisher(spark, workspace).publish("s", List.of(Packed.of(unit("a", 3))));
    assertThat(count()).isEqualTo(3);
  }

  @Test
  void changedRowsAreRefused() throws IOException {
    Attempt attempt = unit("a", 3);
    Path rows = folder.resolve(attempt.files().get(0).path());
    byte[] bytes = Files.readAllBytes(rows);
    bytes[bytes.length / 2] ^= 1;
    Files.write(rows, bytes);
    assertThatThrownBy(
            () -> new Publisher(spark, workspace).publish("s", List.of(Packed.of(attempt))))
        .hasStackTraceContaining("was changed after it was committed");
  }

  @Test
  void vectorsAreNotDictionaryEncodedAndFilesAreZstd() throws IOException {
    UnitStore store = new UnitStore(workspace, conf);
    UnitKey key = UnitKey.of("s", 1, Map.of());
    UnitWriter writer = store.begin("s", key, 1, null);
    writer.rows(
        PersonRow.class,
        TestRows.rows(
            PersonRow.class,
            List.of(
                Map.of("identity", "b", "cohort", "c", "anchor", new float[] {1, 1, 1, 1}),
                Map.of("identity", "a", "cohort", "c", "anchor", new float[] {Float.NaN, -0f}))));
    Attempt attempt = Attempts.done("s", key, "c", 1, writer.files());
    new Publisher(spark, workspace).publish("s", List.of(Packed.of(attempt)));

    org.apache.hadoop.fs.Path file;
    try (var files = Files.list(folder.resolve("persons"))) {
      file =
          new org.apache.hadoop.fs.Path(
              files
                  .filter(f -> f.toString().endsWith(".parquet"))
                  .findAny()
                  .orElseThrow()
                  .toString());
    }
    try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, conf))) {
      assertThat(reader.getFooter().getBlocks().get(0).getColumns())
          .allMatch(c -> c.getCodec() == CompressionCodecName.ZSTD)
          .filteredOn(c -> c.getPath().toDotString().startsWith("anchor"))
          .singleElement()
          .matches(c -> !c.hasDictionaryPage());
    }
    assertThat(
            spark
                .read()
                .parquet(file.toString())
                .select("identity", "anchor")
                .collectAsList()
                .toString())
        .contains("NaN", "-0.0")
        .startsWith("[[a");
  }

  @Test
  void filesAreWrittenOnceUnderTheirOwnNames() throws IOException {
    String committer = SQLConf.FILE_COMMIT_PROTOCOL_CLASS().key();
    String usual = spark.conf().get(committer);
    var written = spark.range(0, 100, 1, 3).selectExpr("id AS n").repartition(3);
    var staging = new org.apache.hadoop.fs.Path(folder.resolve("staged").toString());
    spark.conf().set(committer, StagedFiles.class.getName());
    try {
      written.write().parquet(staging.toString());
    } finally {
      spark.conf().set(committer, usual);
    }
    List<StagedFiles.Staged> files = StagedFiles.of(workspace.store(conf), staging);
    assertThat(files).hasSize(3);
    for (StagedFiles.Staged file : files) {
      try (var in = Files.newInputStream(folder.resolve("staged").resolve(file.name()))) {
        assertThat(Hashes.of(in)).isEqualTo(file.sha256());
      }
    }
    try (var all = Files.walk(folder.resolve("staged"))) {
      assertThat(all.filter(Files::isRegularFile)).as("and the record").hasSize(4);
    }
    assertThat(spark.read().parquet(staging.toString()).distinct().count()).isEqualTo(100);
    new Publisher(spark, workspace).publish("s", List.of(Packed.of(unit("a", 3))));
    assertThat(spark.conf().get(committer)).as("as it was before").isEqualTo(usual);
  }

  @Test
  void filesOfTasksThatLostDoNotCount() throws IOException {
    var staging = new org.apache.hadoop.fs.Path(folder.resolve("raced").toString());
    var lost = new StagedFiles("job", staging.toString(), false);
    var won = new StagedFiles("job", staging.toString(), false);
    stagedBy(lost, 0);
    List<FileCommitProtocol.TaskCommitMessage> winners = List.of(stagedBy(won, 1));
    var gaveUp = new StagedFiles("job", staging.toString(), false);
    Path left = begun(gaveUp, task(2));
    gaveUp.abortTask(task(2));
    won.commitJob(
        new JobContextImpl(conf, new JobID("job", 0)),
        CollectionConverters.asScala(winners).toSeq());

    assertThat(left).doesNotExist();
    try (var all = Files.list(folder.resolve("raced"))) {
      assertThat(all.filter(PublisherTest::isParquet)).as("of both that ended").hasSize(2);
    }
    assertThat(StagedFiles.of(workspace.store(conf), staging))
        .singleElement()
        .isEqualTo(((List<?>) winners.get(0).obj()).get(0));
  }

  private TaskAttemptContext task(int attempt) {
    return new TaskAttemptContextImpl(conf, new TaskAttemptID("job", 0, TaskType.MAP, 0, attempt));
  }

  /** A task's local file, with rows. */
  private Path begun(StagedFiles files, TaskAttemptContext task) throws IOException {
    files.setupTask(task);
    Path file =
        Path.of(
            URI.create(
                files.newTaskTempFile(
                    task, Option.empty(), new FileNameSpec("", "-c000.parquet"))));
    Path rows = folder.resolve("rows");
    if (!Files.exists(rows)) {
      spark.range(3).coalesce(1).write().parquet(rows.toString());
    }
    try (var all = Files.list(rows)) {
      Files.copy(all.filter(PublisherTest::isParquet).findAny().orElseThrow(), file);
    }
    return file;
  }

  private FileCommitProtocol.TaskCommitMessage stagedBy(StagedFiles files, int attempt)
      throws IOException {
    TaskAttemptContext task = task(attempt);
    Path local = begun(files, task);
    FileCommitProtocol.TaskCommitMessage message = files.commitTask(task);
    assertThat(local).as("uploaded").doesNotExist();
    return message;
  }

  @Test
  void encodingsAreInOrderWhateverTheJvmsHashCodes() throws IOException {
    new Publisher(spark, workspace).publish("s", List.of(Packed.of(unit("a", 3))));
    Path file;
    try (var files = Files.list(folder.resolve("metrics"))) {
      file = files.filter(PublisherTest::isParquet).findAny().orElseThrow();
    }
    byte[] published = Files.readAllBytes(file);
    Files.write(file, encodingsReversed(published));
    assertThat(Files.readAllBytes(file)).isNotEqualTo(published);
    assertThat(count()).isEqualTo(3);

    ParquetFooter.sort(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(published);
    Files.writeString(file, "no Parquet file, but long enough");
    assertThatThrownBy(() -> ParquetFooter.sort(file)).isInstanceOf(IOException.class);
  }

  /** The same rows as another JVM might have written them. */
  private static byte[] encodingsReversed(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes.getInt(file.length - 8);
    int data = file.length - 8 - length;
    FileMetaData meta = Util.readFileMetaData(new ByteArrayInputStream(file, data, length));
    meta.getRow_groups()
        .forEach(
            g -> g.getColumns().forEach(c -> Collections.reverse(c.getMeta_data().getEncodings())));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, data);
    Util.writeFileMetaData(meta, out);
    bytes.putInt(file.length - 8, out.size() - data);
    out.write(file, file.length - 8, 8);
    return out.toByteArray();
  }
}
