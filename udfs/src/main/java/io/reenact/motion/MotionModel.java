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
 * From features of pictures to coefficients, gaze and head, fitted to synthetic people ({@link
 * MotionModelFit}), in two steps. How a frame differs from the clip's mean says, by a ridge
 * regression, how its coefficients do, so that a person's own face drops out. What shapes have in
 * common in the picture is then taken apart by a second regression on {@link Hinges} of the first
 * one's readings: a shape is never below 0, and most are at rest most of the time. The level of
 * gaze and head is read from the clip's mean. Every input is kept within the range that was fitted,
 * so that what no synthetic person shows can't lead far away.
 */
public final class MotionModel {
  /** Shapes, the gaze's two angles, the head's yaw and pitch. */
  static final List<String> OUTPUTS = outputs();

  static final int SHAPES = HeadShapes.NAMES.size();

  /** Of outputs, those that have a level of their own: angles, radians. */
  static final int ANGLES = OUTPUTS.size() - SHAPES;

  /** The hinges of the second step. */
  static final Hinges HINGES = new Hinges(OUTPUTS.size(), 1000);

  /** The share of a clip's frames in which a shape is at rest. */
  private static final double AT_REST = 0.2;

  /** How far a feature may be from the clip's mean, in its own spread. */
  private static final float FARTHEST = 4;

  /** The range of a reading in its own spread: of shapes from what they are at rest. */
  private static final float LOWEST = -2;

  private static final float HIGHEST = 5;

  private final Parts parts;

  /**
   * What is fitted, each an {@code .npy} file of its name.
   *
   * @param spread {@code [features + outputs]}: standard deviations of a feature within a clip, and
   *     of the first step's readings
   * @param relative {@code [features, outputs]}: the first step's slopes, of features in their
   *     spread
   * @param people {@code [2, features]}: mean and standard deviation of clips' means
   * @param level {@code [1 + features, angles]}: the angles' constants, then their slopes, of means
   *     from {@code people} in their spread
   * @param shapes {@code [1 + hinges, shapes]}: the second step's constants, then its slopes
   */
  record Parts(Npy spread, Npy relative, Npy people, Npy level, Npy shapes) {
    Parts {
      int n = OUTPUTS.size();
      check(spread, MotionFeatures.SIZE + n);
      check(relative, MotionFeatures.SIZE, n);
      check(people, 2, MotionFeatures.SIZE);
      check(level, 1 + MotionFeatures.SIZE, ANGLES);
      check(shapes, 1 + HINGES.size(), SHAPES);
    }

    private static void check(Npy part, int... shape) {
      if (!Arrays.equals(part.shape(), shape)) {
        throw new IllegalArgumentException("a model of other features");
      }
    }
  }

  MotionModel(Parts parts) {
    this.parts = parts;
  }

  private static List<String> outputs() {
    List<String> all = new ArrayList<>(HeadShapes.NAMES);
    all.addAll(GazeAngles.NAMES);
    all.addAll(List.of("headYaw", "headPitch"));
    return List.copyOf(all);
  }

  /** The model that ships with the program. */
  static MotionModel bundled() {
    return new MotionModel(
        new Parts(
            resource("spread.npy"),
            resource("relative.npy"),
            resource("people.npy"),
            resource("level.npy"),
            resource("shapes.npy")));
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
   * @param features a frame each, {@link MotionFeatures#SIZE}; null where there is no face
   * @return coefficients, in 0..1, then yaw and pitch of the gaze and those of the head ({@link
   *     HeadAngles}), radians; null where there is no face
   */
  float[][] read(float[][] features) {
    float[][] out = new float[features.length][];
    List<float[]> faces = Arrays.stream(features).filter(Objects::nonNull).toList();
    if (faces.isEmpty()) {
      return out;
    }
    float[] mean = mean(faces);
    List<float[]> linear = new ArrayList<>();
    for (float[] face : faces) {
      linear.add(applied(inSpread(face, mean, parts.spread.data()), parts.relative, 0));
    }
    List<float[]> readings = readings(linear, parts.spread.data());
    float[] level = affine(amongPeople(mean, parts.people), parts.level);
    int at = 0;
    for (int i = 0; i < features.length; i++) {
      if (features[i] != null) {
        out[i] = linear.get(at);
        float[] shapes = affine(HINGES.of(readings.get(at++)), parts.shapes);
        for (int k = 0; k < SHAPES; k++) {
          out[i][k] = Math.max(0, Math.min(1, shapes[k]));
        }
        for (int k = 0; k < ANGLES; k++) {
          out[i][SHAPES + k] += level[k];
        }
      }
    }
    return out;
  }

  /** The mean of rows. */
  static float[] mean(List<float[]> rows) {
    double[] sum = new double[rows.get(0).length];
    for (float[] row : rows) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += row[i];
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      mean[i] = (float) (sum[i] / rows.size());
    }
    return mean;
  }

  /**
   * How features differ from a mean, in their spread, kept in the fitted range.
   *
   * @param mean of the features; what follows them is not looked at
   * @param spread likewise
   */
  static float[] inSpread(float[] face, float[] mean, float[] spread) {
    float[] x = new float[face.length];
    for (int f = 0; f < x.length; f++) {
      float v = spread[f] > 0 ? (face[f] - mean[f]) / spread[f] : 0;
      x[f] = Math.max(-FARTHEST, Math.min(FARTHEST, v));
    }
    return x;
  }

  /** A clip's mean features, seen from those of all people, kept in the fitted range. */
  static float[] amongPeople(float[] mean, Npy people) {
    float[] data = people.data();
    return inSpread(mean, data, Arrays.copyOfRange(data, mean.length, data.length));
  }

  /**
   * What the second step looks at: the first one's readings in their spread, shapes from where they
   * are at rest in the clip.
   *
   * @param spread of the features, then of the outputs
   */
  static List<float[]> readings(List<float[]> linear, float[] spread) {
    int n = OUTPUTS.size();
    float[] rest = new float[n];
    for (int k = 0; k < SHAPES; k++) {
      int shape = k;
      double[] sorted = linear.stream().mapToDouble(row -> row[shape]).sorted().toArray();
      rest[k] = (float) sorted[(int) (AT_REST * (sorted.length - 1))];
    }
    List<float[]> readings = new ArrayList<>();
    for (float[] row : linear) {
      float[] z = new float[n];
      for (int k = 0; k < n; k++) {
        float own = spread[MotionFeatures.SIZE + k];
        float v = own > 0 ? (row[k] - rest[k]) / own : 0;
        z[k] = Math.max(LOWEST, Math.min(HIGHEST, v));
      }
      readings.add(z);
    }
    return readings;
  }

  /** A row times a matrix whose first row is added. */
  private static float[] affine(float[] row, Npy matrix) {
    float[] out = applied(row, matrix, 1);
    for (int k = 0; k < out.length; k++) {
      out[k] += matrix.data()[k];
    }
    return out;
  }

  /** A row times a matrix, from its row {@code from} on. */
  static float[] applied(float[] row, Npy matrix, int from) {
    int n = matrix.shape()[1];
    float[] out = new float[n];
    for (int i = 0; i < row.length; i++) {
      int at = (from + i) * n;
      for (int k = 0; k < n; k++) {
        out[k] += row[i] * matrix.data()[at + k];
      }
    }
    return out;
  }
}
