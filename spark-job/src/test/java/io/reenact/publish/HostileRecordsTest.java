package io.reenact.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.stage.LocalSpark;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.table.WorkspacePath;
import io.reenact.unit.Heartbeat;
import io.reenact.unit.Plans;
import io.reenact.unit.UnitState;
import io.reenact.unit.UnitStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A workspace that somebody else made: no record in it makes this job touch other files. */
class HostileRecordsTest {
  private static final String GENERATION = "20260101000000-0123abcd";
  private static final UnitKey KEY = new UnitKey("0123456789abcdef0123456789abcdef");
  private static final String HASH = "0".repeat(64);

  private final Configuration conf = new Configuration();

  @TempDir private Path folder;
  private Path home;
  private Path treasure;
  private Workspace workspace;

  @BeforeEach
  void open() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    treasure = Files.writeString(home.resolve("treasure.parquet"), "mine");
    Files.createDirectories(folder.resolve("w/_plans"));
    Files.createDirectories(folder.resolve("w/_publish"));
    Files.createDirectories(folder.resolve("w/metrics"));
    workspace = Workspace.at(folder.resolve("w").toString(), conf);
  }

  private static void refused(ThrowingCallable call, Path file) {
    assertThatThrownBy(call)
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  private Path publication(String json) throws IOException {
    String text =
        json.replace("HOME", home.toString()).replace("GEN", GENERATION).replace("HASH", HASH);
    return Files.writeString(folder.resolve("w/_publish/" + GENERATION + ".json"), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'generation':'GEN','adds':[],'removes':['HOME/treasure.parquet']}",
        "{'generation':'GEN','adds':[],'removes':['file:HOME/treasure.parquet']}",
        "{'generation':'GEN','adds':[],'removes':['file://HOME/treasure.parquet']}",
        "{'generation':'GEN','adds':[],'removes':['../home/treasure.parquet']}",
        "{'generation':'GEN','adds':[],'removes':['metrics/../../home/treasure.parquet']}",
        "{'generation':'GEN','adds':[],'removes':['metrics/..']}",
        "{'generation':'GEN','adds':[],'removes':['metrics']}",
        "{'generation':'GEN','adds':[],'removes':['files/videos/a.mp4']}",
        "{'generation':'GEN','adds':[],'removes':['_units/invert/x.parquet']}",
        "{'generation':'GEN','adds':[],'removes':['']}",
        "{'generation':'GEN','adds':[],'removes':[null]}",
        "{'generation':'GEN','adds':[],'removes':null}",
        "{'generation':'GEN','adds':[]}",
        "{'generation':'../../home','adds':[],'removes':[]}",
        "{'generation':'..','adds':[],'removes':[]}",
        "{'generation':'20260101000000-ffffffff','adds':[],'removes':[]}",
        "{'generation':'GEN','adds':[{'from':'HOME/treasure.parquet','to':'metrics/a.parquet',"
            + "'sha256':'HASH'}],'removes':[]}",
        "{'generation':'GEN','adds':[{'from':'_staging/GEN/metrics/a.parquet',"
            + "'to':'HOME/a.parquet','sha256':'HASH'}],'removes':[]}",
        "{'generation':'GEN','adds':[{'from':'_staging/GEN/metrics/a.parquet',"
            + "'to':'tracks/a.parquet','sha256':'HASH'}],'removes':[]}",
        "{'generation':'GEN','adds':[{'from':'_staging/other/metrics/a.parquet',"
            + "'to':'metrics/a.parquet','sha256':'HASH'}],'removes':[]}",
        "{'generation':'GEN','adds':[{'from':'_staging/GEN/metrics/a.parquet',"
            + "'to':'metrics/a.parquet','sha256':'no hash'}],'removes':[]}",
        "{'generation':'GEN','adds':[null],'removes':[]}",
        "{'generation':'GEN','adds':[],'removes':[],'script':'rm -rf'}",
        "{'generation':'GEN','adds':[],'removes':[],'removes':[]}",
        "{'generation':'GEN','adds':[],'removes':[]} {}",
        "{'generation':'GEN','adds':[],'remo",
        "null",
        "[]",
        ""
      })
  void noPublicationTouchesOtherFiles(String json) throws IOException {
    Path victim = Files.writeString(folder.resolve("w/metrics/a.parquet"), "rows");
    Path record = publication(json.replace('\'', '"'));
    refused(() -> Publisher.recover(workspace, conf), record);
    refused(() -> new Publisher(LocalSpark.session(), workspace).publish("s", List.of()), record);
    assertThat(treasure).hasContent("mine");
    assertThat(victim).hasContent("rows");
    assertThat(record).exists();
  }

  @Test
  void aTableThatIsALinkIsNotFollowed() throws IOException {
    Files.delete(folder.resolve("w/metrics"));
    Files.createSymbolicLink(folder.resolve("w/metrics"), home);
    publication(
        "{'generation':'GEN','adds':[],'removes':['metrics/treasure.parquet']}".replace('\'', '"'));
    assertThatThrownBy(() -> Publisher.recover(workspace, conf))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("symbolic link");
    assertThat(treasure).exists();
  }

  @Test
  void vacuumFollowsNoLink() throws IOException {
    Files.createDirectories(folder.resolve("w/files"));
    Files.createSymbolicLink(folder.resolve("w/files/videos"), home);
    Vacuum found = Vacuum.find(workspace, conf, Duration.ZERO, System.currentTimeMillis() + 1_000);
    assertThat(found.paths()).isEmpty();
    found.remove(workspace, conf);
    assertThat(treasure).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'path':'HOME/treasure.parquet','table':null",
        "'path':'file:HOME/treasure.parquet','table':null",
        "'path':'../home/treasure.parquet','table':null",
        "'path':'files/../../home/treasure.parquet','table':null",
        "'path':'metrics/a.parquet','table':null",
        "'path':'files/a\\u0000b','table':null",
        "'path':null,'table':null",
        "'path':'files/a','table':'metrics'",
        "'path':'_units/s/ffffffffffffffffffffffffffffffff/1-0123abcd/metrics.jsonl.gz',"
            + "'table':'metrics'",
        "'path':'_units/s/UNIT/1-0123abcd/metrics.jsonl.gz','table':'tracks'",
        "'path':'_units/s/UNIT/1-0123abcd/metrics.jsonl.gz','table':'metrics','more':1"
      })
  void noCommitNamesOtherFiles(String file) throws IOException {
    Path record = commit("s", KEY.hex(), file);
    UnitStore store = new UnitStore(workspace, conf);
    refused(() -> store.committed("s", KEY), record);
    refused(() -> store.state("s", KEY), record);
    refused(() -> Vacuum.find(workspace, conf, Duration.ZERO, System.currentTimeMillis()), record);
  }

  @Test
  void aCommitCountsOnlyWhereItWasMade() throws IOException {
    UnitStore store = new UnitStore(workspace, conf);
    String good = "'path':'files/a','table':null";
    commit("s", KEY.hex(), good);
    assertThat(store.committed("s", KEY)).isPresent();
    Path record = commit("t", KEY.hex(), good);
    refused(() -> store.committed("s", KEY), record);
    refused(() -> store.committed("s", KEY), commit("s", "f".repeat(32), good));
  }

  private Path commit(String stage, String unit, String file) throws IOException {
    String json =
        ("{'stage':'STAGE','unit':'UNIT','label':'l','algorithm':1,'settings':'h','attempt':1,"
                + "'status':'done','error':null,'trace':null,'started':'2026-01-01T00:00:00Z',"
                + "'seconds':1,'split':{},'device':'cpu','host':'h','versions':{},'files':[{"
                + file
                + ",'rows':0,'bytes':1,'sha256':'HASH'}]}")
            .replace('\'', '"')
            .replace("HOME", home.toString())
            .replace("UNIT", unit)
            .replace("STAGE", stage)
            .replace("HASH", HASH);
    Path record = folder.resolve("w/_units/s/" + KEY + "/commit.json");
    Files.createDirectories(record.getParent());
    return Files.writeString(record, json);
  }

  @Test
  void plansAndHeartbeatsAreChecked() throws IOException {
    Path plan = folder.resolve("w/_plans/s.jsonl.gz");
    for (String line :
        List.of(
            "{\"unit\":\"../../home\",\"label\":\"l\",\"cost\":1}",
            "{\"unit\":\"" + KEY + "\",\"label\":null,\"cost\":1}",
            "{\"unit\":\"" + KEY + "\",\"label\":\"l\",\"cost\":1,\"more\":2}",
            "no JSON")) {
      Files.write(plan, gzipped(line));
      refused(() -> Plans.read(workspace, workspace.store(conf), "s"), plan);
    }
    Files.writeString(plan, "no archive");
    refused(() -> Plans.read(workspace, workspace.store(conf), "s"), plan);
    byte[] whole = gzipped("{\"unit\":\"" + KEY + "\",\"label\":\"l\",\"cost\":1}");
    Files.write(plan, java.util.Arrays.copyOf(whole, whole.length / 2));
    refused(() -> Plans.read(workspace, workspace.store(conf), "s"), plan);
    Files.write(plan, whole);
    assertThat(Plans.read(workspace, workspace.store(conf), "s")).hasSize(1);

    Path running = folder.resolve("w/_units/s/" + KEY + "/running.json");
    Files.createDirectories(running.getParent());
    for (String json : List.of("{}", "null", "{\"label\":\"l\",\"at\":\"yesterday\"}", "x")) {
      Files.writeString(running, json);
      UnitState state = new UnitStore(workspace, conf).state("s", KEY);
      assertThat(state.running().map(Heartbeat::label)).as(json).isEmpty();
    }
  }

  private static byte[] gzipped(String line) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/passwd",
        "a//b",
        "a/",
        "./a",
        "a/.",
        "a/../b",
        "..",
        "file:a",
        "s3a://b/k",
        "a\\b",
        "a\nb",
        "a:b/c"
      })
  void pathsThatMayLeaveAreRefused(String path) {
    assertThatThrownBy(() -> WorkspacePath.check(path)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> workspace.resolve(path)).isInstanceOf(UserError.class);
  }

  @Test
  void readersLookAtNothingElse() throws IOException {
    Path record = publication("{\"generation\":\"GEN\",\"adds\":[],\"removes\":[\"HOME/x\"]}");
    TreeMap<String, String> before = tree();
    assertThat(Publisher.unfinished(workspace, conf)).isTrue();
    assertThat(Verification.of(LocalSpark.session(), workspace).problems()).hasSize(1);
    assertThat(tree()).isEqualTo(before).containsKey(folder.relativize(record).toString());
  }

  private TreeMap<String, String> tree() throws IOException {
    TreeMap<String, String> all = new TreeMap<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return all;
  }
}
