package io.reenact.motion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A captured file's numbers, brought into our terms.
 *
 * @param columns names
 * @param us times, microseconds
 * @param rows a number a column
 * @param notes to add to
 */
record CaptureRows(List<String> columns, long[] us, List<double[]> rows, List<String> notes) {
  /** What an eye has turned by when its shape is 1, radians, as in the head model. */
  private static final double YAW_OF_SHAPE = 0.6;

  private static final double PITCH_OF_SHAPE = 0.5;

  /** Angles beyond this can't be radians. */
  private static final double MOST_RADIANS = Math.PI;

  /** A phone's own numbers miss their range by a rounding now and then. */
  private static final double ROUNDING = 1e-3;

  Capture capture() {
    List<String> shapes = columns.stream().filter(Arkit.SHAPES::contains).toList();
    double unit = unit();
    double[] headYaw = column("HeadYaw", unit);
    double[] headPitch = column("HeadPitch", unit);
    double[] headRoll = column("HeadRoll", unit);
    boolean turns = Arkit.ANGLES.subList(0, 3).stream().anyMatch(columns::contains);
    double[] right =
        eyes(
            mean("LeftEyeYaw", "RightEyeYaw", unit),
            shown("EyeLookOutLeft", "EyeLookInRight", "EyeLookInLeft", "EyeLookOutRight"),
            YAW_OF_SHAPE);
    double[] down =
        eyes(
            mean("LeftEyePitch", "RightEyePitch", unit),
            shown("EyeLookDownLeft", "EyeLookDownRight", "EyeLookUpLeft", "EyeLookUpRight"),
            PITCH_OF_SHAPE);
    int clamped = 0;
    List<Capture.Row> all = new ArrayList<>();
    for (int i = 0; i < us.length; i++) {
      float[] values = new float[shapes.size()];
      for (int k = 0; k < values.length; k++) {
        double v = rows.get(i)[columns.indexOf(shapes.get(k))];
        values[k] = (float) Math.max(0, Math.min(1, v));
        clamped += Math.abs(values[k] - v) > ROUNDING ? 1 : 0;
      }
      HeadAngles head = turns ? new HeadAngles(headYaw[i], headPitch[i], headRoll[i]) : null;
      all.add(new Capture.Row(us[i], values, head, right[i], -down[i]));
    }
    if (clamped > 0) {
      notes.add(clamped + " coefficients lie outside of 0 to 1 and were brought back into it");
    }
    return new Capture(shapes, all, notes);
  }

  /** What angles are multiplied by: those too large for radians are degrees. */
  private double unit() {
    boolean degrees =
        Arkit.ANGLES.stream()
            .flatMapToDouble(a -> Arrays.stream(column(a, 1)))
            .anyMatch(a -> Math.abs(a) > MOST_RADIANS);
    if (degrees) {
      notes.add("angles are too large for radians; they are read as degrees");
    }
    return degrees ? Math.PI / 180 : 1;
  }

  /** A column times a factor; zeros if there is none. */
  private double[] column(String name, double factor) {
    int at = columns.indexOf(name);
    double[] v = new double[us.length];
    if (at >= 0) {
      Arrays.setAll(v, i -> factor * rows.get(i)[at]);
    }
    return v;
  }

  private double[] mean(String left, String right, double unit) {
    double[] a = column(left, unit);
    double[] b = column(right, unit);
    Arrays.setAll(a, i -> (a[i] + b[i]) / 2);
    return a;
  }

  /** What the shapes of both eyes say of an angle, as a share of its whole. */
  private double[] shown(String plus, String alsoPlus, String minus, String alsoMinus) {
    double[] a = mean(plus, alsoPlus, 1);
    double[] b = mean(minus, alsoMinus, 1);
    Arrays.setAll(a, i -> a[i] - b[i]);
    return a;
  }

  /**
   * An angle of the eyes. Its sign is made to agree with the shapes that say the same, since
   * programs differ in it; a file without angles, or with zeros, has those shapes only.
   */
  private static double[] eyes(double[] angles, double[] shown, double whole) {
    double[] out = new double[angles.length];
    double size = 0;
    double agreement = 0;
    for (int i = 0; i < out.length; i++) {
      size += Math.abs(angles[i]);
      agreement += angles[i] * shown[i];
    }
    boolean none = size == 0;
    double sign = agreement < 0 ? -1 : 1;
    Arrays.setAll(out, i -> none ? whole * shown[i] : sign * angles[i]);
    return out;
  }
}
