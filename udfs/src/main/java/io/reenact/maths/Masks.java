package io.reenact.maths;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Square masks of pixels, row by row, and what lies around pixels. */
public final class Masks {
  private static final int LEVELS = 256;

  private Masks() {}

  /**
   * The pieces of a mask whose pixels touch, corners included.
   *
   * @param mask {@code [size, size]}
   * @return the pixels of each, by number
   */
  public static List<int[]> pieces(boolean[] mask, int size) {
    boolean[] left = mask.clone();
    int[] queue = new int[mask.length];
    List<int[]> pieces = new ArrayList<>();
    for (int start = 0; start < mask.length; start++) {
      if (!left[start]) {
        continue;
      }
      int n = 0;
      queue[n++] = start;
      left[start] = false;
      for (int at = 0; at < n; at++) {
        int x = queue[at] % size;
        int y = queue[at] / size;
        for (int j = Math.max(0, y - 1); j <= Math.min(size - 1, y + 1); j++) {
          for (int i = Math.max(0, x - 1); i <= Math.min(size - 1, x + 1); i++) {
            if (left[j * size + i]) {
              left[j * size + i] = false;
              queue[n++] = j * size + i;
            }
          }
        }
      }
      pieces.add(Arrays.copyOf(queue, n));
    }
    return pieces;
  }

  /** The largest piece; of equals the first, empty if there is none. */
  public static int[] largest(List<int[]> pieces) {
    return pieces.stream().reduce(new int[0], (a, b) -> b.length > a.length ? b : a);
  }

  /** What is not in a mask. */
  public static boolean[] not(boolean[] mask) {
    boolean[] not = new boolean[mask.length];
    for (int i = 0; i < not.length; i++) {
      not[i] = !mask[i];
    }
    return not;
  }

  /** The mask of some pixels. */
  public static boolean[] of(int[] pixels, int size) {
    boolean[] mask = new boolean[size * size];
    for (int i : pixels) {
      mask[i] = true;
    }
    return mask;
  }

  /** Pixels all of whose neighbours, {@code reach} to each side, are in a mask and the picture. */
  public static boolean[] inner(boolean[] mask, int size, int reach) {
    boolean[] inner = new boolean[mask.length];
    for (int y = reach; y < size - reach; y++) {
      for (int x = reach; x < size - reach; x++) {
        boolean all = true;
        for (int j = y - reach; all && j <= y + reach; j++) {
          for (int i = x - reach; all && i <= x + reach; i++) {
            all = mask[j * size + i];
          }
        }
        inner[y * size + x] = all;
      }
    }
    return inner;
  }

  /**
   * Medians of what lies around pixels, by a histogram that moves along (Huang et al. 1979).
   *
   * @param values 0 to 255, {@code [size, size]}
   * @param counted which pixels have a value
   * @param reach to each side, px
   * @return of all pixels, -1 where none around has a value
   */
  public static int[] medians(int[] values, boolean[] counted, int size, int reach) {
    int[] medians = new int[values.length];
    for (int y = 0; y < size; y++) {
      row(values, counted, size, reach, y, medians);
    }
    return medians;
  }

  private static void row(
      int[] values, boolean[] counted, int size, int reach, int y, int[] medians) {
    int[] histogram = new int[LEVELS];
    int n = 0;
    int median = 0;
    // How many are less than the median, which moves little from one pixel to the next.
    int less = 0;
    for (int x = -reach; x < size; x++) {
      for (int j = Math.max(0, y - reach); j <= Math.min(size - 1, y + reach); j++) {
        int enters = j * size + x + reach;
        if (x + reach < size && counted[enters]) {
          histogram[values[enters]]++;
          less += values[enters] < median ? 1 : 0;
          n++;
        }
        int leaves = j * size + x - reach - 1;
        if (x - reach - 1 >= 0 && counted[leaves]) {
          histogram[values[leaves]]--;
          less -= values[leaves] < median ? 1 : 0;
          n--;
        }
      }
      while (n > 0 && 2 * less >= n) {
        less -= histogram[--median];
      }
      while (n > 0 && 2 * (less + histogram[median]) < n) {
        less += histogram[median++];
      }
      if (x >= 0) {
        medians[y * size + x] = n == 0 ? -1 : median;
      }
    }
  }
}
