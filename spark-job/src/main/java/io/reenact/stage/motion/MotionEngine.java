package io.reenact.stage.motion;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.FittedDirections;
import io.reenact.motion.HeadPlace;
import io.reenact.motion.LatentMotion;
import io.reenact.motion.MotionFrame;
import io.reenact.motion.MotionSequence;
import io.reenact.motion.MotionSmoothing;
import io.reenact.motion.OffsetReader;
import io.reenact.motion.PictureReader;
import io.reenact.pool.Pool;
import io.reenact.render.DriverMotion;
import io.reenact.render.DriverMotions;
import io.reenact.row.MotionRow;
import io.reenact.runner.UnitContext;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.Sources;
import io.reenact.stage.StoredRows;
import io.reenact.video.VideoReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads one clip: its rows in the table motion. */
final class MotionEngine {
  /** Networks of this executor. */
  private static final Pool<String, PictureReader> READERS = new Pool<>(2);

  private MotionEngine() {}

  static void read(
      MotionStage.Spec spec,
      GeneratorSettings generator,
      String directions,
      double worldPerCm,
      UnitContext unit)
      throws Exception {
    StoredRows rows = new StoredRows(unit);
    List<FrameTrack> track = rows.track(spec.clip().unit());
    if (spec.latents() != null) {
      GeneratorBundle bundle =
          FittedDirections.in(generator.load(unit.hadoop()), directions, unit.hadoop());
      write(spec, track, latents(spec, track, rows, bundle), worldPerCm, unit);
      return;
    }
    READERS.lend(
        PictureReader.VERSION,
        PictureReader::new,
        reader -> {
          long begin = System.nanoTime();
          try (VideoReader video =
              VideoReader.open(Sources.of(spec.clip().clip()), unit.hadoop())) {
            MotionSequence read =
                reader.read(video, track, done -> unit.progress("reading", done, track.size()));
            unit.spent(UnitContext.Spent.DECODE, video.decodeSeconds());
            unit.spent(
                UnitContext.Spent.COMPUTE,
                (System.nanoTime() - begin) / 1e9 - video.decodeSeconds());
            write(spec, track, read, worldPerCm, unit);
          } catch (BadInput e) {
            // Tracking could decode it, so it was changed or damaged since.
            unit.bad(e.getMessage());
          }
        });
  }

  private static MotionSequence latents(
      MotionStage.Spec spec, List<FrameTrack> track, StoredRows rows, GeneratorBundle bundle)
      throws IOException {
    String identity = spec.clip().clip().identity();
    String made = rows.generator(spec.latents(), identity);
    if (!bundle.id().equals(made)) {
      throw new UserError(
          identity
              + " was inverted with generator "
              + made
              + ", generator.bundle is "
              + bundle.id()
              + "; set the same one, or run invert again");
    }
    DriverMotion driver =
        DriverMotions.of(
            spec.clip().clip().label(),
            track,
            rows.keyFrames(spec.latents(), identity, spec.clip().clip().clip()));
    List<LatentMotion.Moment> moments = new ArrayList<>();
    for (int i = 0; i < driver.frames().size(); i++) {
      moments.add(
          new LatentMotion.Moment(
              driver.frames().get(i).ptsUs(), driver.camera(i), driver.frames().get(i).usable()));
    }
    return LatentMotion.of(driver.offsets(), moments, new OffsetReader(bundle));
  }

  private static void write(
      MotionStage.Spec spec,
      List<FrameTrack> track,
      MotionSequence raw,
      double worldPerCm,
      UnitContext unit)
      throws IOException {
    int[] shots = track.stream().mapToInt(FrameTrack::shot).toArray();
    MotionSequence smooth = MotionSmoothing.of(raw, shots);
    unit.frames(track.size());
    List<MotionRow> rows = new ArrayList<>();
    for (int i = 0; i < track.size(); i++) {
      rows.add(row(spec, track.get(i), raw, smooth, i, worldPerCm));
    }
    unit.writeRows(MotionRow.class, rows.iterator());
  }

  private static MotionRow row(
      MotionStage.Spec spec,
      FrameTrack track,
      MotionSequence raw,
      MotionSequence smooth,
      int i,
      double worldPerCm) {
    MotionCells before = MotionCells.of(raw.shapes(), raw.frames().get(i));
    MotionFrame smoothed = smooth.frames().get(i);
    MotionCells after = MotionCells.of(smooth.shapes(), smoothed);
    boolean face = track.landmarks() != null;
    return new MotionRow(
        spec.clip().clip().identity(),
        spec.clip().clip().clip(),
        track.frame(),
        track.ptsUs(),
        spec.cohort() == null ? MotionRow.PICTURES : spec.cohort(),
        after.expression(),
        before.expression(),
        after.gaze(),
        before.gaze(),
        after.head(),
        face
            ? MotionCells.floats(HeadPlace.of(track, spec.width(), spec.height(), worldPerCm))
            : null,
        face ? track.mouthOpening() : null,
        face ? track.leftEyeOpening() : null,
        face ? track.rightEyeOpening() : null,
        (float) smoothed.confidence());
  }
}
