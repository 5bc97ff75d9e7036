package io.reenact.stage.join;

import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.render.Timeline;
import io.reenact.row.RenderRow;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitContext;
import io.reenact.runner.UnitEngine;
import io.reenact.stage.StoredRows;
import io.reenact.stage.reenact.Motions;
import io.reenact.stage.reenact.Piece;
import io.reenact.stage.reenact.ReenactStage;
import io.reenact.stage.reenact.RenderFiles;
import io.reenact.stage.reenact.RenderSound;
import io.reenact.stage.reenact.RenderVideo;
import io.reenact.table.UnitKey;
import io.reenact.unit.Attempt;
import io.reenact.unit.UnitFile;
import io.reenact.unit.UnitStore;
import io.reenact.video.AudioSource;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.VideoConcat;
import io.reenact.video.VideoReader;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Joins the pieces of long renders, without encoding them again: one unit a render. */
public final class JoinStage implements Stage<JoinStage.Spec> {
  /** The stage's name. */
  public static final String NAME = "join";

  /** Seconds of one core: packets are copied, not encoded. */
  private static final double SECONDS_A_FRAME = 0.001;

  /**
   * A render whose pieces are all there.
   *
   * @param render the first piece
   * @param pieces their units, in order
   */
  public record Spec(ReenactStage.Spec render, List<String> pieces) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public Object settings(StageContext context) {
    return Map.of();
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    Piece.Found found;
    try {
      found = Piece.find(context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Unit<Spec>> units = new ArrayList<>();
    for (List<Piece> pieces : found.whole().values()) {
      List<String> keys = pieces.stream().map(Piece::unit).toList();
      ReenactStage.Spec first = pieces.get(0).spec();
      units.add(
          new Unit<>(
              UnitKey.of(name(), version(), Map.of("pieces", keys)),
              first.source().identity() + " by " + first.driver().clip().label(),
              Math.max(1, first.cuts().get(first.cuts().size() - 1)) * SECONDS_A_FRAME,
              new Spec(first, keys)));
    }
    if (found.lacking() > 0) {
      context
          .console()
          .line(
              "join: "
                  + found.lacking()
                  + " renders lack pieces: run reenact again; of pieces that a version before this"
                  + " one made, delete their folders under _units/reenact first");
    }
    return units;
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    return JoinStage::join;
  }

  private static void join(Spec spec, UnitContext unit) throws IOException {
    UnitStore store = new UnitStore(unit.workspace(), unit.hadoop());
    List<Attempt> pieces = new ArrayList<>();
    for (String key : spec.pieces()) {
      pieces.add(
          store
              .committed(ReenactStage.NAME, new UnitKey(key))
              .orElseThrow(() -> new UserError("a piece is gone; run reenact again")));
    }
    ReenactStage.Spec render = spec.render();
    StoredRows rows = new StoredRows(unit);
    List<FrameTrack> track = rows.track(render.driver().trackUnit());
    Timeline timeline = Motions.timeline(render, track);
    long[] times =
        timeline == null
            ? track.stream().mapToLong(FrameTrack::ptsUs).toArray()
            : IntStream.range(0, timeline.frames()).mapToLong(timeline::us).toArray();
    AudioSource sound = RenderSound.of(render, track, timeline, rows);
    Map<RenderVideo, UnitFile> videos = new EnumMap<>(RenderVideo.class);
    for (RenderVideo kind : RenderVideo.values()) {
      String extension = kind.extension(render.how());
      Path joined = unit.scratch().resolve(kind.folder() + "." + extension);
      List<VideoConcat.Segment> segments = new ArrayList<>();
      for (int i = 0; i < pieces.size(); i++) {
        unit.progress("joining " + kind.folder() + ", piece", i, pieces.size());
        for (UnitFile f : pieces.get(i).files()) {
          if (f.path().startsWith("files/" + kind.piecesFolder() + "/")) {
            Path local = unit.scratch().resolve(kind.folder() + i + "." + extension);
            try (var in = store.store().open(unit.workspace().resolve(f.path()))) {
              Files.copy(in, local);
            }
            segments.add(
                new VideoConcat.Segment(InputFiles.uri(local), times[render.cuts().get(i)]));
          }
        }
      }
      if (segments.size() == pieces.size()) {
        VideoConcat.join(
            segments,
            InputFiles.uri(joined),
            unit.hadoop(),
            sound,
            kind == RenderVideo.RESULT || kind == RenderVideo.CUTOUT
                ? render.provenance()
                : render.provenance().composite());
        String suffix =
            kind == RenderVideo.RESULT && render.how().layout().views() > 1
                ? render.how().layout().suffix()
                : "";
        videos.put(kind, unit.writeFile(kind.folder(), render.name(), suffix, extension, joined));
      }
    }
    if (!videos.containsKey(RenderVideo.RESULT)) {
      throw new UserError("pieces of " + unit.label() + " are gone; run reenact again");
    }
    try (VideoReader video =
        VideoReader.open(
            MediaSource.of(
                InputFiles.uri(unit.scratch().resolve(RenderVideo.RESULT.folder() + ".mp4"))),
            unit.hadoop())) {
      int[] sizes = {
        render.how().layout().width(), render.how().layout().height(), (int) video.info().frames()
      };
      double fps = (times.length - 1) * 1e6 / (times[times.length - 1] - times[0]);
      unit.writeRows(
          RenderRow.class,
          List.of(
                  RenderFiles.row(
                      render, videos, head(pieces), sizes, fps, timeline != null, unit.hadoop()))
              .iterator());
    }
  }

  /** The Gaussians that the piece with the middle frame kept; null if it did not. */
  private static String head(List<Attempt> pieces) {
    return pieces.stream()
        .flatMap(p -> p.files().stream())
        .map(UnitFile::path)
        .filter(p -> p.startsWith("files/" + RenderFiles.HEADS + "/"))
        .findFirst()
        .orElse(null);
  }
}
