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
    boolean[] across = new boolean[mask.length];
    for (int y = 0; y < size; y++) {
      window(mask, y * size, 1, size, reach, across);
    }
    boolean[] inner = new boolean[mask.length];
    for (int x = 0; x < size; x++) {
      window(across, x, size, size, reach, inner);
    }
    return inner;
  }

  /** Of a row or a column, those around whom all are in the mask. */
  private static void window(
      boolean[] mask, int first, int stride, int size, int reach, boolean[] out) {
    int off = -1;
    for (int i = 0; i < size; i++) {
      off = mask[first + i * stride] ? off : i;
      if (i >= 2 * reach) {
        out[first + (i - reach) * stride] = off < i - 2 * reach;
      }
    }
  }

  /**
   * Medians of what lies around pixels, by a histogram that moves along (Huang et al. 1979).
   *
   * @param values 0 to 255, {@code [size, size]}
   * @param counted which pixels have a value
   * @param wanted of which pixels
   * @param reach to each side, px
   * @return of all pixels; -1 of those that are not wanted, and where none around has a value
   */
  public static int[] medians(
      int[] values, boolean[] counted, boolean[] wanted, int size, int reach) {
    int[] medians = new int[values.length];
    Arrays.fill(medians, -1);
    for (int y = 0; y < size; y++) {
      int first = 0;
      int last = size - 1;
      while (first < size && !wanted[y * size + first]) {
        first++;
      }
      while (last >= first && !wanted[y * size + last]) {
        last--;
      }
      if (first < size) {
        row(values, counted, wanted, size, reach, y, first, last, medians);
      }
    }
    return medians;
  }

  /** The medians of a row from its first to its last that are wanted. */
  private static void row(
      int[] values,
      boolean[] counted,
      boolean[] wanted,
      int size,
      int reach,
      int y,
      int first,
      int last,
      int[] medians) {
    int[] histogram = new int[LEVELS];
    int n = 0;
    int median = 0;
    // How many are less than the median, which moves little from one pixel to the next.
    int less = 0;
    int least = Math.max(0, first - reach);
    for (int x = least - reach; x <= last; x++) {
      for (int j = Math.max(0, y - reach); j <= Math.min(size - 1, y + reach); j++) {
        int enters = j * size + x + reach;
        if (x + reach < size && counted[enters]) {
          histogram[values[enters]]++;
          less += values[enters] < median ? 1 : 0;
          n++;
        }
        int leaves = j * size + x - reach - 1;
        if (x - reach - 1 >= least && counted[leaves]) {
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
      if (x >= first && wanted[y * size + x]) {
        medians[y * size + x] = n == 0 ? -1 : median;
      }
    }
  }
}
