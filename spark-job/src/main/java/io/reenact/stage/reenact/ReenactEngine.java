package io.reenact.stage.reenact;

import ai.djl.Device;
import io.reenact.attribute.AttributeFlow;
import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.latent.FittedDirections;
import io.reenact.nn.Autograd;
import io.reenact.nn.GpuUnit;
import io.reenact.pool.Pool;
import io.reenact.render.DriverMotion;
import io.reenact.render.Edit;
import io.reenact.render.FlowEdit;
import io.reenact.render.NumberCurves;
import io.reenact.render.ReenactmentRenderer;
import io.reenact.render.ReenactmentRequest;
import io.reenact.row.RenderRow;
import io.reenact.runner.TaskDevice;
import io.reenact.runner.UnitContext;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.StoredRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Renders one reenactment or a piece of one. */
final class ReenactEngine {
  /** Generators with a source's weights that stay loaded between units. */
  private static final Pool<RendererKey, ReenactmentRenderer> RENDERERS = new Pool<>(2);

  private record RendererKey(
      String generator, String weights, int size, int threads, String device) {}

  private ReenactEngine() {}

  static void render(ReenactStage.Spec spec, GeneratorSettings generator, UnitContext unit)
      throws Exception {
    StoredRows rows = new StoredRows(unit);
    ReenactStage.Source source = spec.source();
    float[] anchor = rows.anchor(source.unit(), source.identity());
    List<FrameTrack> track = spec.driver() == null ? null : rows.track(spec.driver().trackUnit());
    Device device = TaskDevice.of(unit);
    RendererKey key =
        new RendererKey(
            source.generator(),
            source.weightsSha256(),
            source.size(),
            unit.threads(),
            device.toString());
    RENDERERS.lend(
        key,
        () -> open(source, generator, device, unit),
        renderer -> {
          ReenactSettings how = spec.how();
          keepLooks(renderer, spec, rows);
          SourceFace face = new SourceFace(renderer, anchor, how);
          Motions motions = new Motions(spec, rows, unit.hadoop(), face);
          GeneratorBundle bundle =
              FittedDirections.in(renderer.generator().bundle(), how.directions(), unit.hadoop());
          refusePictures(bundle, how);
          Boundaries boundaries = Boundaries.open(bundle, how.boundaries(), unit.hadoop());
          NumberCurves numbers = Motions.numbers(how, unit.hadoop());
          NumberCurves edited = Motions.edits(how, unit.hadoop());
          DriverMotion driver = motions.driver(boundaries, track, numbers);
          long start = driver.frames().get(0).ptsUs();
          List<Edit> edits = new ArrayList<>();
          List<String> warnings = new ArrayList<>();
          NumberCurves lines = edited == null ? null : edited.without(FlowEdit.PREFIX);
          if (lines != null) {
            edits.addAll(lines.edits(boundaries, start));
            warnings.addAll(lines.warnings(boundaries, anchor));
          }
          NumberCurves flows = edited == null ? null : edited.with(FlowEdit.PREFIX);
          if (flows != null) {
            AttributeFlow flow = Motions.flow(how, bundle, unit.hadoop());
            edits.add(new FlowEdit(flow, flows, anchor, start));
            warnings.addAll(FlowEdit.warnings(flow, flows, anchor));
          }
          if (!warnings.isEmpty()) {
            unit.warn(String.join("; ", warnings));
          }
          if (numbers != null) {
            numbers.requireDirections(bundle);
            edits.addAll(numbers.edits(boundaries, start));
          }
          ReenactmentRequest request =
              new ReenactmentRequest(
                  anchor,
                  driver,
                  how.strength(),
                  how.smoothing(),
                  edits,
                  motions.camera(),
                  how.size());
          RenderFiles files = new RenderFiles(spec, request, track, unit);
          try (GpuUnit gpu = GpuUnit.begin(device)) {
            files.write(renderer, rows);
          }
          unit.version("generator", source.generator());
          if (spec.piece()) {
            Piece.keep(spec, unit);
          } else {
            unit.writeRows(RenderRow.class, List.of(files.row()).iterator());
          }
        });
  }

  /** Under anyone else's expression a person changes as in their own frames. */
  private static void keepLooks(
      ReenactmentRenderer renderer, ReenactStage.Spec spec, StoredRows rows) throws IOException {
    ReenactStage.Source source = spec.source();
    if (!spec.how().ownChanges() || source.weightsUri() == null || spec.asThemselves()) {
      renderer.asTuned();
    } else {
      renderer.keep(
          List.of(source.unit(), source.identity()),
          rows.latents(source.unit(), source.identity()));
    }
  }

  /** A generator that ends in pictures has no Gaussians to keep, and no coverage to paste with. */
  static void refusePictures(GeneratorBundle bundle, ReenactSettings how) {
    for (Output output : Output.OF_GAUSSIANS) {
      if (bundle.manifest().endsInPictures() && how.kept().contains(output)) {
        throw new UserError(
            "reenact.outputs: "
                + output
                + " needs Gaussians, and generator "
                + bundle.manifest().name()
                + " ends in pictures (kind image); leave it out");
      }
    }
  }

  private static ReenactmentRenderer open(
      ReenactStage.Source source, GeneratorSettings generator, Device device, UnitContext unit)
      throws IOException {
    GeneratorBundle bundle = generator.load(unit.hadoop());
    if (!bundle.id().equals(source.generator())) {
      throw new UserError(
          source.identity()
              + " was inverted with generator "
              + source.generator()
              + ", generator.bundle is "
              + bundle.id()
              + "; set the same one, or run invert again");
    }
    byte[] weights =
        source.weightsUri() == null
            ? null
            : unit.workspace()
                .store(unit.hadoop())
                .read(unit.workspace().resolve(source.weightsUri()));
    Autograd.threads(unit.threads());
    return ReenactmentRenderer.open(
        bundle, weights, source.weightsSha256(), device, unit.threads(), source.size());
  }
}
