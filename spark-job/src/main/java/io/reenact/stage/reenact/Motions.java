package io.reenact.stage.reenact;

import io.reenact.attribute.AttributeFlow;
import io.reenact.attribute.FlowFiles;
import io.reenact.camera.Camera;
import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.latent.OffsetCurve;
import io.reenact.latent.PartTransfer;
import io.reenact.render.BlendWeights;
import io.reenact.render.CameraChoice;
import io.reenact.render.CameraMode;
import io.reenact.render.CameraPath;
import io.reenact.render.DriverMotion;
import io.reenact.render.DriverMotions;
import io.reenact.render.FlowEdit;
import io.reenact.render.HeadTrack;
import io.reenact.render.NumberCurves;
import io.reenact.render.Parts;
import io.reenact.render.Retiming;
import io.reenact.render.Timeline;
import io.reenact.stage.StoredRows;
import io.reenact.text.TextFiles;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** What moves in a render, and where it is seen from. */
public final class Motions {
  private final ReenactStage.Spec spec;
  private final ReenactSettings how;
  private final StoredRows rows;
  private final Configuration hadoop;
  private final SourceFace face;

  Motions(ReenactStage.Spec spec, StoredRows rows, Configuration hadoop, SourceFace face) {
    this.face = face;
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

  /**
   * The attribute flow that edits name.
   *
   * @throws UserError if there is none, or it is another generator's
   */
  static AttributeFlow flow(ReenactSettings how, GeneratorBundle bundle, Configuration hadoop) {
    if (how.attributes().isEmpty()) {
      throw new BadSetting(
          "reenact.edits: "
              + FlowEdit.PREFIX
              + "... needs reenact.attributes=FOLDER, one that attributes fit has written");
    }
    return FlowFiles.open(bundle, how.attributes(), hadoop);
  }

  /** The file that the weight of a second driver is read from; empty for none. */
  static String weightFile(ReenactSettings how) {
    return how.blend().isEmpty() || number(how.blendWeight()) != null ? "" : how.blendWeight();
  }

  private static Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /**
   * The share of a second driver, by seconds of the result.
   *
   * @throws UserError if it can't be read, or is not from 0 to 1
   */
  static OffsetCurve blendWeight(ReenactSettings how, Configuration hadoop) {
    String file = weightFile(how);
    if (file.isEmpty()) {
      float weight = number(how.blendWeight()).floatValue();
      return new OffsetCurve(new long[] {0}, new float[][] {{weight}});
    }
    return BlendWeights.parse(TextFiles.text("blend weight", file, hadoop), file);
  }

  /**
   * The time line of a result that a clip drives; null where it is the clip's own.
   *
   * @param frames of the clip
   * @param lastSeconds from its first frame to its last
   * @throws io.reenact.error.BadSetting if the result would begin after the clip's end
   */
  static Timeline timeline(ReenactSettings how, String clip, int frames, double lastSeconds) {
    Retiming retiming = how.retiming();
    return retiming.keeps(frames, lastSeconds) ? null : retiming.over(clip, frames, lastSeconds);
  }

  /**
   * The time line of a render; null where it is the driver's own.
   *
   * @param track of the driver's clip; null without a driver
   */
  public static Timeline timeline(ReenactStage.Spec spec, List<FrameTrack> track) {
    if (track == null || track.isEmpty()) {
      return null;
    }
    double last = (track.get(track.size() - 1).ptsUs() - track.get(0).ptsUs()) / 1e6;
    return timeline(spec.how(), spec.driver().clip().label(), track.size(), last);
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
      throws Exception {
    if (spec.driver() == null) {
      double seconds = how.seconds() > 0 ? how.seconds() : numbers.end();
      Camera camera = spec.source().trackUnit() == null ? Camera.neutral() : sourceCamera();
      int size = boundaries.bundle().manifest().latentSize();
      return DriverMotions.still(size, camera, seconds, how.fps());
    }
    DriverMotion own = clip(boundaries, spec.driver(), track);
    Timeline timeline = timeline(spec, track);
    DriverMotion motion =
        timeline == null
            ? DriverMotions.held(own, how.seconds(), how.fps())
            : DriverMotions.retimed(own, timeline);
    ReenactStage.Driver blend = spec.mix().blend();
    return blend == null
        ? motion
        : DriverMotions.blended(
            motion,
            clip(boundaries, blend, rows.track(blend.trackUnit())),
            blendWeight(how, hadoop));
  }

  /** A clip's motion, of its expression what is transferred. */
  private DriverMotion clip(
      Boundaries boundaries, ReenactStage.Driver driver, List<FrameTrack> track) throws Exception {
    List<DriverMotions.KeyFrame> keys = keyFrames(driver);
    Map<String, Double> parts = how.transferred();
    if (!parts.isEmpty()) {
      PartTransfer transfer = Parts.of(boundaries, parts);
      keys.replaceAll(
          k ->
              new DriverMotions.KeyFrame(
                  k.ptsUs(), transfer.of(k.offset()), k.camera(), k.shown()));
    }
    return DriverMotions.of(driver.clip().label(), track, face.under(keys));
  }

  private List<DriverMotions.KeyFrame> keyFrames(ReenactStage.Driver driver) throws IOException {
    return rows.keyFrames(driver.unit(), driver.clip().identity(), driver.clip().clip());
  }

  /** The pose of the clip that the camera names, refined where the clip was inverted. */
  private HeadTrack pose() throws IOException {
    ReenactStage.Driver pose = spec.mix().pose();
    return DriverMotions.head(
        pose.clip().label(),
        rows.track(pose.trackUnit()),
        pose.unit() == null ? List.of() : keyFrames(pose));
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
    CameraMode single = single(how.viewpoint().choice());
    return how.camera().choice().manyViews()
        ? new CameraMode.Grid(single, how.layout(), Math.toRadians(how.viewsRange()))
        : single;
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
      case CLIP -> new CameraMode.OfClip(pose());
      case GRID, QUILT -> throw new IllegalArgumentException(camera + " is no single camera");
    };
  }
}
