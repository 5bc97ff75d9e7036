package io.reenact.stage.reenact;

import ai.djl.Device;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.paste.Backdrop;
import io.reenact.render.CameraMode;
import io.reenact.render.FrameSink;
import io.reenact.render.NumberCurves;
import io.reenact.render.OriginalSinks;
import io.reenact.render.ReenactmentRenderer;
import io.reenact.render.ReenactmentRequest;
import io.reenact.render.RenderStats;
import io.reenact.render.Sinks;
import io.reenact.render.Timeline;
import io.reenact.row.RenderRow;
import io.reenact.runner.UnitContext;
import io.reenact.splat.file.PlyWriter;
import io.reenact.splat.file.SpzWriter;
import io.reenact.stage.Sources;
import io.reenact.stage.StoredRows;
import io.reenact.table.PictureName;
import io.reenact.unit.UnitFile;
import io.reenact.video.AudioSource;
import io.reenact.video.Images;
import io.reenact.video.InputFiles;
import io.reenact.video.Provenance;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoEncoding;
import io.reenact.video.VideoReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** The files of one render, or of a piece of one. */
public final class RenderFiles {
  /** The folder of result files with one frame's Gaussians a render. */
  public static final String HEADS = "heads";

  /** The key of such a file in the column outputs. */
  public static final String HEAD = "head";

  /** Gaussians, of which the file is about a megabyte; more are kept on request only. */
  public static final int MOST_OF_HEAD = 1 << 16;

  private final ReenactStage.Spec spec;
  private final ReenactSettings how;
  private final ReenactmentRequest request;
  private final List<FrameTrack> track;
  private final Timeline timeline;
  private final UnitContext unit;
  private final Set<Output> kept;
  private final int from;
  private final int to;
  private final Map<RenderVideo, UnitFile> videos = new EnumMap<>(RenderVideo.class);
  private String head;

  /**
   * @param track of the driver's clip; null without a driver
   */
  RenderFiles(
      ReenactStage.Spec spec,
      ReenactmentRequest request,
      List<FrameTrack> track,
      UnitContext unit) {
    this.spec = spec;
    this.how = spec.how();
    this.request = request;
    this.track = track;
    this.timeline = Motions.timeline(spec, track);
    this.unit = unit;
    this.kept = how.kept();
    this.from = spec.piece() ? spec.cuts().get(spec.segment()) : 0;
    this.to = spec.piece() ? spec.cuts().get(spec.segment() + 1) : request.frames();
    if (spec.piece() && to > request.frames()) {
      throw new UserError(
          spec.driver().clip().label() + " has fewer frames than indexed; run index again");
    }
    if (kept.contains(Output.PASTE) && track == null) {
      throw new UserError("reenact.outputs: paste needs a driver, whose frames to paste into");
    }
  }

  void write(ReenactmentRenderer renderer, StoredRows rows) throws IOException {
    Path folder = Files.createDirectories(unit.scratch().resolve("frames"));
    RenderStats stats;
    try (FrameSink sink = Sinks.all(sinks(folder, renderer, rows))) {
      stats =
          renderer.render(
              request, from, to, sink, (done, all) -> unit.progress("frame", done, all));
    }
    unit.spent(UnitContext.Spent.COMPUTE, stats.seconds());
    unit.frames(stats.frames());
    for (RenderVideo kind : RenderVideo.values()) {
      Path video = video(kind);
      if (Files.exists(video)) {
        String name = spec.piece() ? spec.name() + "_" + (spec.segment() + 1) : spec.name();
        String where = spec.piece() ? kind.piecesFolder() : kind.folder();
        String suffix = kind == RenderVideo.RESULT ? suffix() : "";
        videos.put(kind, unit.writeFile(where, name, suffix, kind.extension(how), video));
      }
    }
    keep(folder, "png", Output.FRAMES);
    if (kept.contains(Output.PLY) || kept.contains(Output.SPZ)) {
      gaussians(renderer);
    }
    int middle = request.frames() / 2;
    if (from <= middle
        && middle < to
        && !renderer.generator().bundle().manifest().endsInPictures()) {
      head(renderer, middle);
    }
  }

  /**
   * Keeps one frame's Gaussians for the report's viewer and for evaluation, unless there are very
   * many.
   */
  private void head(ReenactmentRenderer renderer, int frame) throws IOException {
    Path file = unit.scratch().resolve("head.spz");
    renderer.gaussians(
        request,
        frame,
        (gaussians, n) -> {
          if (n <= MOST_OF_HEAD) {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
              SpzWriter.write(gaussians, n, spec.provenance(), out);
            }
          }
        });
    if (Files.exists(file)) {
      head = unit.writeFile(HEADS, PictureName.safeId(spec.render()), "spz", file).path();
    }
  }

  private Path video(RenderVideo kind) {
    return unit.scratch().resolve(kind.folder() + "." + kind.extension(how));
  }

  private List<FrameSink> sinks(Path folder, ReenactmentRenderer renderer, StoredRows rows)
      throws IOException {
    AudioSource sound = spec.piece() ? null : RenderSound.of(spec, track, timeline, rows);
    OriginalSinks.Original original =
        track == null
            ? null
            : new OriginalSinks.Original(
                Sources.of(spec.driver().clip()), spec.driver().trackUnit(), track, seen());
    List<FrameSink> sinks = new ArrayList<>();
    try {
      Provenance origin = spec.provenance();
      sinks.add(
          Sinks.mp4(
              InputFiles.uri(video(RenderVideo.RESULT)),
              unit.hadoop(),
              request,
              encoding(renderer),
              sound,
              origin));
      if (kept.contains(Output.FRAMES)) {
        sinks.add(Sinks.png(InputFiles.uri(folder), unit.hadoop(), request, origin));
      }
      if (kept.contains(Output.PASTE)) {
        sinks.add(paste(renderer, original, sound));
      } else if (how.pastes()
          && track != null
          && !renderer.generator().bundle().manifest().endsInPictures()) {
        try {
          sinks.add(paste(renderer, original, sound));
        } catch (UnusableStore e) {
          // It may go through later: the unit is tried again.
          throw e;
        } catch (UserError e) {
          // Nobody asked for it by name: what needs the latents only is rendered all the same.
          unit.warn("not pasted into the driver's frames: " + e.getMessage());
        }
      }
      if (kept.contains(Output.CUTOUT)) {
        sinks.add(
            Sinks.cutout(
                InputFiles.uri(video(RenderVideo.CUTOUT)), unit.hadoop(), request, sound, origin));
      }
      if (kept.contains(Output.COMPARISON)) {
        sinks.add(
            OriginalSinks.comparison(
                InputFiles.uri(video(RenderVideo.COMPARISON)),
                unit.hadoop(),
                request,
                encoding(renderer),
                source(rows),
                original,
                sound,
                origin));
      }
      return sinks;
    } catch (IOException | RuntimeException e) {
      Sinks.all(sinks).close();
      throw e;
    }
  }

  private VideoEncoding encoding(ReenactmentRenderer renderer) {
    Device device = renderer.generator().manager().getDevice();
    int gpu = device.isGpu() ? device.getDeviceId() : -1;
    return VideoEncoding.of(how.quality(), gpu, !spec.piece(), unit.hadoop());
  }

  private FrameSink paste(
      ReenactmentRenderer renderer, OriginalSinks.Original original, AudioSource sound)
      throws IOException {
    return OriginalSinks.paste(
        InputFiles.uri(video(RenderVideo.PASTED)),
        unit.hadoop(),
        request,
        encoding(renderer),
        original,
        pasting(renderer, original),
        sound,
        spec.provenance());
  }

  /** How heads are pasted: the same in all pieces of a render. */
  private OriginalSinks.Pasting pasting(
      ReenactmentRenderer renderer, OriginalSinks.Original original) throws IOException {
    Backdrop backdrop = Backdrop.of(how.background());
    RgbImage image =
        backdrop.kind() == Backdrop.Kind.IMAGE
            ? Images.read(backdrop.detail(), unit.hadoop())
            : null;
    return new OriginalSinks.Pasting(
        backdrop, image, how.relight() ? OriginalSinks.light(renderer, request, original) : null);
  }

  /** Which of the driver's frames is seen beside one of the result. */
  private IntUnaryOperator seen() {
    if (timeline == null) {
      // A still driver is held: its only frame stays.
      return i -> Math.min(i, track.size() - 1);
    }
    long[] times = track.stream().mapToLong(FrameTrack::ptsUs).toArray();
    return i -> {
      int at = Arrays.binarySearch(times, times[0] + timeline.driverUs(timeline.us(i)) + 1);
      return at >= 0 ? at : Math.max(0, -at - 2);
    };
  }

  /** The source's first usable frame. */
  private RgbImage source(StoredRows rows) throws IOException {
    ReenactStage.Source s = spec.source();
    if (s.clip() != null) {
      List<FrameTrack> frames = rows.track(s.trackUnit());
      for (int i = 0; i < frames.size(); i++) {
        if (frames.get(i).usable()) {
          try (VideoReader video = VideoReader.open(Sources.of(s.clip()), unit.hadoop())) {
            video.seek(i);
            return OriginalSinks.crop(video.next().image(), frames.get(i), how.size());
          }
        }
      }
    }
    throw new UserError(s.identity() + " has no usable frame for the comparison");
  }

  private String suffix() {
    return request.camera() instanceof CameraMode.Grid g ? g.layout().suffix() : "";
  }

  private void gaussians(ReenactmentRenderer renderer) throws IOException {
    for (Output kind : List.of(Output.PLY, Output.SPZ)) {
      if (!kept.contains(kind)) {
        continue;
      }
      Path folder = Files.createDirectories(unit.scratch().resolve(kind.toString()));
      for (int i = from; i < to; i++) {
        Path file = folder.resolve(Sinks.numbered(i, "." + kind));
        renderer.gaussians(
            request,
            i,
            (gaussians, n) -> {
              try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                if (kind == Output.PLY) {
                  PlyWriter.write(gaussians, n, spec.provenance(), out);
                } else {
                  SpzWriter.write(gaussians, n, spec.provenance(), out);
                }
              }
            });
      }
      keep(folder, kind.toString(), kind);
    }
  }

  /** Keeps a folder's files as the render's sequence, or this piece's part of it. */
  private void keep(Path folder, String extension, Output kind) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path p : files.filter(f -> f.toString().endsWith("." + extension)).sorted().toList()) {
        unit.writeNumbered(kind.toString(), spec.sequence(), p.getFileName().toString(), p);
      }
    }
  }

  /** The row of the table renders. */
  public RenderRow row() {
    double seconds = request.driver().seconds(request.frames() - 1);
    double fps = request.frames() > 1 ? (request.frames() - 1) / seconds : how.fps();
    return row(
        spec,
        videos,
        head,
        new int[] {request.layout().width(), request.layout().height(), request.frames()},
        fps,
        timeline != null,
        unit.hadoop());
  }

  /**
   * A row of the table renders.
   *
   * @param videos those that there are; the result is one of them
   * @param head the file of one frame's Gaussians; null if there is none
   * @param sizes width, height, frames
   * @param retimed whether its time is not the driver's
   */
  public static RenderRow row(
      ReenactStage.Spec spec,
      Map<RenderVideo, UnitFile> videos,
      String head,
      int[] sizes,
      double fps,
      boolean retimed,
      Configuration hadoop) {
    ReenactSettings s = spec.how();
    NumberCurves edits = Motions.edits(s, hadoop);
    Map<String, Float> peaks = new TreeMap<>();
    if (edits != null) {
      edits.peaks().forEach((name, strength) -> peaks.put(name, strength.floatValue()));
    }
    Map<String, String> outputs = new TreeMap<>();
    videos.forEach((kind, file) -> outputs.put(kind.folder(), file.path()));
    for (Output kind : Output.SEQUENCES) {
      if (s.kept().contains(kind)) {
        outputs.put(kind.toString(), "files/" + kind + "/" + spec.sequence());
      }
    }
    if (head != null) {
      outputs.put(HEAD, head);
    }
    return new RenderRow(
        spec.render(),
        spec.source().cohort(),
        spec.source().identity(),
        spec.driver() == null ? null : spec.driver().clip().identity(),
        spec.driver() == null ? null : spec.driver().clip().clip(),
        peaks,
        s.camera().toString(),
        s.strength(),
        s.smoothing(),
        s.parts(),
        s.expression(),
        Looks.text(s),
        retimed ? s.retiming().text() : "",
        s.blend(),
        videos.get(RenderVideo.RESULT).path(),
        outputs,
        sizes[0],
        sizes[1],
        fps,
        sizes[2],
        sizes[2] / fps,
        null,
        videos.get(RenderVideo.RESULT).sha256());
  }
}
