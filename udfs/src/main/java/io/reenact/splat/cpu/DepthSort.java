package io.reenact.splat.cpu;

/** Stable radix sort of positive floats, given as their bits, with their indices. */
final class DepthSort {
  private static final int BITS = 11;
  private static final int BUCKETS = 1 << BITS;

  private int[] keys = new int[0];
  private int[] values = new int[0];
  private final int[] counts = new int[3 * BUCKETS];

  /**
   * Sorts both arrays by key, ascending.
   *
   * @param key bits of positive floats
   * @param value indices that move with them
   * @param n entries used
   */
  void sort(int[] key, int[] value, int n) {
    keys = Grown.ints(keys, n);
    values = Grown.ints(values, n);
    java.util.Arrays.fill(counts, 0);
    for (int i = 0; i < n; i++) {
      int k = key[i];
      counts[k & (BUCKETS - 1)]++;
      counts[BUCKETS + ((k >>> BITS) & (BUCKETS - 1))]++;
      counts[2 * BUCKETS + (k >>> (2 * BITS))]++;
    }
    pass(key, value, keys, values, n, 0);
    pass(keys, values, key, value, n, 1);
    pass(key, value, keys, values, n, 2);
    System.arraycopy(keys, 0, key, 0, n);
    System.arraycopy(values, 0, value, 0, n);
  }

  private void pass(int[] key, int[] value, int[] toKey, int[] toValue, int n, int digit) {
    int base = digit * BUCKETS;
    int sum = 0;
    for (int b = 0; b < BUCKETS; b++) {
      int c = counts[base + b];
      counts[base + b] = sum;
      sum += c;
    }
    int shift = digit * BITS;
    for (int i = 0; i < n; i++) {
      int k = key[i];
      int to = counts[base + ((k >>> shift) & (BUCKETS - 1))]++;
      toKey[to] = k;
      toValue[to] = value[i];
    }
  }
}
