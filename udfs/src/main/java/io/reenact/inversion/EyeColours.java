package io.reenact.inversion;

import io.reenact.face.Regions;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.function.Consumer;

/**
 * The colours that a person's eyes have in their frames, between the lids: brightness, and how much
 * redder and bluer than that they are (the axes of BT.601's YCbCr, unscaled).
 *
 * @param least by axis, of colours from 0 to 1
 * @param most by axis
 */
@SuppressWarnings("ArrayRecordComponent") // one a person, never compared by content
record EyeColours(double[] least, double[] most) {
  /** Luma, red less luma, blue less luma, of red, green and blue. */
  private static final double[][] AXES = {
    {0.299, 0.587, 0.114}, {0.701, -0.587, -0.114}, {-0.299, -0.587, 0.886}
  };

  static final int COUNT = AXES.length;

  /** What is left out at both ends: catchlights, and lashes that lie before the eye. */
  private static final double OUTLIERS = 0.02;

  /** Of an axis, from -1 to 1. */
  private static final int BINS = 512;

  /** Frames that are looked at, at most. */
  private static final int FRAMES = 200;

  /** From which opening on an eye is looked at, distances between the eyes. */
  private static final double OPEN = 0.1;

  /** Fewer pixels say nothing. */
  private static final int FEWEST = 20;

  /** The first landmark of either eye, of 68; the eye's six follow in order. */
  private static final int[] EYES = {36, 42};

  private static final int EDGE = 6;

  /**
   * Of a person.
   *
   * @param frames theirs
   * @return null if they hardly show an open eye
   */
  static EyeColours of(List<TargetFrame> frames) {
    long[][] seen = new long[COUNT][BINS];
    int every = Math.max(1, (frames.size() + FRAMES - 1) / FRAMES);
    for (int f = 0; f < frames.size(); f += every) {
      TargetFrame frame = frames.get(f);
      for (int eye = 0; eye < EYES.length; eye++) {
        if (frame.openings()[1 + eye] >= OPEN) {
          look(frame, EYES[eye], colour -> count(colour, seen));
        }
      }
    }
    long pixels = 0;
    for (long n : seen[0]) {
      pixels += n;
    }
    if (pixels < FEWEST) {
      return null;
    }
    double[] least = new double[COUNT];
    double[] most = new double[COUNT];
    for (int axis = 0; axis < COUNT; axis++) {
      least[axis] = quantile(seen[axis], OUTLIERS * pixels);
      most[axis] = quantile(seen[axis], (1 - OUTLIERS) * pixels);
    }
    return new EyeColours(least, most);
  }

  /** The colours between an eye's lids. */
  private static void look(TargetFrame frame, int first, Consumer<double[]> use) {
    Path2D opening = new Path2D.Double();
    for (int l = first; l < first + EDGE; l++) {
      double x = frame.landmarks()[2 * l];
      double y = frame.landmarks()[2 * l + 1];
      if (l == first) {
        opening.moveTo(x, y);
      } else {
        opening.lineTo(x, y);
      }
    }
    opening.closePath();
    Rectangle2D box = opening.getBounds2D();
    int size = frame.size();
    double[] colour = new double[3];
    for (int y = (int) Math.max(0, box.getMinY()); y < Math.min(size, box.getMaxY()); y++) {
      for (int x = (int) Math.max(0, box.getMinX()); x < Math.min(size, box.getMaxX()); x++) {
        int at = y * size + x;
        if (opening.contains(x + 0.5, y + 0.5) && frame.region()[at] != Regions.INVALID) {
          for (int c = 0; c < 3; c++) {
            colour[c] = (frame.rgb()[c * size * size + at] & 0xff) / 255.0;
          }
          use.accept(colour);
        }
      }
    }
  }

  private static void count(double[] colour, long[][] seen) {
    for (int axis = 0; axis < COUNT; axis++) {
      int bin = (int) ((along(axis, colour[0], colour[1], colour[2]) + 1) / 2 * BINS);
      seen[axis][Math.max(0, Math.min(BINS - 1, bin))]++;
    }
  }

  private static double quantile(long[] seen, double rank) {
    long below = 0;
    for (int bin = 0; bin < BINS; bin++) {
      below += seen[bin];
      if (below >= rank) {
        return (bin + 0.5) * 2 / BINS - 1;
      }
    }
    return 1;
  }

  /** Where a colour lies on an axis. */
  static double along(int axis, double red, double green, double blue) {
    return AXES[axis][0] * red + AXES[axis][1] * green + AXES[axis][2] * blue;
  }

  /** The slope of an axis by a channel. */
  static double slope(int axis, int channel) {
    return AXES[axis][channel];
  }

  /** By how much a place on an axis lies above what is seen; below 0: how much below it. */
  double beyond(int axis, double value) {
    return value > most[axis] ? value - most[axis] : Math.min(0, value - least[axis]);
  }
}
