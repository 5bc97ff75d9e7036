package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.latent.Latents;
import io.reenact.motion.GazeAngles;
import io.reenact.nn.face.FaceExpression;
import io.reenact.splat.Colours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * Turns the eyes of key frames' starts, for bundles whose directions name the gaze's angles and an
 * expression network that sees it. Landmarks say nothing of where eyes look, and an iris of a few
 * pixels gives the losses on pictures little to follow from a wrong start. How the network's
 * features of gaze follow the two angles is taken by finite differences once an anchor, seen from
 * ahead; each frame is rendered under its own camera and turned by ridge regression.
 */
final class GazeFit {
  private static final double STEP = 0.15;

  /** Errors of features, and angles, as they usually are; their ratio is the ridge. */
  private static final double NOISE = 0.02;

  private static final double SPREAD = 0.25;

  /** The features are not linear in the angles: twice, and the second time mends the first. */
  private static final int ROUNDS = 2;

  /** Below this share of the clip's median opening, lids hide where an eye looks. */
  private static final double CLOSED = 0.6;

  private final Painter painter;
  private final FaceTargets targets;
  private final int size;
  private final float[] anchor;
  private final int[] features;
  private final int[] lids;
  private final float[][] directions;
  private final double[][] ranges;
  private final RealMatrix solver;

  private GazeFit(Painter painter, FaceTargets targets, int size, float[] anchor, int[] features) {
    this.painter = painter;
    this.targets = targets;
    this.size = size;
    this.anchor = anchor;
    this.features = features;
    this.lids = targets.features(FaceExpression.Measure.LIDS);
    GeneratorBundle bundle = painter.generator().bundle();
    GeneratorManifest.Directions known = bundle.manifest().directions();
    directions = new float[GazeAngles.NAMES.size()][];
    ranges = new double[GazeAngles.NAMES.size()][];
    for (int a = 0; a < directions.length; a++) {
      int row = known.names().indexOf(GazeAngles.NAMES.get(a));
      directions[a] = painter.generator().latentOf(bundle.directions()[row]);
      ranges[a] = known.ranges()[row];
    }
    RealMatrix slopes = new Array2DRowRealMatrix(features.length, directions.length);
    for (int a = 0; a < directions.length; a++) {
      float[] up = seen(moved(new float[anchor.length], a, STEP), Camera.neutral());
      float[] down = seen(moved(new float[anchor.length], a, -STEP), Camera.neutral());
      for (int i = 0; i < features.length; i++) {
        slopes.setEntry(i, a, (up[features[i]] - down[features[i]]) / (2 * STEP));
      }
    }
    RealMatrix normal = slopes.transpose().multiply(slopes);
    for (int a = 0; a < directions.length; a++) {
      normal.addToEntry(a, a, Math.pow(NOISE / SPREAD, 2));
    }
    solver = new LUDecomposition(normal).getSolver().getInverse().multiply(slopes.transpose());
  }

  /**
   * A fit around an anchor, or null if the bundle or the network knows nothing of gaze.
   *
   * @param size of pictures to look at, px
   */
  static GazeFit of(Painter painter, FaceTargets targets, int size, float[] anchor) {
    GeneratorManifest.Directions known = painter.generator().bundle().manifest().directions();
    int[] gaze = targets.features(FaceExpression.Measure.GAZE);
    if (known == null || !known.names().containsAll(GazeAngles.NAMES) || gaze.length == 0) {
      return null;
    }
    return new GazeFit(painter, targets, size, anchor, gaze);
  }

  /**
   * Adds angles to the offsets of key frames.
   *
   * @param offsets by key frame, changed
   * @param motions of the head, by key frame
   */
  void turn(ClipInput clip, int[] keys, float[][] offsets, float[][] motions) {
    List<float[]> shown = new ArrayList<>();
    for (int key : keys) {
      shown.add(targets.expression(clip.frames().get(key)));
    }
    double[] open = shown.stream().mapToDouble(this::opening).toArray();
    double usual = Arrays.stream(open).sorted().toArray()[open.length / 2];
    double[] last = new double[directions.length];
    for (int k = 0; k < keys.length; k++) {
      if (open[k] >= CLOSED * usual) {
        Camera camera = clip.frames().get(keys[k]).camera().withHeadMotion(motions[k]);
        last = angles(offsets[k], shown.get(k), camera);
      }
      for (int a = 0; a < last.length; a++) {
        offsets[k] = moved(offsets[k], a, last[a]);
      }
    }
  }

  private double opening(float[] encoding) {
    return IntStream.of(lids).mapToDouble(i -> encoding[i]).sum();
  }

  private double[] angles(float[] offset, float[] shown, Camera camera) {
    double[] angles = new double[directions.length];
    for (int round = 0; round < ROUNDS; round++) {
      float[] turned = offset;
      for (int a = 0; a < angles.length; a++) {
        turned = moved(turned, a, angles[a]);
      }
      float[] seen = seen(turned, camera);
      RealVector missing = new ArrayRealVector(features.length);
      for (int i = 0; i < features.length; i++) {
        missing.setEntry(i, shown[features[i]] - seen[features[i]]);
      }
      RealVector more = solver.operate(missing);
      for (int a = 0; a < angles.length; a++) {
        double angle = angles[a] + more.getEntry(a);
        angles[a] = Math.max(ranges[a][0], Math.min(ranges[a][1], angle));
      }
    }
    return angles;
  }

  private float[] moved(float[] offset, int angle, double by) {
    float[] out = offset.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += (float) (by * directions[angle][i]);
    }
    return out;
  }

  /** What the network says of the anchor under an offset. */
  private float[] seen(float[] offset, Camera camera) {
    try (Heads heads = painter.heads(new float[][] {Latents.plus(anchor, 1, offset)})) {
      float[] image = heads.draw(0, camera, size, size, Colours.white()).image();
      return targets.expression(image, camera, size, 1);
    }
  }
}
