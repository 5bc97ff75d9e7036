package io.reenact.stage.others;

import io.reenact.error.BadInput;
import io.reenact.evaluation.EvaluatedClip;
import io.reenact.evaluation.OthersVideo;
import io.reenact.face.FaceAlignment;
import io.reenact.row.RenderRow;
import io.reenact.runner.UnitContext;
import io.reenact.stage.Sources;
import io.reenact.stage.StoredRows;
import io.reenact.unit.UnitFile;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Brings one video on an executor: its file, its row in the table renders. */
final class ImportEngine {
  /** Begins the reason why a video is not measured, which should not keep others from it. */
  static final String LEFT_OUT = "not measured: ";

  private ImportEngine() {}

  static void bring(ImportStage.Spec spec, FaceAlignment alignment, UnitContext unit)
      throws IOException {
    long begin = System.nanoTime();
    EvaluatedClip driver =
        new EvaluatedClip(
            Sources.of(spec.driver()), new StoredRows(unit).track(spec.driverTrack()));
    Path local = unit.scratch().resolve("video.mp4");
    OthersVideo.Made made;
    try (OthersVideo others = new OthersVideo(alignment)) {
      made =
          others.write(
              MediaSource.of(spec.video()),
              driver,
              spec.crop(),
              spec.size(),
              InputFiles.uri(local),
              unit.hadoop(),
              unit::progress);
    } catch (BadInput e) {
      unit.warn(LEFT_OUT + e.getMessage());
      return;
    }
    unit.spent(UnitContext.Spent.COMPUTE, (System.nanoTime() - begin) / 1e9);
    unit.frames(made.frames());
    String name = spec.method() + "_" + spec.source() + "_by_" + spec.driver().label();
    UnitFile file = unit.writeFile("others", name, "mp4", local);
    RenderRow row =
        new RenderRow(
            unit.key().hex(),
            null,
            spec.source(),
            spec.driver().identity(),
            spec.driver().clip(),
            Map.of(),
            "driver",
            1.0,
            0.0,
            "",
            "",
            "",
            "",
            "",
            file.path(),
            Map.of("others", file.path()),
            spec.size(),
            spec.size(),
            made.fps(),
            made.frames(),
            made.frames() / made.fps(),
            spec.method(),
            file.sha256());
    unit.writeRows(RenderRow.class, List.of(row).iterator());
  }
}
