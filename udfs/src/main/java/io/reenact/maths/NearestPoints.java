package io.reenact.maths;

import java.util.Arrays;

/** The nearest points of each of many, by a grid of cells: about as many steps as points. */
public final class NearestPoints {
  /** Points that a cell would hold if they were spread evenly. */
  private static final int IN_A_CELL = 4;

  private static final int MOST_CELLS = 128;

  private final float[] points;
  private final int stride;
  private final int count;
  private final double[] least = new double[3];
  private final int[] cells = new int[3];
  private final double side;

  /** Points by cell: those of cell c are {@code order[first[c]]} to before {@code first[c + 1]}. */
  private final int[] first;

  private final int[] order;

  private NearestPoints(float[] points, int stride) {
    this.points = points;
    this.stride = stride;
    this.count = points.length / stride;
    double[] most = new double[3];
    Arrays.fill(least, Double.MAX_VALUE);
    Arrays.fill(most, -Double.MAX_VALUE);
    for (int i = 0; i < count; i++) {
      for (int d = 0; d < 3; d++) {
        least[d] = Math.min(least[d], at(i, d));
        most[d] = Math.max(most[d], at(i, d));
      }
    }
    double volume = 1;
    double longest = 0;
    for (int d = 0; d < 3; d++) {
      volume *= Math.max(1e-9, most[d] - least[d]);
      longest = Math.max(longest, most[d] - least[d]);
    }
    side = Math.max(Math.cbrt(volume * IN_A_CELL / count), longest / MOST_CELLS + 1e-12);
    int all = 1;
    for (int d = 0; d < 3; d++) {
      cells[d] = (int) ((most[d] - least[d]) / side) + 1;
      all *= cells[d];
    }
    first = new int[all + 1];
    for (int i = 0; i < count; i++) {
      first[cell(i) + 1]++;
    }
    for (int c = 0; c < all; c++) {
      first[c + 1] += first[c];
    }
    order = new int[count];
    int[] next = Arrays.copyOf(first, all);
    for (int i = 0; i < count; i++) {
      order[next[cell(i)]++] = i;
    }
  }

  private double at(int point, int axis) {
    return points[point * stride + axis];
  }

  private int along(int point, int axis) {
    return Math.min(cells[axis] - 1, (int) ((at(point, axis) - least[axis]) / side));
  }

  private int cell(int point) {
    return (along(point, 0) * cells[1] + along(point, 1)) * cells[2] + along(point, 2);
  }

  /**
   * The nearest of each point, itself left out, nearest first.
   *
   * @param points x, y, z are the first three of {@code stride} floats
   * @param stride floats a point
   * @param nearest how many of each
   * @return {@code [points * nearest]}; a point stands for what is missing where there are too few
   */
  public static int[] of(float[] points, int stride, int nearest) {
    NearestPoints grid = new NearestPoints(points, stride);
    int[] out = new int[grid.count * nearest];
    double[] distance = new double[nearest];
    for (int i = 0; i < grid.count; i++) {
      int found = grid.search(i, out, distance);
      Arrays.fill(out, i * nearest + found, (i + 1) * nearest, i);
    }
    return out;
  }

  /** Looks into shells of cells about a point until none farther out can be nearer. */
  private int search(int point, int[] out, double[] distance) {
    int found = 0;
    int reach = Math.max(cells[0], Math.max(cells[1], cells[2]));
    for (int shell = 0; shell < reach; shell++) {
      double near = (shell - 1) * side;
      if (found == distance.length && near > 0 && distance[found - 1] <= near * near) {
        break;
      }
      for (int x = -shell; x <= shell; x++) {
        for (int y = -shell; y <= shell; y++) {
          boolean face = Math.abs(x) == shell || Math.abs(y) == shell;
          for (int z = -shell; z <= shell; z += face || shell == 0 ? 1 : 2 * shell) {
            found = look(point, x, y, z, out, distance, found);
          }
        }
      }
    }
    return found;
  }

  private int look(int point, int x, int y, int z, int[] out, double[] distance, int before) {
    int a = along(point, 0) + x;
    int b = along(point, 1) + y;
    int c = along(point, 2) + z;
    if (a < 0 || b < 0 || c < 0 || a >= cells[0] || b >= cells[1] || c >= cells[2]) {
      return before;
    }
    int found = before;
    int from = point * distance.length;
    int cell = (a * cells[1] + b) * cells[2] + c;
    for (int k = first[cell]; k < first[cell + 1]; k++) {
      int other = order[k];
      double d = 0;
      for (int axis = 0; axis < 3; axis++) {
        double by = at(point, axis) - at(other, axis);
        d += by * by;
      }
      if (other == point || (found == distance.length && d >= distance[found - 1])) {
        continue;
      }
      int place = found < distance.length ? found++ : found - 1;
      for (; place > 0 && distance[place - 1] > d; place--) {
        distance[place] = distance[place - 1];
        out[from + place] = out[from + place - 1];
      }
      distance[place] = d;
      out[from + place] = other;
    }
    return found;
  }
}
