package io.reenact.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users give that can't be used: a line and a row each, and the rest goes on. */
class BadCorpusTest {
  @TempDir private Path folder;

  private Path corpus() throws IOException {
    Path corpus = folder.resolve("corpus");
    Path whole = SampleClips.faceless(corpus.resolve("room/wall.mp4"), 20, 1);
    SampleClips.faceless(corpus.resolve("single/one.mp4"), 1, 2);
    SampleClips.faceless(corpus.resolve("naïve\nname/c d.mp4"), 3, 3);
    SampleClips.file(corpus.resolve("empty/nothing.mp4"));
    SampleClips.file(
        corpus.resolve("text/notes.mp4"), "not a video".getBytes(StandardCharsets.UTF_8));
    SampleClips.truncated(corpus.resolve("cut/header.mp4"), whole, 0.02);
    return corpus;
  }

  @Test
  void everyBadClipIsALineAndARow() throws IOException {
    Path workspace = folder.resolve("ws");
    String[] half = {"--set", "job.max_failures=0.5"};
    Job.Outcome index =
        Job.run(
            "index",
            "--corpus",
            corpus().toString(),
            "--workspace",
            workspace.toString(),
            half[0],
            half[1]);

    assertThat(index.code()).as(index.said()).isEqualTo(3);
    assertThat(index.said()).contains("finished, but units failed (index 3 of 6)");
    Map<String, String> errors = new TreeMap<>();
    Map<String, Integer> frames = new TreeMap<>();
    for (Row row :
        Job.rows(workspace, "clips", "SELECT identity, status, error, frames FROM clips")) {
      if (row.getString(1).equals("ok")) {
        frames.put(row.getString(0), row.getInt(3));
      } else {
        errors.put(row.getString(0), row.getString(2));
      }
    }
    assertThat(frames)
        .containsExactly(
            Map.entry("naïve\nname", 3), Map.entry("room", 20), Map.entry("single", 1));
    assertThat(errors).containsOnlyKeys("cut", "empty", "text");
    assertThat(errors.get("empty")).contains("empty");
    for (String bad : new String[] {"cut/header", "empty/nothing", "text/notes"}) {
      assertThat(index.said().lines().filter(l -> l.startsWith("index: " + bad + ": "))).hasSize(1);
    }

    // Known bad clips are not opened again, and the run's judgement stays the same.
    Job.Outcome again =
        Job.run(
            "index",
            "--corpus",
            folder.resolve("corpus").toString(),
            "--workspace",
            workspace.toString(),
            half[0],
            half[1]);
    assertThat(again.code()).isEqualTo(3);
    assertThat(again.said()).contains("6 done before", "3 failed", "index: text/notes: ");
    Job.Outcome strict =
        Job.run(
            "index",
            "--corpus",
            folder.resolve("corpus").toString(),
            "--workspace",
            workspace.toString());
    assertThat(strict.code()).as("by default a tenth may fail").isEqualTo(1);

    // Nobody in it has a face: every clip is named, and the run fails since nothing succeeded.
    Job.Outcome track = Job.run("track", "--workspace", workspace.toString());
    assertThat(track.code()).isEqualTo(1);
    assertThat(track.said())
        .contains("track: room/wall: 0 of 20 frames usable")
        .contains("track: na\u00efve\\u000aname/c d: ")
        .contains("error: track: all 3 units failed");
    assertThat(
            Job.rows(
                workspace, "tracks", "SELECT DISTINCT usable FROM tracks WHERE identity = 'room'"))
        .singleElement()
        .satisfies(r -> assertThat(r.getBoolean(0)).isFalse());
    assertThat(Job.rows(workspace, "runs", "SELECT * FROM runs WHERE status = 'bad'")).hasSize(6);

    assertThat(Job.run("status", "--workspace", workspace.toString()).code()).isZero();
  }

  @Test
  void aMendedClipIsIndexedAnew() throws IOException {
    Path corpus = folder.resolve("corpus");
    Path workspace = folder.resolve("ws");
    Path clip = SampleClips.file(corpus.resolve("a/clip.mp4"), (byte) 1, (byte) 2);
    String[] index = {"index", "--corpus", corpus.toString(), "--workspace", workspace.toString()};
    assertThat(Job.run(index).code()).isEqualTo(1);
    Files.delete(clip);
    SampleClips.faceless(clip, 4, 5);
    assertThat(Job.run(index).code()).isZero();
    assertThat(Job.rows(workspace, "clips", "SELECT status, frames FROM clips").toString())
        .isEqualTo("[[ok,4]]");
  }

  @Test
  void whatIsMissingIsOneLine() throws IOException {
    String nowhere = folder.resolve("nowhere").toString();
    assertThat(Job.run("run", "--corpus", nowhere, "--workspace", folder + "/w"))
        .isEqualTo(
            new Job.Outcome(1, "error: corpus " + nowhere + " does not exist; check --corpus\n"));
    Path corpus = folder.resolve("flat");
    SampleClips.faceless(corpus.resolve("x.mp4"), 2, 1);
    assertThat(Job.run("sql", "--workspace", nowhere, "SELECT 1").said())
        .startsWith("error: workspace " + nowhere + " does not exist;");
    for (String command : new String[] {"status", "verify", "vacuum"}) {
      Job.Outcome wrong = Job.run(command, "--workspace", corpus.toString());
      assertThat(wrong.code()).as(command).isEqualTo(1);
      assertThat(wrong.said())
          .startsWith("error: folder " + corpus + " is no workspace")
          .hasLineCount(1);
    }
    Job.Outcome track = Job.run("track", "--workspace", folder + "/w2");
    assertThat(track.code()).isEqualTo(1);
    assertThat(track.said()).contains("has no table clips yet; run the command index first");
    Path file = SampleClips.file(folder.resolve("file"), (byte) 0);
    Job.Outcome onFile =
        Job.run("index", "--corpus", corpus.toString(), "--workspace", file.toString());
    assertThat(onFile.code()).isEqualTo(1);
    assertThat(onFile.said().lines()).hasSize(1);
  }

  @Test
  void aManifestNamesPartsAndWhatIsNotThere() throws IOException {
    SampleClips.faceless(folder.resolve("videos/v.mp4"), 50, 1);
    Path manifest =
        Files.writeString(
            folder.resolve("list.csv"),
            "identity,clip,uri,start,end\n"
                + "a,first,videos/v.mp4,0,1\n"
                + "a,second,videos/v.mp4,1,\n"
                + "b,gone,videos/gone.mp4,,\n");
    Path workspace = folder.resolve("ws");
    Job.Outcome index =
        Job.run("index", "--corpus", manifest.toString(), "--workspace", workspace.toString());
    assertThat(index.code()).as(index.said()).isEqualTo(3);
    assertThat(index.said()).contains("gone.mp4 does not exist; correct the manifest");
    assertThat(
            Job.rows(workspace, "clips", "SELECT clip, frames, status FROM clips ORDER BY clip")
                .toString())
        .isEqualTo("[[first,25,ok], [gone,null,error], [second,25,ok]]");
  }
}
