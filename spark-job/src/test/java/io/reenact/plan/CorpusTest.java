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
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.SparkSession;
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
                    Set.of(),
                    new LeftOut()))
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
        "identity,clip,uri\\na,,u|row 1: clip is empty",
        "identity,clip,uri,start,end\\na,b,u,3,2|start and end must be 0 <= start < end",
        "identity,clip,uri\\na,b,u\\na,b,v|twice: a/b",
        "identity,clip,uri|has no clips",
        "identity,clip,uri,strategy\\na,b,u,encode\\na,c,u,\\na,d,v,auto"
            + "|: a has strategy encode in row 1 and auto in row 3; a person has one"
      })
  void badManifestsAreNamed(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("m.csv"), text.replace("\\n", "\n"));
    assertThatThrownBy(() -> clips(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
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
