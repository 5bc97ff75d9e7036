package io.reenact.motion;

import io.reenact.generator.Npy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * From features of pictures to coefficients and gaze, by ridge regression on synthetic people
 * ({@link MotionModelFit}). How a frame differs from the clip's mean says how its coefficients do,
 * so that a person's own face drops out; the level follows from what is known of it: most shapes
 * are at rest most of the time, and gaze is read from the mean frame.
 */
public final class MotionModel {
  /** Shapes, then the gaze's two angles. */
  static final List<String> OUTPUTS = outputs();

  /** The share of a clip's frames in which a shape is at rest. */
  private static final double AT_REST = 0.2;

  private static final String RELATIVE = "relative.npy";
  private static final String LEVEL = "gaze_level.npy";

  private final Npy relative;
  private final Npy level;

  /**
   * @param relative {@code [features, outputs]}: slopes
   * @param level {@code [features + 1, 2]}: slopes of the gaze's angles, then their constants
   */
  MotionModel(Npy relative, Npy level) {
    if (!Arrays.equals(relative.shape(), new int[] {PictureFeatures.SIZE, OUTPUTS.size()})
        || !Arrays.equals(level.shape(), new int[] {PictureFeatures.SIZE + 1, 2})) {
      throw new IllegalArgumentException("a model of other features");
    }
    this.relative = relative;
    this.level = level;
  }

  private static List<String> outputs() {
    List<String> all = new ArrayList<>(HeadShapes.NAMES);
    all.addAll(GazeAngles.NAMES);
    return List.copyOf(all);
  }

  /** The model that ships with the program. */
  static MotionModel bundled() {
    return new MotionModel(resource(RELATIVE), resource(LEVEL));
  }

  private static Npy resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(MotionModel.class.getResourceAsStream(name), name)) {
      return Npy.parse(in.readAllBytes(), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a clip.
   *
   * @param features a frame each, {@link PictureFeatures#SIZE}; null where there is no face
   * @return coefficients, in 0..1, then yaw and pitch of the gaze, radians; null where there is no
   *     face
   */
  float[][] read(float[][] features) {
    float[][] out = new float[features.length][];
    List<Integer> seen = new ArrayList<>();
    double[] mean = new double[PictureFeatures.SIZE];
    for (int i = 0; i < features.length; i++) {
      if (features[i] != null) {
        seen.add(i);
        for (int f = 0; f < mean.length; f++) {
          mean[f] += features[i][f];
        }
      }
    }
    if (seen.isEmpty()) {
      return out;
    }
    for (int f = 0; f < mean.length; f++) {
      mean[f] /= seen.size();
    }
    int n = OUTPUTS.size();
    for (int i : seen) {
      out[i] = new float[n];
      double[] sum = new double[n];
      for (int f = 0; f < mean.length; f++) {
        double x = features[i][f] - mean[f];
        for (int k = 0; k < n; k++) {
          sum[k] += x * relative.data()[f * n + k];
        }
      }
      for (int k = 0; k < n; k++) {
        out[i][k] = (float) sum[k];
      }
    }
    for (int k = 0; k < n; k++) {
      boolean shape = k < HeadShapes.NAMES.size();
      double at = shape ? -rest(out, seen, k) : level(mean, k - HeadShapes.NAMES.size());
      for (int i : seen) {
        double v = out[i][k] + at;
        out[i][k] = (float) (shape ? Math.max(0, Math.min(1, v)) : v);
      }
    }
    return out;
  }

  private static double rest(float[][] out, List<Integer> seen, int output) {
    double[] sorted = seen.stream().mapToDouble(i -> out[i][output]).sorted().toArray();
    return sorted[(int) (AT_REST * (sorted.length - 1))];
  }

  private double level(double[] mean, int angle) {
    double sum = level.data()[2 * mean.length + angle];
    for (int f = 0; f < mean.length; f++) {
      sum += mean[f] * level.data()[2 * f + angle];
    }
    return sum;
  }
}
