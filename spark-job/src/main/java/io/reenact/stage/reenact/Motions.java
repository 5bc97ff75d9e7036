package io.reenact.stage.reenact;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.latent.Boundaries;
import io.reenact.plan.Clip;
import io.reenact.render.CameraChoice;
import io.reenact.render.CameraMode;
import io.reenact.render.CameraPath;
import io.reenact.render.DriverMotion;
import io.reenact.render.DriverMotions;
import io.reenact.render.NumberCurves;
import io.reenact.render.Parts;
import io.reenact.stage.StoredRows;
import io.reenact.text.TextFiles;
import java.io.IOException;
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
  static NumberCurves numbers(ReenactSettings how, Configuration hadoop) {
    return curves("expression file", how.expression(), how.expressionNumbers(), hadoop);
  }

  /** The edits, or null. */
  static NumberCurves edits(ReenactSettings how, Configuration hadoop) {
    return curves("edits file", how.edits(), how.editNumbers(), hadoop);
  }

  private static NumberCurves curves(
      String what, String text, Map<String, Double> constant, Configuration hadoop) {
    if (ReenactSettings.isFile(text)) {
      return NumberCurves.parse(content(what, text, hadoop), what, text);
    }
    return constant.isEmpty() ? null : NumberCurves.constant(constant);
  }

  /** A file's text; a word that is none was perhaps meant to be a name with a number. */
  private static String content(String what, String text, Configuration hadoop) {
    try {
      return TextFiles.text(what, text, hadoop);
    } catch (UserError e) {
      boolean word = !text.contains("/") && !text.contains(".");
      throw word
          ? new UserError(e.getMessage() + "; for constant numbers write name=number,...", e)
          : e;
    }
  }

  /**
   * The driver's motion; without a driver a still head, seen from the source's camera.
   *
   * @param track of the driver's clip; null without a driver
   */
  DriverMotion driver(Boundaries boundaries, List<FrameTrack> track, NumberCurves numbers)
      throws IOException {
    if (spec.driver() == null) {
      double seconds = how.seconds() > 0 ? how.seconds() : numbers.end();
      Camera camera = spec.source().trackUnit() == null ? Camera.neutral() : sourceCamera();
      int size = boundaries.bundle().manifest().latentSize();
      return DriverMotions.still(size, camera, seconds, how.fps());
    }
    Clip clip = spec.driver().clip();
    DriverMotion motion =
        DriverMotions.held(
            DriverMotions.of(
                clip.label(),
                track,
                rows.keyFrames(spec.driver().unit(), clip.identity(), clip.clip())),
            how.seconds(),
            how.fps());
    Map<String, Double> parts = how.transferred();
    return parts.isEmpty()
        ? motion
        : new DriverMotion(
            Parts.of(boundaries, parts).of(motion.offsets()), motion.headMotion(), motion.frames());
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
    return how.camera().manyViews()
        ? new CameraMode.Grid(
            single(how.viewsCamera()), how.layout(), Math.toRadians(how.viewsRange()))
        : single(how.camera());
  }

  private CameraMode single(CameraChoice camera) throws IOException {
    return switch (camera) {
      case SOURCE -> new CameraMode.Source(sourceCamera());
      case FIXED -> new CameraMode.Fixed(Math.toRadians(how.yaw()), Math.toRadians(how.pitch()));
      case ORBIT -> new CameraMode.Orbit(Math.toRadians(how.orbitRange()), how.orbitSeconds());
      case PATH -> {
        if (how.path().isEmpty()) {
          throw new UserError("a camera path needs reenact.path=FILE");
        }
        yield new CameraMode.PathFile(
            CameraPath.parse(TextFiles.text("camera path", how.path(), hadoop), how.path()));
      }
      case DRIVER -> new CameraMode.Driver();
      case GRID, QUILT -> throw new IllegalArgumentException(camera + " is no single camera");
    };
  }
}
