package io.reenact.retarget;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.commons.math3.util.MathArrays;

/**
 * What a driver's face and a source's are held against each other by: six numbers a frame, each in
 * units of the error with which it is read, so that their squared differences add up.
 */
final class Marks {
  /** How many: brows and lids, left and right in the image, then both eyes' gaze, right and up. */
  static final int COUNT = 6;

  private static final int LIDS = 2;
  private static final int GAZE = 4;

  /**
   * What they are read with an error of: distances between the eyes, widths of an eye. Brows and
   * lids less than the network's, since lids drag brows along otherwise, and since blinks are
   * brief.
   */
  private static final double[] ERRORS = {0.01, 0.01, 0.02, 0.02, 0.01, 0.01};

  /** Below this share of the clip's median opening, lids hide where an eye looks. */
  private static final double CLOSED = 0.6;

  /**
   * Lids this far open, as a share of the source's open ones, are shut. The network reads lids that
   * are drawn shut as a little open, and to push them further folds them.
   */
  private static final double SHUT = 0.25;

  private static final int LEFT_LID = index("eye_left");
  private static final int RIGHT_LID = index("eye_right");

  private Marks() {}

  private static int index(String name) {
    return FaceMeter.NAMES.indexOf(name);
  }

  /**
   * The marks of a face.
   *
   * @param measures by {@link FaceMeter#NAMES}
   */
  static double[] of(float[] measures) {
    double[] marks = {
      measures[index("brow_left")],
      measures[index("brow_right")],
      measures[LEFT_LID],
      measures[RIGHT_LID],
      (measures[index("gaze_left_x")] + measures[index("gaze_right_x")]) / 2,
      (measures[index("gaze_left_y")] + measures[index("gaze_right_y")]) / 2
    };
    for (int i = 0; i < COUNT; i++) {
      marks[i] /= ERRORS[i];
    }
    return marks;
  }

  /** In which frames of a clip eyes are open. */
  static boolean[] open(double[][] shown) {
    double[] sorted = Arrays.stream(shown).mapToDouble(Marks::lids).sorted().toArray();
    boolean[] open = new boolean[shown.length];
    for (int k = 0; k < open.length; k++) {
      open[k] = lids(shown[k]) >= CLOSED * sorted[sorted.length / 2];
    }
    return open;
  }

  /** Which marks of a frame count: not the gaze of closed eyes. */
  static boolean[] counted(boolean open) {
    boolean[] counted = new boolean[COUNT];
    Arrays.fill(counted, 0, GAZE, true);
    Arrays.fill(counted, GAZE, COUNT, open);
    return counted;
  }

  private static double lids(double[] marks) {
    return marks[LIDS] + marks[LIDS + 1];
  }

  /**
   * Asks for the driver's movement in place of its face: how far lids open and where brows are at
   * rest, and how irises lie between the corners of eyes, is left as it is seen. Brows and gaze are
   * shifted to the mean that is seen; lids multiplied, so that eyes that the driver closes are
   * closed in any face, but need not be any further shut than shut.
   *
   * @param shown by the driver, frame by frame; changed into what the source is to show
   * @param seen of the source
   * @param open in which frames eyes are
   */
  static void askOf(double[][] shown, double[][] seen, boolean[] open) {
    int n = shown.length;
    for (int i = 0; i < COUNT; i++) {
      int mark = i;
      IntPredicate counts = k -> mark < LIDS || open[k];
      double theirs =
          IntStream.range(0, n).filter(counts).mapToDouble(k -> shown[k][mark]).average().orElse(0);
      double own =
          IntStream.range(0, n).filter(counts).mapToDouble(k -> seen[k][mark]).average().orElse(0);
      for (int k = 0; k < n; k++) {
        if (mark < LIDS || mark >= GAZE) {
          shown[k][mark] += own - theirs;
        } else if (theirs > 0) {
          double asked = shown[k][mark] * own / theirs;
          shown[k][mark] = Math.max(asked, Math.min(seen[k][mark], SHUT * own));
        }
      }
    }
  }

  /**
   * Frames to look at.
   *
   * @param most how many
   * @return the most usual one, then those that are least like the ones before
   */
  static int[] spread(double[][] marks, int most) {
    double[] mean = new double[COUNT];
    for (double[] m : marks) {
      for (int i = 0; i < COUNT; i++) {
        mean[i] += m[i] / marks.length;
      }
    }
    int next = 0;
    for (int k = 1; k < marks.length; k++) {
      next =
          MathArrays.distance(marks[k], mean) < MathArrays.distance(marks[next], mean) ? k : next;
    }
    int[] chosen = new int[Math.min(most, marks.length)];
    double[] far = new double[marks.length];
    Arrays.fill(far, Double.MAX_VALUE);
    for (int j = 0; j < chosen.length; j++) {
      chosen[j] = next;
      next = 0;
      for (int k = 0; k < marks.length; k++) {
        far[k] = Math.min(far[k], MathArrays.distance(marks[k], marks[chosen[j]]));
        next = far[k] > far[next] ? k : next;
      }
    }
    return chosen;
  }
}
