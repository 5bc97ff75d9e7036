package io.reenact.stage;

import io.reenact.camera.Camera;
import io.reenact.camera.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.OffsetCurve;
import io.reenact.render.CameraMode;
import io.reenact.render.CameraPath;
import io.reenact.render.DriverFrame;
import io.reenact.render.DriverMotion;
import io.reenact.render.ExpressionNumbers;
import io.reenact.render.HeadMotions;
import io.reenact.render.Parts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** What moves in a render, and where it is seen from. */
final class Motions {
  private final ReenactStage.Spec spec;
  private final ReenactSettings how;
  private final StoredRows rows;
  private final Configuration hadoop;

  Motions(ReenactStage.Spec spec, StoredRows rows, Configuration hadoop) {
    this.spec = spec;
    this.how = spec.how();
    this.rows = rows;
    this.hadoop = hadoop;
  }

  /** The expression by numbers, or null. */
  ExpressionNumbers numbers() {
    if (how.expression().isEmpty()) {
      return null;
    }
    return how.expressionFile()
        ? ExpressionNumbers.parse(
            TextFiles.text("expression file", how.expression(), hadoop), how.expression())
        : ExpressionNumbers.constant(how.expressionNumbers());
  }

  /**
   * The driver's motion; without a driver a still head, seen from the source's camera.
   *
   * @param track of the driver's clip; null without a driver
   */
  DriverMotion driver(GeneratorBundle bundle, List<FrameTrack> track, ExpressionNumbers numbers)
      throws IOException {
    if (spec.driver() == null) {
      double seconds = how.seconds() > 0 ? how.seconds() : numbers.end();
      OffsetCurve none =
          new OffsetCurve(
              new long[] {0}, new float[][] {new float[bundle.manifest().latentSize()]});
      Camera camera = spec.source().trackUnit() == null ? Camera.neutral() : sourceCamera();
      return new DriverMotion(none, null, held(seconds, camera, 0));
    }
    List<StoredRows.KeyFrame> keys =
        rows.keyFrames(
            spec.driver().unit(), spec.driver().clip().identity(), spec.driver().clip().clip());
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
            spec.driver().clip().label()
                + " was tracked again since it was inverted; run invert again");
      }
      if (keys.get(k).camera() != null) {
        motions[k] = HeadMotions.between(Camera.of(t.camera()), Camera.of(keys.get(k).camera()));
      }
    }
    if (frames.size() == 1 && how.seconds() > 0 && frames.get(0).usable()) {
      frames = held(how.seconds(), frames.get(0).camera(), frames.get(0).roll());
    }
    OffsetCurve curve = new OffsetCurve(times, offsets);
    Map<String, Double> parts = how.transferred();
    return new DriverMotion(
        parts.isEmpty() ? curve : Parts.of(bundle, parts).of(curve),
        new OffsetCurve(times, motions),
        frames);
  }

  /** A camera that stands still for some time, at least one frame. */
  private List<DriverFrame> held(double seconds, Camera camera, double roll) {
    int n = (int) Math.max(1, Math.round(seconds * how.fps()));
    List<DriverFrame> frames = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      frames.add(new DriverFrame(Math.round(1e6 * i / how.fps()), 0, camera, roll));
    }
    return frames;
  }

  private Camera sourceCamera() throws IOException {
    if (spec.source().trackUnit() == null) {
      throw new UserError(spec.source().identity() + " has no tracked clip; run track");
    }
    return rows.track(spec.source().trackUnit()).stream()
        .filter(FrameTrack::usable)
        .map(t -> Camera.of(t.camera()))
        .findFirst()
        .orElseThrow(() -> new UserError(spec.source().identity() + " has no usable frame"));
  }

  CameraMode camera() throws IOException {
    return switch (how.camera()) {
      case "quilt", "grid" ->
          new CameraMode.Grid(
              single(how.viewsCamera()), how.layout(), Math.toRadians(how.viewsRange()));
      default -> single(how.camera());
    };
  }

  private CameraMode single(String camera) throws IOException {
    return switch (camera) {
      case "source" -> new CameraMode.Source(sourceCamera());
      case "fixed" -> new CameraMode.Fixed(Math.toRadians(how.yaw()), Math.toRadians(how.pitch()));
      case "orbit" -> new CameraMode.Orbit(Math.toRadians(how.orbitRange()), how.orbitSeconds());
      case "path" -> {
        if (how.path().isEmpty()) {
          throw new UserError("a camera path needs reenact.path=FILE");
        }
        yield new CameraMode.PathFile(
            CameraPath.parse(TextFiles.text("camera path", how.path(), hadoop), how.path()));
      }
      default -> new CameraMode.Driver();
    };
  }
}
