package io.reenact.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.doctor.Finding;
import io.reenact.e2e.FaultyProxy.Fault;
import io.reenact.table.Store;
import io.reenact.table.StoreCheck;
import io.reenact.video.MediaSource;
import io.reenact.video.VideoReader;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Corpora and workspaces on a real S3 server, with conf/s3.conf, through a proxy that does harm.
 */
class S3Test {
  private static final int CLIPS = 3;
  private static final int FRAMES = 250;
  private static final String ALL =
      "SELECT identity, clip, bytes, checksum, width, height, fps, frames, seconds, status FROM"
          + " clips ORDER BY identity";

  @TempDir private static Path folder;
  private static S3Server server;
  private static FaultyProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(folder, "videos", "results");
    proxy = new FaultyProxy(server.port());
    bucket("videos", S3Server.KEY, S3Server.SECRET);
    bucket("results", S3Server.KEY, S3Server.SECRET);
    for (int i = 0; i < CLIPS; i++) {
      Path clip = SampleClips.faceless(folder.resolve(i + ".mp4"), i == 0 ? FRAMES : 20, i);
      put(clip, "s3a://videos/corpus/p" + i + "/c.mp4");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    S3.forget();
    if (server != null) {
      proxy.close();
      server.close();
    }
  }

  @BeforeEach
  void behave() {
    proxy.forget(r -> Fault.NONE);
  }

  private static void bucket(String name, String key, String secret) throws Exception {
    Map<String, String> settings = new HashMap<>(S3.bucket(name, proxy.endpoint(), key, secret));
    // The same patience as in conf/s3.conf in kind, but not for minutes.
    settings.put("fs.s3a.bucket." + name + ".attempts.maximum", "1");
    settings.put("fs.s3a.bucket." + name + ".retry.limit", "3");
    settings.put("fs.s3a.bucket." + name + ".retry.interval", "20ms");
    settings.put("fs.s3a.bucket." + name + ".retry.throttle.limit", "3");
    settings.put("fs.s3a.bucket." + name + ".retry.throttle.interval", "20ms");
    S3.use(settings);
  }

  private static Configuration hadoop() {
    return Job.SPARK.sparkContext().hadoopConfiguration();
  }

  static void put(Path file, String uri) throws Exception {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri);
    Store.of(path, hadoop()).putAtomic(file, path);
  }

  private static Job.Outcome index(String corpus, String workspace) {
    return Job.run("index", "--corpus", corpus, "--workspace", workspace);
  }

  private static List<Row> clips(String workspace) {
    return Job.rows(workspace, "clips", ALL);
  }

  @Test
  void tablesArePublishedInFewRequestsAndOnce() {
    String workspace = "s3a://results/once";
    Job.Outcome first = index("s3a://videos/corpus", workspace);
    assertThat(first.code()).as(first.said()).isZero();
    // Tasks upload each file once, whole; it is copied to its table, and that is all.
    assertThat(proxy.count("PUT", "__magic") + proxy.count("PUT", "_temporary")).isZero();
    assertThat(proxy.requests())
        .filteredOn(r -> r.method().equals("PUT") && r.target().endsWith(".zstd.parquet"))
        .as("clips, runs, settings: staged, and copied")
        .hasSize(2 * 3);
    long publishing =
        proxy.requests().stream()
            .filter(r -> !r.target().contains("_units") && !r.target().contains("/videos/"))
            .count();
    assertThat(publishing).isLessThan(180);
    assertThat(clips(workspace)).hasSize(CLIPS).allMatch(r -> r.getString(9).equals("ok"));
    assertThat(clips(workspace).get(0).getInt(7)).isEqualTo(FRAMES);

    proxy.forget(r -> Fault.NONE);
    Job.Outcome again = index("s3a://videos/corpus", workspace);
    assertThat(again.code()).isZero();
    assertThat(again.said()).contains("3 done before");
    assertThat(proxy.count("GET", "c.mp4")).isZero();
    assertThat(proxy.count("PUT", ".parquet")).isZero();
    assertThat(proxy.count("PUT", "commit.json")).isZero();
  }

  @Test
  void theDoctorLooksAtBucketsAndLeavesNothing() {
    assertThat(StoreCheck.corpus("s3a://videos/corpus", hadoop()))
        .extracting(Finding::line)
        .containsExactly("ok    corpus: s3a://videos/corpus is a folder");
    assertThat(StoreCheck.workspace("s3a://results/looked-at", hadoop()))
        .extracting(Finding::line)
        .hasSize(2)
        .satisfies(l -> assertThat(l.get(0)).startsWith("ok    workspace: s3a://results/looked-at"))
        .satisfies(l -> assertThat(l.get(1)).matches("ok    clock: \\d s from the store's"));
    assertThat(proxy.count("DELETE", "_doctor-") + proxy.count("POST", "?delete")).isPositive();
    proxy.forget(r -> Fault.RESET);
    for (List<Finding> gone :
        List.of(
            StoreCheck.corpus("s3a://videos/corpus", hadoop()),
            StoreCheck.workspace("s3a://results/looked-at", hadoop()))) {
      assertThat(gone).allMatch(f -> f.level() == Finding.Level.FAULT).hasSize(1);
    }
  }

  /** Nothing comes through from the first file on that is to go to its table, as after a kill. */
  @Test
  void aPublicationCutShortIsFinishedByTheNextRun() throws Exception {
    String workspace = "s3a://results/cut";
    AtomicBoolean dead = new AtomicBoolean();
    proxy.forget(
        r -> {
          if (r.is("PUT", "/cut/clips/")) {
            dead.set(true);
          }
          return dead.get() ? Fault.RESET : Fault.NONE;
        });
    Job.Outcome cut = index("s3a://videos/corpus", workspace);
    assertThat(dead).isTrue();
    assertThat(cut.code()).as("the store cannot be used").isEqualTo(5);
    proxy.forget(r -> Fault.NONE);
    Job.Outcome verify = Job.run("verify", "--workspace", workspace);
    assertThat(verify.code()).isEqualTo(1);
    assertThat(verify.said()).contains("a publication was cut short");

    // As if the minute were over for which the dead one's ticket counts.
    org.apache.hadoop.fs.Path locks = new org.apache.hadoop.fs.Path(workspace, "_locks");
    Store.of(locks, hadoop()).delete(locks);
    Job.Outcome rest = index("s3a://videos/corpus", workspace);
    assertThat(rest.code()).as(rest.said()).isZero();
    assertThat(rest.said()).contains("3 done before");
    assertThat(clips(workspace)).hasSize(CLIPS);
    assertThat(
            Job.rows(workspace, "runs", "SELECT unit FROM runs GROUP BY unit HAVING count(*) > 1"))
        .isEmpty();
    assertThat(Job.run("verify", "--workspace", workspace).code()).isZero();
  }

  @Test
  void videosAreReadByRange() throws Exception {
    Path large = SampleClips.noise(folder.resolve("large.mp4"), 480, 170);
    put(large, "s3a://videos/large.mp4");
    long bytes = Files.size(large);
    assertThat(bytes).isGreaterThan(4L << 20);

    proxy.forget(r -> Fault.NONE);
    try (VideoReader reader =
        VideoReader.open(
            new MediaSource("s3a://videos/large.mp4", 2_000_000L, 2_400_000L), hadoop())) {
      assertThat(reader.presentationTimesUs()).hasSize(10);
      while (reader.next() != null) {
        assertThat(reader.damage()).isNull();
      }
    }
    assertThat(answered("large.mp4")).isLessThan(bytes / 2);
    assertThat(proxy.requests())
        .filteredOn(r -> r.is("GET", "large.mp4"))
        .allSatisfy(r -> assertThat(r.range()).startsWith("bytes="))
        .hasSizeLessThan(8);

    // All of it: every byte about once, in requests of a megabyte.
    proxy.forget(r -> Fault.NONE);
    try (VideoReader reader =
        VideoReader.open(new MediaSource("s3a://videos/large.mp4", null, null), hadoop())) {
      assertThat(reader.presentationTimesUs()).hasSize(170);
    }
    assertThat(answered("large.mp4")).isBetween(bytes * 9 / 10, bytes * 5 / 4);
    assertThat(proxy.count("GET", "large.mp4")).isLessThan(6 + bytes / (1 << 20));
  }

  private static long answered(String file) {
    return proxy.requests().stream()
        .filter(r -> r.is("GET", file))
        .mapToLong(r -> r.answered().get())
        .sum();
  }

  @Test
  void largeFilesAreUploadedInParts() throws Exception {
    byte[] content = new byte[12 << 20];
    new Random(1).nextBytes(content);
    put(Files.write(folder.resolve("large.bin"), content), "s3a://results/large.bin");
    assertThat(proxy.count("POST", "large.bin?uploads")).isEqualTo(1);
    assertThat(proxy.count("PUT", "partNumber=")).isEqualTo(3);
    assertThat(proxy.count("POST", "large.bin?uploadId=")).isEqualTo(1);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path("s3a://results/large.bin");
    try (InputStream in = Store.of(path, hadoop()).open(path)) {
      assertThat(Arrays.equals(in.readAllBytes(), content)).isTrue();
    }
  }

  @Test
  void ofTwoWritersTheFirstWins() throws Exception {
    org.apache.hadoop.fs.Path path =
        new org.apache.hadoop.fs.Path("s3a://results/once/commit.json");
    Store store = Store.of(path, hadoop());
    // The second one looks before the first has written.
    proxy.forget(
        r -> {
          if (r.is("PUT", "once/commit.json") && proxy.count("PUT", "once/commit.json") == 1) {
            try {
              Store.of(path, hadoop()).writeOnce(path, new byte[] {2});
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
          return Fault.NONE;
        });
    assertThat(store.writeOnce(path, new byte[] {1})).isFalse();
    assertThat(store.read(path)).containsExactly(2);
  }

  @ParameterizedTest
  @CsvSource({
    "wrong-secret, KEY, nonsense, access denied",
    "unknown-key, NOBODY, nonsense, access denied",
    "no-such-bucket, KEY, SECRET, the bucket no-such-bucket does not exist"
  })
  void whatCannotBeOpenedIsOneLine(String name, String key, String secret, String says)
      throws Exception {
    bucket(
        name,
        key.equals("KEY") ? S3Server.KEY : key,
        secret.equals("SECRET") ? S3Server.SECRET : secret);
    String there = "s3a://" + name + "/x";
    for (Job.Outcome outcome :
        List.of(
            index(there, "s3a://results/denied"),
            index("s3a://videos/corpus", there),
            Job.run("status", "--workspace", there))) {
      assertThat(outcome.code()).isEqualTo(5);
      assertThat(outcome.said().lines())
          .singleElement()
          .satisfies(line -> assertThat(line).startsWith("error: ").contains(there, says));
    }
  }

  @Test
  void keysInUrisAreRefusedAndNotRepeated() throws Exception {
    Job.Outcome outcome = index("s3a://ME:hush-hush@videos/corpus", "s3a://results/keys");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.said()).contains("keys don't belong in a URI").doesNotContain("hush");
    Path manifest = folder.resolve("keys.csv");
    Files.writeString(manifest, "identity,clip,uri\na,c,s3a://ME:hush-hush@videos/c.mp4\n");
    outcome = index(manifest.toString(), "s3a://results/keys");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.said()).contains("row 1: keys don't belong").doesNotContain("hush");
  }

  @Test
  void harmNowAndThenIsOvercome() {
    AtomicInteger n = new AtomicInteger();
    Set<String> cut = ConcurrentHashMap.newKeySet();
    AtomicInteger done = new AtomicInteger();
    proxy.forget(
        r -> {
          if (r.is("GET", "c.mp4") && cut.add(r.target())) {
            return Fault.CUT;
          }
          if (n.incrementAndGet() % 11 == 0) {
            return done.incrementAndGet() % 2 == 0 ? Fault.SLOW_DOWN : Fault.RESET;
          }
          return Fault.NONE;
        });
    Job.Outcome outcome = index("s3a://videos/corpus", "s3a://results/disturbed");
    assertThat(outcome.code()).as(outcome.said()).isZero();
    assertThat(done.get()).isGreaterThan(4);
    assertThat(cut).hasSize(CLIPS);
    assertThat(proxy.count("GET", "c.mp4")).isGreaterThanOrEqualTo(2 * CLIPS);
    proxy.forget(r -> Fault.NONE);
    assertThat(index("s3a://videos/corpus", "s3a://results/undisturbed").code()).isZero();
    assertThat(clips("s3a://results/disturbed")).isEqualTo(clips("s3a://results/undisturbed"));
  }

  @ParameterizedTest
  @CsvSource({"SLOW_DOWN, 503 Slow Down", "RESET, no connection to the store"})
  void harmForGoodIsOneLineAndNothingBad(Fault fault, String says) {
    String workspace = "s3a://results/dead-" + fault;
    proxy.forget(r -> fault);
    Job.Outcome dead = index("s3a://videos/corpus", workspace);
    assertThat(dead.code()).isEqualTo(5);
    assertThat(dead.said().lines())
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("error: ").contains(says));

    // Only the videos are out of reach: their units fail, and are tried again by the next run.
    proxy.forget(r -> r.is("GET", "c.mp4") ? fault : Fault.NONE);
    Job.Outcome units = index("s3a://videos/corpus", workspace);
    assertThat(units.code()).isEqualTo(1);
    // The first is told at once, the others, which fail alike, with their number.
    assertThat(units.said().lines().filter(l -> l.contains("/c.mp4 can't be read: ")))
        .satisfiesExactly(
            first -> assertThat(first).matches("index: p\\d/c: .*"),
            rest -> assertThat(rest).matches("index: p\\d/c and 2 more: .*"));
    assertThat(units.said()).contains(says);
    proxy.forget(r -> Fault.NONE);
    assertThat(index("s3a://videos/corpus", workspace).code()).isZero();
    assertThat(clips(workspace)).hasSize(CLIPS).allMatch(r -> r.getString(9).equals("ok"));
  }
}
