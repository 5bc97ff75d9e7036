package io.reenact.stage;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.camera.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.OffsetCurve;
import io.reenact.nn.Autograd;
import io.reenact.render.CameraMode;
import io.reenact.render.CameraPath;
import io.reenact.render.DriverFrame;
import io.reenact.render.DriverMotion;
import io.reenact.render.Edit;
import io.reenact.render.FrameSink;
import io.reenact.render.HeadMotions;
import io.reenact.render.ReenactmentRenderer;
import io.reenact.render.ReenactmentRequest;
import io.reenact.render.RenderStats;
import io.reenact.render.Sinks;
import io.reenact.splat.PlyWriter;
import io.reenact.table.Table;
import io.reenact.table.UnitFile;
import io.reenact.video.MediaSource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Renders one reenactment: its file and its row in the table renders. */
final class Rendering {
  /** Generators with a source's weights that stay loaded between units. */
  private static final Pool<RendererKey, ReenactmentRenderer> RENDERERS = new Pool<>(2);

  private record RendererKey(String generator, String weights, int threads, String device) {}

  private Rendering() {}

  static void render(
      ReenactStage.Spec spec,
      ReenactSettings settings,
      GeneratorSettings generator,
      UnitContext unit)
      throws Exception {
    StoredRows rows = new StoredRows(unit);
    float[] anchor = rows.anchor(spec.sourceUnit(), spec.source());
    DriverMotion driver = driver(spec, rows);
    CameraMode camera = camera(spec, settings, rows, unit);
    RendererKey key =
        new RendererKey(
            spec.generator(), spec.weightsSha256(), unit.threads(), device(unit).toString());
    RENDERERS.lend(
        key,
        () -> open(spec, generator, unit),
        renderer -> {
          GeneratorBundle bundle = renderer.generator().bundle();
          List<Edit> edits = new ArrayList<>();
          settings.edited().forEach((name, strength) -> edits.add(Edit.of(bundle, name, strength)));
          ReenactmentRequest request =
              new ReenactmentRequest(
                  anchor,
                  driver,
                  settings.strength(),
                  settings.smoothing(),
                  edits,
                  camera,
                  settings.size());
          write(spec, settings, renderer, request, unit);
        });
  }

  private static ReenactmentRenderer open(
      ReenactStage.Spec spec, GeneratorSettings generator, UnitContext unit) throws IOException {
    GeneratorBundle bundle = generator.load(unit.hadoop());
    if (!bundle.id().equals(spec.generator())) {
      throw new UserError(
          spec.source()
              + " was inverted with generator "
              + spec.generator()
              + ", generator.bundle is "
              + bundle.id()
              + "; set the same one, or run invert again");
    }
    byte[] weights =
        spec.weightsUri() == null
            ? null
            : unit.workspace()
                .store(unit.hadoop())
                .read(unit.workspace().resolve(spec.weightsUri()));
    Autograd.threads(unit.threads());
    return ReenactmentRenderer.open(
        bundle, weights, spec.weightsSha256(), device(unit), unit.threads());
  }

  private static Device device(UnitContext unit) {
    return unit.device().startsWith("cuda:")
        ? Device.gpu(Integer.parseInt(unit.device().substring("cuda:".length())))
        : Device.cpu();
  }

  private static DriverMotion driver(ReenactStage.Spec spec, StoredRows rows) throws IOException {
    List<FrameTrack> track = rows.track(spec.trackUnit());
    List<StoredRows.KeyFrame> keys =
        rows.keyFrames(spec.driverUnit(), spec.clip().identity(), spec.clip().clip());
    Map<Long, FrameTrack> byTime = new HashMap<>();
    List<DriverFrame> frames = new ArrayList<>();
    for (FrameTrack t : track) {
      byTime.put(t.ptsUs(), t);
      frames.add(
          new DriverFrame(
              t.ptsUs(), t.shot(), t.usable() ? Camera.of(t.camera()) : null, t.roll()));
    }
    long[] times = keys.stream().mapToLong(StoredRows.KeyFrame::ptsUs).toArray();
    float[][] offsets = keys.stream().map(StoredRows.KeyFrame::offset).toArray(float[][]::new);
    float[][] motions = new float[times.length][6];
    for (int k = 0; k < times.length; k++) {
      FrameTrack t = byTime.get(times[k]);
      if (t == null || t.camera() == null) {
        throw new UserError(
            spec.clip().label() + " was tracked again since it was inverted; run invert again");
      }
      if (keys.get(k).camera() != null) {
        motions[k] = HeadMotions.between(Camera.of(t.camera()), Camera.of(keys.get(k).camera()));
      }
    }
    return new DriverMotion(
        new OffsetCurve(times, offsets), new OffsetCurve(times, motions), frames);
  }

  private static CameraMode camera(
      ReenactStage.Spec spec, ReenactSettings s, StoredRows rows, UnitContext unit)
      throws IOException {
    return switch (s.camera()) {
      case "source" ->
          new CameraMode.Source(
              rows.track(spec.sourceTrackUnit()).stream()
                  .filter(FrameTrack::usable)
                  .map(t -> Camera.of(t.camera()))
                  .findFirst()
                  .orElseThrow(() -> new UserError(spec.source() + " has no usable frame")));
      case "fixed" -> new CameraMode.Fixed(Math.toRadians(s.yaw()), Math.toRadians(s.pitch()));
      case "orbit" -> new CameraMode.Orbit(Math.toRadians(s.orbitRange()), s.orbitSeconds());
      case "path" -> new CameraMode.PathFile(path(s.path(), unit));
      case "quilt" -> CameraMode.Grid.quilt(new CameraMode.Driver(), s.size());
      default -> new CameraMode.Driver();
    };
  }

  private static CameraPath path(String uri, UnitContext unit) throws IOException {
    if (uri.isEmpty()) {
      throw new UserError("reenact.camera=path needs reenact.path=FILE");
    }
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(uri);
    try (var in = file.getFileSystem(unit.hadoop()).open(file)) {
      return CameraPath.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), uri);
    } catch (java.io.FileNotFoundException e) {
      throw new UserError("camera path " + uri + " does not exist", e);
    }
  }

  private static void write(
      ReenactStage.Spec spec,
      ReenactSettings settings,
      ReenactmentRenderer renderer,
      ReenactmentRequest request,
      UnitContext unit)
      throws IOException {
    Path video = unit.scratch().resolve("render.mp4");
    MediaSource sound = settings.audio() ? ClipProbe.source(spec.clip()) : null;
    Path frames = unit.scratch().resolve("frames");
    List<FrameSink> sinks = new ArrayList<>();
    sinks.add(
        Sinks.mp4(video.toUri().toString(), unit.hadoop(), request, settings.encoding(), sound));
    if (settings.frames().equals("png")) {
      sinks.add(Sinks.png(frames.toUri().toString(), unit.hadoop(), request));
    }
    RenderStats stats;
    try (FrameSink sink = Sinks.all(sinks)) {
      stats = renderer.render(request, sink, unit::progress);
    }
    unit.spent(UnitContext.Spent.COMPUTE, stats.seconds());
    unit.version("generator", spec.generator());
    String name = name(spec);
    UnitFile file = unit.writeFile("videos", name, "mp4", video);
    keep(frames, name, "png", "frames", unit);
    if (settings.gaussians().equals("ply")) {
      Path folder = Files.createDirectories(unit.scratch().resolve("ply"));
      for (int i = 0; i < request.frames(); i++) {
        Path ply = folder.resolve(String.format(Locale.ROOT, "frame_%06d.ply", i));
        renderer.gaussians(
            request,
            i,
            (gaussians, n) -> {
              try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(ply))) {
                PlyWriter.write(gaussians, n, out);
              }
            });
      }
      keep(folder, name, "ply", "gaussians", unit);
    }
    unit.writeRows(Table.RENDERS, List.of(row(spec, settings, request, file)).iterator());
  }

  private static void keep(
      Path folder, String name, String extension, String kind, UnitContext unit)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path p : files.filter(f -> f.toString().endsWith("." + extension)).sorted().toList()) {
        String stem = p.getFileName().toString().replace("." + extension, "");
        unit.writeFile(kind, name + "_" + stem, extension, p);
      }
    }
  }

  private static String name(ReenactStage.Spec spec) {
    return spec.source() + "_by_" + spec.clip().identity() + "_" + spec.clip().clip();
  }

  private static Map<String, Object> row(
      ReenactStage.Spec spec, ReenactSettings s, ReenactmentRequest request, UnitFile file) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("render_id", spec.id());
    row.put("cohort", spec.sourceCohort());
    row.put("source", spec.source());
    row.put("driver", spec.clip().identity());
    row.put("driver_clip", spec.clip().clip());
    row.put("edits", s.edited());
    row.put("cameras", s.camera());
    row.put("uri", file.path());
    row.put("width", request.layout().width());
    row.put("height", request.layout().height());
    double seconds = request.driver().seconds(request.frames() - 1);
    double fps = request.frames() > 1 ? (request.frames() - 1) / seconds : 25;
    row.put("fps", fps);
    row.put("frames", request.frames());
    row.put("seconds", request.frames() / fps);
    row.put("sha256", file.sha256());
    return row;
  }
}
