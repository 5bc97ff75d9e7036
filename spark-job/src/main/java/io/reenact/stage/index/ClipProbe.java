package io.reenact.stage.index;

import io.reenact.error.BadInput;
import io.reenact.plan.Checksums;
import io.reenact.plan.Clip;
import io.reenact.runner.UnitContext;
import io.reenact.stage.Sources;
import io.reenact.table.Table;
import io.reenact.video.InputFiles;
import io.reenact.video.VideoInfo;
import io.reenact.video.VideoReader;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Hashes a clip and opens it: its row in the table clips, with its error if it is none. */
final class ClipProbe {
  private static final double MICROS = 1e6;

  private ClipProbe() {}

  static void probe(IndexStage.Spec spec, UnitContext unit) throws IOException {
    Clip clip = spec.clip();
    if (spec.gone() != null) {
      unit.writeRows(Table.CLIPS, List.of(GoneClips.marked(spec.gone())).iterator());
      return;
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("identity", clip.identity());
    row.put("clip", clip.clip());
    row.put("uri", clip.uri());
    row.put("corpus", spec.corpus());
    row.put("bytes", spec.bytes());
    row.put("modified", Instant.ofEpochMilli(spec.modified()));
    row.put("start_s", clip.start());
    row.put("end_s", clip.end());
    String error = spec.error();
    if (error == null) {
      long begin = System.nanoTime();
      Path path = new Path(clip.uri());
      FileSystem fs = InputFiles.of(path, unit.hadoop());
      FileStatus file = fs.getFileStatus(path);
      row.put("checksum", Checksums.of(fs, file));
      try {
        List<String> notes = open(clip, unit, row);
        row.put("notes", notes);
        notes.forEach(unit::warn);
      } catch (BadInput e) {
        error = e.getMessage();
      }
      unit.spent(UnitContext.Spent.DECODE, (System.nanoTime() - begin) / 1e9);
    }
    row.put("status", error == null ? "ok" : "error");
    row.put("error", error);
    unit.writeRows(Table.CLIPS, List.of(row).iterator());
    if (error != null) {
      unit.bad(error);
    }
  }

  /** Opens it, and returns what people should know of it. */
  private static List<String> open(Clip clip, UnitContext unit, Map<String, Object> row) {
    try (VideoReader reader = VideoReader.open(Sources.of(clip), unit.hadoop())) {
      // An index of frames is not enough: the first one must decode.
      reader.next();
      VideoInfo info = reader.info();
      int frames = reader.presentationTimesUs().length;
      row.put("width", info.width());
      row.put("height", info.height());
      row.put("fps", info.fps());
      row.put("frames", frames);
      unit.frames(frames);
      row.put("seconds", info.durationUs() / MICROS);
      row.put("audio", info.audio());
      return List.copyOf(reader.notes());
    }
  }
}
