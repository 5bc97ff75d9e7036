package io.reenact.motion;

import io.reenact.generator.Npy;
import io.reenact.maths.GramSums;
import io.reenact.maths.Ridge;
import io.reenact.nn.face.FaceDetail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fits {@link MotionModel} to people whose coefficients are known. */
public final class MotionModelFit {
  /**
   * Ridges, in shares of a feature's own sum: of what differs within a clip, and between people.
   */
  private static final double RELATIVE_RIDGE = 0.3;

  private static final double LEVEL_RIDGE = 30;

  private final List<float[]> features = new ArrayList<>();
  private final List<float[]> truth = new ArrayList<>();
  private final GramSums relative = new GramSums(PictureFeatures.SIZE, MotionModel.OUTPUTS.size());

  /**
   * Adds a person.
   *
   * @param seen frames
   * @param known of each frame the coefficients of {@link HeadShapes#NAMES}, then yaw and pitch of
   *     the gaze
   */
  public void add(List<FaceDetail.Seen> seen, List<float[]> known) {
    List<float[]> own = seen.stream().map(PictureFeatures::of).toList();
    features.addAll(own);
    truth.addAll(known);
    List<float[]> x = centred(own);
    List<float[]> y = centred(known);
    for (int i = 0; i < x.size(); i++) {
      relative.add(x.get(i), y.get(i));
    }
  }

  private static List<float[]> centred(List<float[]> rows) {
    double[] mean = mean(rows);
    return rows.stream()
        .map(
            row -> {
              float[] c = new float[mean.length];
              for (int i = 0; i < c.length; i++) {
                c[i] = (float) (row[i] - mean[i]);
              }
              return c;
            })
        .toList();
  }

  private static double[] mean(List<float[]> rows) {
    double[] mean = new double[rows.get(0).length];
    for (float[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (double) row[i] / rows.size();
      }
    }
    return mean;
  }

  /**
   * The fitted model's slopes of differences: {@code relative.npy}, {@code [features, outputs]}.
   */
  public Npy relative() {
    return npy(Ridge.solve(relative.square(), relative.cross(), RELATIVE_RIDGE).getData());
  }

  /** The fitted model's level of gaze: {@code gaze_level.npy}, {@code [features + 1, 2]}. */
  public Npy level() {
    int shapes = HeadShapes.NAMES.size();
    GramSums sums = new GramSums(PictureFeatures.SIZE, GazeAngles.NAMES.size());
    List<float[]> x = centred(features);
    List<float[]> y = centred(truth);
    for (int i = 0; i < x.size(); i++) {
      sums.add(x.get(i), Arrays.copyOfRange(y.get(i), shapes, shapes + 2));
    }
    double[][] slopes = Ridge.solve(sums.square(), sums.cross(), LEVEL_RIDGE).getData();
    double[] at = mean(features);
    double[] of = mean(truth);
    double[] constant = {of[shapes], of[shapes + 1]};
    for (int f = 0; f < slopes.length; f++) {
      for (int k = 0; k < constant.length; k++) {
        constant[k] -= slopes[f][k] * at[f];
      }
    }
    double[][] all = Arrays.copyOf(slopes, slopes.length + 1);
    all[slopes.length] = constant;
    return npy(all);
  }

  private static Npy npy(double[][] rows) {
    int columns = rows[0].length;
    float[] data = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < columns; k++) {
        data[i * columns + k] = (float) rows[i][k];
      }
    }
    return new Npy(new int[] {rows.length, columns}, data);
  }
}
