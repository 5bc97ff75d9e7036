package io.reenact.stage.others;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.console.Console;
import io.reenact.flow.FlowStage;
import io.reenact.flow.Job;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.StageSummary;
import io.reenact.settings.Settings;
import io.reenact.stage.LocalSpark;
import io.reenact.stage.RenderWorkspace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table whose rows can't be measured, each for its own reason. */
class ImportStageTest {
  @TempDir private Path folder;

  private static String manifest(RenderWorkspace w, Path table) {
    Console quiet =
        new Console(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
    StageContext context =
        new StageContext(LocalSpark.session(), w.workspace(), Settings.defaults(), quiet);
    return new OthersTable(context, table.toString()).manifest(context).orElseThrow();
  }

  @Test
  void everyRowSaysWhyAndNoneKeepsOthersBack() throws IOException {
    RenderWorkspace w = RenderWorkspace.in(folder);
    Files.writeString(folder.resolve("letter.mp4"), "no video");
    Path table = folder.resolve("theirs.csv");
    Files.writeString(
        table,
        """
        video,source,driver,method,crop
        anna.mp4,ben.mp4,anna.mp4,faceless,
        letter.mp4,ben.mp4,anna.mp4,text,
        gone.mp4,ben.mp4,anna.mp4,missing,
        anna.mp4,ben.mp4,anna.mp4,cut,left
        ,ben.mp4,anna.mp4,nameless,
        anna.mp4,nobody.mp4,anna.mp4,of nobody,
        anna.mp4,ben.mp4,letter.mp4,by a letter,
        """);
    Job job = Job.others(manifest(w, table), table.toString());
    List<StageSummary> done = new ArrayList<>();
    for (Stage<?> stage : FlowStage.of(job, FlowStage.INDEX, FlowStage.IMPORT)) {
      done.add(w.run(stage));
    }
    assertThat(done.get(0).failed()).as("nobody.mp4 and letter.mp4, all there are").isEqualTo(2);
    assertThat(done.get(1).planned()).isEqualTo(7);
    assertThat(w.rows("SELECT error FROM runs WHERE stage = 'import'"))
        .extracting(r -> r.getString(0))
        .satisfiesExactlyInAnyOrder(
            e -> assertThat(e).contains("driver anna/anna has no usable face"),
            e -> assertThat(e).contains("driver anna/anna has no usable face"),
            e -> assertThat(e).contains("gone.mp4 does not exist"),
            e -> assertThat(e).contains("column crop is left: write auto, driver or own"),
            e -> assertThat(e).contains("column video is empty"),
            e -> assertThat(e).contains("driver anna/anna has no usable face"),
            e -> assertThat(e).contains("driver letter/letter can't be used:", "readable video"))
        .allSatisfy(e -> assertThat(e).contains("not measured: ").doesNotContain("\n"));
    assertThat(w.rows("SELECT * FROM renders")).isEmpty();
  }
}
