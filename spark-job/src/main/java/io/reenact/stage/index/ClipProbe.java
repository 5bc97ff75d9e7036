package io.reenact.stage.index;

import io.reenact.error.BadInput;
import io.reenact.plan.Checksums;
import io.reenact.plan.Clip;
import io.reenact.row.ClipRow;
import io.reenact.row.RowCodec;
import io.reenact.runner.UnitContext;
import io.reenact.stage.Sources;
import io.reenact.video.InputFiles;
import io.reenact.video.VideoInfo;
import io.reenact.video.VideoReader;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Hashes a clip and opens it: its row in the table clips, with its error if it is none. */
final class ClipProbe {
  private static final double MICROS = 1e6;

  private ClipProbe() {}

  static void probe(IndexStage.Spec spec, UnitContext unit) throws IOException {
    if (spec.gone() != null) {
      ClipRow was = RowCodec.of(ClipRow.class).json(spec.gone());
      unit.writeRows(ClipRow.class, List.of(was.gone()).iterator());
      return;
    }
    Clip clip = spec.clip();
    String error = spec.error();
    String checksum = null;
    Opened opened = Opened.NOT;
    if (error == null) {
      long begin = System.nanoTime();
      Path path = new Path(clip.uri());
      FileSystem fs = InputFiles.of(path, unit.hadoop());
      FileStatus file = fs.getFileStatus(path);
      checksum = Checksums.of(fs, file);
      try {
        opened = open(clip, unit);
        opened.notes().forEach(unit::warn);
      } catch (BadInput e) {
        error = e.getMessage();
      }
      unit.spent(UnitContext.Spent.DECODE, (System.nanoTime() - begin) / 1e9);
    }
    ClipRow row =
        new ClipRow(
            clip.identity(),
            clip.clip(),
            clip.uri(),
            spec.bytes(),
            Instant.ofEpochMilli(spec.modified()),
            checksum,
            clip.start(),
            clip.end(),
            opened.width(),
            opened.height(),
            opened.fps(),
            opened.frames(),
            opened.seconds(),
            opened.audio(),
            error == null ? ClipRow.OK : ClipRow.ERROR,
            error,
            opened.notes(),
            spec.corpus(),
            clip.strategy());
    unit.writeRows(ClipRow.class, List.of(row).iterator());
    if (error != null) {
      unit.bad(error);
    }
  }

  /** What opening a clip tells; all null if it could not be opened. */
  private record Opened(
      Integer width,
      Integer height,
      Double fps,
      Integer frames,
      Double seconds,
      Boolean audio,
      List<String> notes) {
    static final Opened NOT = new Opened(null, null, null, null, null, null, null);
  }

  private static Opened open(Clip clip, UnitContext unit) {
    try (VideoReader reader = VideoReader.open(Sources.of(clip), unit.hadoop())) {
      // An index of frames is not enough: the first one must decode.
      reader.next();
      VideoInfo info = reader.info();
      int frames = reader.presentationTimesUs().length;
      unit.frames(frames);
      return new Opened(
          info.width(),
          info.height(),
          info.fps(),
          frames,
          info.durationUs() / MICROS,
          info.audio(),
          List.copyOf(reader.notes()));
    }
  }
}
