package io.reenact.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.stage.LocalSpark;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {
  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path folder;

  private List<Clip> clips(Path at) {
    return Corpus.clips(spark, at.toString(), Set.of("mp4", "mov"));
  }

  private void touch(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
  }

  @Test
  void foldersAreIdentitiesAndFlatFilesToo() throws IOException {
    for (String name :
        List.of("anna/b.mp4", "anna/a.MP4", "anna/a.mov", "zoë/c d.mp4", "flat.mp4", "notes.txt")) {
      touch(name);
    }
    touch("anna/deeper/c.mp4");
    touch("anna/deeper/still/not.mp4");
    touch(".hidden/x.mp4");
    touch("_dQw4w9WgXcQ/_x.mp4");
    touch("_truth/x.mp4");
    touch("work/files/videos.mp4");

    assertThat(clips(folder).stream().map(Clip::label))
        .containsExactly(
            "_dQw4w9WgXcQ/_x",
            "anna/a",
            "anna/a.mov",
            "anna/b",
            "anna/deeper/c",
            "flat/flat",
            "work/files/videos",
            "zoë/c d");
    String uri = folder.toString();
    Corpus.Found found = Corpus.find(spark, uri, Set.of("mp4"), Set.of("file:" + uri + "/work"));
    assertThat(found.clips()).extracting(Clip::identity).doesNotContain("work");
    assertThat(found.leftOut())
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("left out 2 files with another extension (1 .mov, 1 .txt; ")
        .endsWith("1 name beginning with a dot (hidden), 1 folder below the third level");
  }

  /** A disk with a folder that nobody may list. */
  public static final class Disk extends RawLocalFileSystem {
    @Override
    public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
      if (path.getName().equals("closed")) {
        throw new AccessControlException("Permission denied");
      }
      return super.listStatus(path);
    }
  }

  /** Left out in silence, its clips would count as gone. */
  @Test
  void aFolderThatCannotBeListedIsNamed() throws IOException {
    touch("a/x.mp4");
    touch("closed/y.mp4");
    FileSystem disk = new Disk();
    disk.initialize(URI.create("file:///"), new Configuration());
    assertThatThrownBy(
            () ->
                Corpus.folder(
                    disk,
                    new org.apache.hadoop.fs.Path(folder.toString()),
                    Set.of("mp4"),
                    Set.of()))
        .isInstanceOf(UnusableStore.class)
        .hasMessageContaining("/closed of the corpus can't be listed: access denied; check");
  }

  @Test
  void linksInALoopAreNotFollowedForEver() throws IOException {
    touch("a/x.mp4");
    Files.createSymbolicLink(folder.resolve("a/loop"), folder);
    Files.createSymbolicLink(folder.resolve("self"), folder.resolve("self2"));
    Files.createSymbolicLink(folder.resolve("self2"), folder.resolve("self"));
    assertThat(clips(folder).stream().map(Clip::label)).contains("a/x");
  }

  @ParameterizedTest
  @CsvSource({"csv", "jsonl", "parquet"})
  void manifestsOfAllKinds(String kind) throws IOException {
    Path file = folder.resolve("list." + kind);
    String csv =
        "identity,clip,uri,start,end,strategy\nanna,one,videos/9:30.mp4,0.5,2, encode \n"
            + "\"b,b\",two,/abs/b.mp4,,,\n";
    String json =
        "{\"identity\":\"anna\",\"clip\":\"one\",\"uri\":\"videos/9:30.mp4\",\"start\":0.5,\"end\":2,\"strategy\":\"encode\"}\n"
            + "{\"identity\":\"b,b\",\"clip\":\"two\",\"uri\":\"/abs/b.mp4\"}\n";
    Files.writeString(folder.resolve("list.csv"), csv);
    Files.writeString(folder.resolve("list.jsonl"), json);
    if (kind.equals("parquet")) {
      spark.read().json(folder.resolve("list.jsonl").toString()).write().parquet(file.toString());
    }
    List<Clip> clips = clips(file);
    assertThat(clips).hasSize(2);
    assertThat(clips.get(0))
        .isEqualTo(
            new Clip("anna", "one", "file:" + folder + "/videos/9:30.mp4", 0.5, 2.0, "encode"));
    assertThat(clips.get(1)).isEqualTo(new Clip("b,b", "two", "/abs/b.mp4", null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity,clip\\na,b|has no column uri",
        "name\\tclip\\na\\tb|has no column identity",
        "identity,clip,uri|has no clips",
        "identity,clip,uri\\na,,u|row 1: clip is empty; left out"
      })
  void badManifestsAreNamed(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("m.csv"), text.replace("\\n", "\n"));
    assertThatThrownBy(() -> clips(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
  }

  /** One that names a clip is the clip's error, whatever the others are. */
  @Test
  void aRowThatIsWrongStopsNoOther() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("m.csv"),
            """
            identity,clip,uri,start,end,strategy
            a,good,/u.mp4,0,2,encode
            ,nobody,/u.mp4,,,
            a,,/u.mp4,,,
            a,blank, ,,,
            a,back,/u.mp4,3,2,
            a,same,/u.mp4,2,2,
            a,before,/u.mp4,-1,2,
            a,word,/u.mp4,soon,,
            a,nan,/u.mp4,,NaN,
            a,keys,s3a://ME:hush@videos/c.mp4,,,auto
            a,good,/again.mp4,,,
            a,other,/u.mp4,,,auto
            a,last,/u.mp4,1e0, 2.5 ,encode
            """);
    Corpus.Found found = Corpus.find(spark, file.toString(), Set.of(), Set.of());
    String row = "manifest file:" + file + ", row ";
    String range = ": start and end must be numbers of seconds, 0 <= start < end";
    assertThat(found.wrong())
        .containsOnly(
            Map.entry("a/blank", row + "4: uri is empty"),
            Map.entry("a/back", row + "5" + range),
            Map.entry("a/same", row + "6" + range),
            Map.entry("a/before", row + "7" + range),
            Map.entry("a/word", row + "8" + range),
            Map.entry("a/nan", row + "9" + range),
            Map.entry("a/keys", row + "10: keys don't belong in a URI; take them out"),
            Map.entry(
                "a/other",
                row + "12: a has strategy encode in row 1 and auto here; a person has one"));
    assertThat(found.leftOut())
        .containsExactly(
            row + "2: identity is empty; left out",
            row + "3: clip is empty; left out",
            row
                + "11: a/good is the clip of row 1; left out, give each clip of an identity its own"
                + " name");
    assertThat(found.clips())
        .hasSize(10)
        .contains(
            new Clip("a", "good", "/u.mp4", 0.0, 2.0, "encode"),
            new Clip("a", "last", "/u.mp4", 1.0, 2.5, "encode"),
            new Clip("a", "back", "/u.mp4", null, null),
            new Clip("a", "blank", "", null, null),
            new Clip("a", "keys", "s3a://***@videos/c.mp4", null, null));
  }

  @Test
  void manyRowsLeftOutAreCounted() throws IOException {
    String text = "identity,clip,uri\na,b,/u.mp4\n" + ",c,/u.mp4\n".repeat(23);
    Path file = Files.writeString(folder.resolve("m.csv"), text);
    Corpus.Found found = Corpus.find(spark, file.toString(), Set.of(), Set.of());
    assertThat(found.leftOut()).hasSize(21);
    assertThat(found.leftOut().get(20)).endsWith(": 3 more rows left out");
    assertThat(found.clips()).hasSize(1);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> clips(folder.resolve("none")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not exist; check --corpus");
    assertThatThrownBy(() -> clips(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no clips");
    touch("clip.txt");
    assertThatThrownBy(() -> clips(folder.resolve("clip.txt")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is a file but no manifest");
    Files.write(folder.resolve("broken.parquet"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> clips(folder.resolve("broken.parquet")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("can't be read");
  }
}
