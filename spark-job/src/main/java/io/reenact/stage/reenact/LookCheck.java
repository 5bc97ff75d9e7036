package io.reenact.stage.reenact;

import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.latent.FittedDirections;
import io.reenact.paste.Backdrop;
import io.reenact.render.CameraPath;
import io.reenact.render.FlowEdit;
import io.reenact.render.NumberCurves;
import io.reenact.render.Parts;
import io.reenact.render.ViewLayout;
import io.reenact.runner.StageContext;
import io.reenact.stage.GeneratorSettings;
import io.reenact.text.TextFiles;
import io.reenact.video.Images;
import io.reenact.video.VideoWriter;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks what the driver can know of how renders are to look, once for all rows that ask for the
 * same: names of edits, parts and directions, files, sizes, and what the generator can do.
 */
final class LookCheck {
  private final StageContext context;
  private final Map<ReenactSettings, Checked<ReenactSettings>> found = new HashMap<>();
  private final Map<String, CameraPath> paths = new HashMap<>();
  private GeneratorBundle bundle;

  LookCheck(StageContext context) {
    this.context = context;
  }

  /** The generator's id, which people must have been inverted with. */
  String generator() {
    return bundle().id();
  }

  private GeneratorBundle bundle() {
    if (bundle == null) {
      bundle =
          context.settings().section("generator", GeneratorSettings.class).load(context.hadoop());
    }
    return bundle;
  }

  /**
   * Refuses settings with which no render can be made.
   *
   * @throws UserError naming the setting and what is there instead
   */
  void require(ReenactSettings how) {
    found
        .computeIfAbsent(
            how,
            h ->
                Checked.of(
                    () -> {
                      check(h);
                      return h;
                    }))
        .get();
  }

  private void check(ReenactSettings how) {
    how.check();
    ViewLayout layout = how.layout();
    VideoWriter.requireSize("reenact.size=" + how.size(), layout.width(), layout.height());
    ReenactEngine.refusePictures(bundle(), how);
    GeneratorBundle moved = FittedDirections.in(bundle(), how.directions(), context.hadoop());
    Boundaries boundaries = Boundaries.open(moved, how.boundaries(), context.hadoop());
    NumberCurves edits = Motions.edits(how, context.hadoop());
    if (edits != null) {
      NumberCurves lines = edits.without(FlowEdit.PREFIX);
      if (lines != null) {
        lines.names().forEach(boundaries::latentStep);
      }
      NumberCurves flows = edits.with(FlowEdit.PREFIX);
      if (flows != null) {
        Motions.flow(how, moved, context.hadoop()).require(flows.names());
      }
    }
    NumberCurves numbers = Motions.numbers(how, context.hadoop());
    if (numbers != null) {
      numbers.notes().forEach(note -> context.console().line("reenact: " + note));
      numbers.requireDirections(moved);
    }
    if (!how.blend().isEmpty()) {
      Motions.blendWeight(how, context.hadoop());
    }
    if (!how.transferred().isEmpty()) {
      Parts.of(boundaries, how.transferred());
    }
    if (how.usesPath()) {
      path(how);
    }
    Backdrop backdrop = Backdrop.of(how.background());
    if (backdrop.kind() == Backdrop.Kind.IMAGE) {
      Images.read(backdrop.detail(), context.hadoop());
    }
  }

  private CameraPath path(ReenactSettings how) {
    return paths.computeIfAbsent(
        how.path(),
        file -> CameraPath.parse(TextFiles.text("camera path", file, context.hadoop()), file));
  }

  /**
   * Refuses a render that would outlast its camera path.
   *
   * @param how what {@link #require} has nothing against
   * @param last seconds at which the last frame is seen
   * @throws UserError if the path ends before
   */
  void requireLongPath(ReenactSettings how, double last) {
    if (how.usesPath()) {
      path(how).requireUntil(last, "the driver's clip");
    }
  }
}
