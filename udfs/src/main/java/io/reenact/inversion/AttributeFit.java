package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.latent.Latents;
import io.reenact.nn.face.FaceExpression;
import io.reenact.splat.Colours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Starts of key frames along directions of attributes that the expression network reads in
 * pictures: for generators of which nothing else is known, neither coefficients nor landmark
 * Gaussians. A key frame is rendered as it would start, what the network reads of it is compared
 * with what it reads of the frame, and the difference moves the start (Bounareli et al.: delta w =
 * p A).
 */
final class AttributeFit {
  /**
   * Directions are not independent of each other, nor straight: the second time mends the first.
   */
  private static final int ROUNDS = 2;

  /** Below this share of the clip's median opening, lids hide where an eye looks. */
  private static final double CLOSED = 0.6;

  private final Painter painter;
  private final FaceTargets targets;
  private final int size;
  private final float[] anchor;
  private final int[] features;
  private final int[] lids;
  private final boolean[] gaze;
  private final float[][] directions;
  private final double[][] ranges;
  private final double[] units;

  private AttributeFit(Painter painter, FaceTargets targets, int size, float[] anchor) {
    this.painter = painter;
    this.targets = targets;
    this.size = size;
    this.anchor = anchor;
    GeneratorBundle bundle = painter.generator().bundle();
    GeneratorManifest.Directions known = bundle.manifest().directions();
    this.ranges = known.ranges();
    this.units = known.units();
    this.directions =
        Arrays.stream(bundle.directions())
            .map(painter.generator()::latentOf)
            .toArray(float[][]::new);
    this.features = known.names().stream().mapToInt(targets.names()::indexOf).toArray();
    this.lids = targets.features(FaceExpression.Measure.LIDS);
    this.gaze = new boolean[features.length];
    int[] looks = targets.features(FaceExpression.Measure.GAZE);
    for (int k = 0; k < gaze.length; k++) {
      int feature = features[k];
      gaze[k] = IntStream.of(looks).anyMatch(i -> i == feature);
    }
  }

  /**
   * A fit around an anchor, or null if the bundle's directions are no attributes that the
   * expression network reads.
   *
   * @param size of pictures to look at, px
   */
  static AttributeFit of(Painter painter, FaceTargets targets, int size, float[] anchor) {
    GeneratorManifest.Directions known = painter.generator().bundle().manifest().directions();
    if (known == null || known.units() == null || !targets.names().containsAll(known.names())) {
      return null;
    }
    return new AttributeFit(painter, targets, size, anchor);
  }

  /**
   * Adds what frames show beyond it to an offset.
   *
   * @param base offset that all start from
   * @return by key frame
   */
  float[][] offsets(ClipInput clip, int[] keys, float[] base) {
    List<float[]> shown = new ArrayList<>();
    for (int key : keys) {
      shown.add(targets.expression(clip.frames().get(key)));
    }
    double[] open = shown.stream().mapToDouble(this::opening).toArray();
    double usual = Arrays.stream(open).sorted().toArray()[open.length / 2];
    float[][] offsets = new float[keys.length][];
    for (int k = 0; k < keys.length; k++) {
      Camera camera = clip.frames().get(keys[k]).camera();
      offsets[k] = offset(base, shown.get(k), camera, open[k] >= CLOSED * usual);
    }
    return offsets;
  }

  private double opening(float[] encoding) {
    return IntStream.of(lids).mapToDouble(i -> encoding[i]).sum();
  }

  private float[] offset(float[] base, float[] shown, Camera camera, boolean open) {
    double[] values = new double[features.length];
    float[] offset = base;
    for (int round = 0; round < ROUNDS; round++) {
      float[] seen = seen(offset, camera);
      for (int k = 0; k < values.length; k++) {
        if (open || !gaze[k]) {
          double v = values[k] + ((double) shown[features[k]] - seen[features[k]]) / units[k];
          values[k] = Math.max(ranges[k][0], Math.min(ranges[k][1], v));
        }
      }
      offset = moved(base, values);
    }
    return offset;
  }

  private float[] moved(float[] base, double[] values) {
    float[] out = base.clone();
    for (int k = 0; k < values.length; k++) {
      for (int i = 0; i < out.length; i++) {
        out[i] += (float) (values[k] * directions[k][i]);
      }
    }
    return out;
  }

  /** What the network says of the anchor under an offset. */
  private float[] seen(float[] offset, Camera camera) {
    try (Heads heads = painter.heads(new float[][] {Latents.plus(anchor, 1, offset)})) {
      float[] image = heads.draw(0, camera, size, size, Colours.white()).image();
      return targets.expression(image, camera, size);
    }
  }
}
