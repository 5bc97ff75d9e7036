package io.reenact.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.row.MetricRow;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.text.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitStoreTest {
  private static final UnitKey KEY = UnitKey.of("s", 1, Map.of("a", 1));

  @TempDir private Path folder;
  private Workspace workspace;
  private UnitStore store;

  @BeforeEach
  void open() throws IOException {
    workspace = Workspace.at(folder.toString(), new Configuration());
    store = new UnitStore(workspace, new Configuration());
  }

  private static Attempt attempt(int number, String status, List<UnitFile> files) {
    return Attempts.of("s", KEY, "label", number, status, Instant.now(), files);
  }

  @Test
  void keysAreOfContentAndNotOfOrder() {
    UnitKey one = UnitKey.of("s", 1, Map.of("a", 1, "b", List.of("x", 2.5), "c", Map.of("k", "v")));
    UnitKey two =
        UnitKey.of(
            "s",
            1,
            new java.util.TreeMap<>(Map.of("c", Map.of("k", "v"), "b", List.of("x", 2.5), "a", 1)));
    assertThat(one).isEqualTo(two);
    Set<UnitKey> different = new HashSet<>();
    different.add(one);
    different.add(
        UnitKey.of("s", 2, Map.of("a", 1, "b", List.of("x", 2.5), "c", Map.of("k", "v"))));
    different.add(
        UnitKey.of("t", 1, Map.of("a", 1, "b", List.of("x", 2.5), "c", Map.of("k", "v"))));
    different.add(
        UnitKey.of("s", 1, Map.of("a", "1", "b", List.of("x", 2.5), "c", Map.of("k", "v"))));
    different.add(
        UnitKey.of("s", 1, Map.of("a", 1, "b", List.of(2.5, "x"), "c", Map.of("k", "v"))));
    assertThat(different).hasSize(5);
    // By sha256sum of {"inputs":{"a":1},"stage":"s","version":1}: keys must not change.
    assertThat(KEY.hex()).isEqualTo("ee0dbaa7bf297b30bde60ddb135db252");
  }

  @Test
  void withoutItsCommitRecordAUnitDoesNotExist() throws IOException {
    UnitWriter writer = store.begin("s", KEY, 1, null);
    writer.rows(MetricRow.class, metric(1.5));
    // Here the machine is killed.
    assertThat(store.committed("s", KEY)).isEmpty();
    assertThat(store.state("s", KEY).attempts()).isEqualTo(1);

    UnitWriter second = store.begin("s", KEY, 2, null);
    second.rows(MetricRow.class, metric(2.5));
    store.commit(attempt(2, Attempt.DONE, second.files()));
    assertThat(store.committed("s", KEY).orElseThrow().files())
        .singleElement()
        .satisfies(f -> assertThat(f.path()).contains("/2-"));
  }

  @Test
  void aCommitRecordCutShortIsNone() throws IOException {
    store.commit(attempt(1, Attempt.DONE, List.of()));
    Path record = folder.resolve("_units/s/" + KEY.hex() + "/commit.json");
    byte[] whole = Files.readAllBytes(record);
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
      Files.write(record, java.util.Arrays.copyOf(whole, length));
      assertThat(store.committed("s", KEY)).isEmpty();
      assertThat(store.state("s", KEY).commit()).isEmpty();
    }
  }

  /** What a version wrote that knew neither memory nor the hash of all settings. */
  @Test
  void aCommitRecordOfAnOlderVersionIsOne() throws IOException {
    store.commit(attempt(1, Attempt.DONE, List.of()));
    Path record = folder.resolve("_units/s/" + KEY.hex() + "/commit.json");
    String old =
        Files.readString(record)
            .replaceAll("\"(memoryBytes|memory_bytes|madeWith|made_with)\" *: *null,? *", "");
    assertThat(old).doesNotContain("emory").doesNotContain("adeWith");
    Files.writeString(record, old);
    assertThat(store.committed("s", KEY)).isPresent();
  }

  @Test
  void checkpointsOutliveAFailureAndNotACommit() throws IOException {
    Path checkpoint = folder.resolve("_units/s/" + KEY.hex() + "/checkpoint/step");
    Files.createDirectories(checkpoint.getParent());
    Files.writeString(checkpoint, "x");
    store.fail(attempt(1, Attempt.FAILED, List.of()));
    assertThat(checkpoint).exists();
    assertThat(store.state("s", KEY).failure()).isPresent();
    store.commit(attempt(2, Attempt.DONE, List.of()));
    assertThat(checkpoint).doesNotExist();
    assertThat(store.state("s", KEY).failure()).isEmpty();
  }

  private static Iterator<MetricRow> metric(double value) {
    return List.of(new MetricRow("i", "m", value, "", "", "", null, null)).iterator();
  }

  @Test
  void rowsMustFitTheTable() throws IOException {
    UnitWriter writer = store.begin("s", KEY, 1, null);
    record Other(String item) {}
    assertThatThrownBy(() -> writer.rows(Other.class, List.of(new Other("i")).iterator()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no table's row");
    writer.rows(MetricRow.class, metric(1));
    assertThatThrownBy(() -> writer.rows(MetricRow.class, metric(2)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void equalFilesAreKeptOnceAndNamesStayInside() throws IOException {
    Path local = Files.writeString(Files.createTempFile("x", "y"), "content");
    UnitFile one =
        store.begin("s", KEY, 1, null).file("videos", "../../etc/p\nq", "", "mp4", local);
    UnitFile two =
        store.begin("s", KEY, 2, null).file("videos", "../../etc/p\nq", "", "mp4", local);
    assertThat(one).isEqualTo(two);
    assertThat(folder.resolve("files/videos")).isDirectoryContaining(p -> true);
    try (var list = Files.list(folder.resolve("files/videos"))) {
      assertThat(list).hasSize(1);
    }
    assertThatThrownBy(() -> workspace.resolve("files/../../x")).isInstanceOf(UserError.class);
  }

  @Test
  void aDamagedFileOfTheSameLengthIsWrittenAgainAndAnEqualOneIsYoungAgain() throws IOException {
    Path local = Files.writeString(Files.createTempFile("x", "y"), "content");
    for (boolean numbered : new boolean[] {false, true}) {
      UnitFile file = keep(numbered, local);
      Path kept = folder.resolve(file.path());
      Files.writeString(kept, "c0ntent");
      assertThat(keep(numbered, local)).isEqualTo(file);
      assertThat(kept).hasContent("content");

      Files.setLastModifiedTime(kept, FileTime.from(Instant.EPOCH));
      Instant before = Instant.now().minusSeconds(2);
      keep(numbered, local);
      assertThat(Files.getLastModifiedTime(kept).toInstant()).isAfter(before);
    }
  }

  private UnitFile keep(boolean numbered, Path local) throws IOException {
    UnitWriter writer = store.begin("s", KEY, 1, null);
    return numbered
        ? writer.numbered("frames", "f", "000001.png", local)
        : writer.file("videos", "v", "", "mp4", local);
  }

  @Test
  void safeNamesStayApart() {
    Set<String> names = new HashSet<>();
    for (String name :
        List.of("a b", "a_b", "a/b", "ä b", "..", ".", "", "a\nb", "x".repeat(300))) {
      String safe = Names.safe(name);
      assertThat(safe).matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,90}").doesNotContain("..");
      names.add(safe);
    }
    assertThat(names).hasSize(9);
    assertThat(Names.safe("p001.take-2")).isEqualTo("p001.take-2");
    assertThat(Names.printable("a\u001b[31m\nb\u202e")).isEqualTo("a\\u001b[31m\\u000ab\\u202e");
  }
}
