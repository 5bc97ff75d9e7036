package io.reenact.stage.reenact;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.CohortInverter;
import io.reenact.latent.OffsetCurve;
import io.reenact.nn.GpuUnit;
import io.reenact.pool.Pool;
import io.reenact.render.DriverMotions;
import io.reenact.render.ReenactmentRenderer;
import io.reenact.retarget.FaceMeter;
import io.reenact.retarget.Retargeting;
import java.util.ArrayList;
import java.util.List;

/** Drivers' key frames as a source's face needs them. */
final class SourceFace {
  /** Networks that stay loaded between units. */
  private static final Pool<String, FaceMeter> METERS = new Pool<>(1);

  private final ReenactmentRenderer renderer;
  private final float[] anchor;
  private final int most;

  /**
   * @param renderer of the source
   * @param anchor of the source
   * @param how what is transferred: parts are left as they are
   */
  SourceFace(ReenactmentRenderer renderer, float[] anchor, ReenactSettings how) {
    this.renderer = renderer;
    this.anchor = anchor;
    boolean possible = Retargeting.possible(renderer.generator().bundle());
    this.most = possible && how.transferred().isEmpty() ? how.retargetFrames() : 0;
  }

  /**
   * A driver's key frames with offsets that have the source show what they show; as they are where
   * that is not wanted or not known.
   *
   * @param keys of one clip
   */
  List<DriverMotions.KeyFrame> under(List<DriverMotions.KeyFrame> keys) throws Exception {
    if (most == 0 || keys.stream().anyMatch(k -> k.shown() == null || k.camera() == null)) {
      return keys;
    }
    GeneratorBundle bundle = renderer.generator().bundle();
    Device device = renderer.generator().manager().getDevice();
    List<DriverMotions.KeyFrame> out = new ArrayList<>();
    METERS.lend(
        bundle.id() + device,
        () -> FaceMeter.load(device, CohortInverter.alignment(bundle)),
        meter -> {
          try (GpuUnit gpu = GpuUnit.begin(device)) {
            OffsetCurve moved =
                new Retargeting(renderer.painter(), meter, anchor)
                    .retargeted(
                        offsets(keys),
                        keys.stream().map(k -> Camera.of(k.camera())).toList(),
                        keys.stream().map(DriverMotions.KeyFrame::shown).toList(),
                        most);
            for (int i = 0; i < keys.size(); i++) {
              out.add(keys.get(i).with(moved.value(i)));
            }
          }
        });
    return out;
  }

  private static OffsetCurve offsets(List<DriverMotions.KeyFrame> keys) {
    return new OffsetCurve(
        keys.stream().mapToLong(DriverMotions.KeyFrame::ptsUs).toArray(),
        keys.stream().map(DriverMotions.KeyFrame::offset).toArray(float[][]::new));
  }
}
