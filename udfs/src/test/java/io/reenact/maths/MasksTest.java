package io.reenact.maths;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MasksTest {
  private static boolean[] mask(String... rows) {
    boolean[] mask = new boolean[rows.length * rows.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = rows[i / rows.length].charAt(i % rows.length) == '#';
    }
    return mask;
  }

  @Test
  void piecesTouchAtCornersToo() {
    boolean[] mask = mask("##..", "..#.", "....", "#..#");
    assertThat(Masks.pieces(mask, 4))
        .usingElementComparator(Arrays::compare)
        .containsExactlyInAnyOrder(new int[] {0, 1, 6}, new int[] {12}, new int[] {15});
    assertThat(Masks.largest(Masks.pieces(mask, 4))).containsExactly(0, 1, 6);
    assertThat(Masks.largest(Masks.pieces(new boolean[16], 4))).isEmpty();
    assertThat(Masks.of(new int[] {0, 1, 6}, 4)).isEqualTo(mask("##..", "..#.", "....", "...."));
  }

  @Test
  void innerPixelsHaveAllNeighboursInTheMaskAndThePicture() {
    boolean[] mask = mask("#####", "#####", "#####", "####.", "#####");
    assertThat(Masks.inner(mask, 5, 1))
        .isEqualTo(mask(".....", ".###.", ".##..", ".##..", "....."));
  }

  @Test
  void innerPixelsOfAnyReach() {
    int n = 23;
    Random random = new Random(4);
    for (int reach = 0; reach < 13; reach++) {
      boolean[] mask = new boolean[n * n];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = random.nextInt(40) > reach;
      }
      boolean[] inner = Masks.inner(mask, n, reach);
      for (int y = 0; y < n; y++) {
        for (int x = 0; x < n; x++) {
          boolean all = Math.min(Math.min(x, y), n - 1 - Math.max(x, y)) >= reach;
          for (int k = 0; all && k < (2 * reach + 1) * (2 * reach + 1); k++) {
            int j = y - reach + k / (2 * reach + 1);
            all = mask[j * n + x - reach + k % (2 * reach + 1)];
          }
          assertThat(inner[y * n + x]).isEqualTo(all);
        }
      }
    }
  }

  @Test
  void mediansAreThoseOfTheSortedWindow() {
    int n = 19;
    Random random = new Random(2);
    int[] values = random.ints(n * n, 0, 256).toArray();
    boolean[] counted = new boolean[n * n];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = random.nextInt(4) > 0;
    }
    boolean[] wanted = new boolean[n * n];
    // One row of none, one of all, one of the last alone.
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] =
          i / n != 2 && (i / n == 3 || (i / n == 4 ? i % n == n - 1 : random.nextBoolean()));
    }
    int[] medians = Masks.medians(values, counted, wanted, n, 3);
    for (int y = 0; y < n; y++) {
      for (int x = 0; x < n; x++) {
        int[] around = new int[49];
        int k = 0;
        for (int j = Math.max(0, y - 3); j <= Math.min(n - 1, y + 3); j++) {
          for (int i = Math.max(0, x - 3); i <= Math.min(n - 1, x + 3); i++) {
            if (counted[j * n + i]) {
              around[k++] = values[j * n + i];
            }
          }
        }
        Arrays.sort(around, 0, k);
        assertThat(medians[y * n + x]).isEqualTo(wanted[y * n + x] ? around[(k - 1) / 2] : -1);
      }
    }
    assertThat(Masks.medians(values, new boolean[n * n], wanted, n, 3)).containsOnly(-1);
  }
}
