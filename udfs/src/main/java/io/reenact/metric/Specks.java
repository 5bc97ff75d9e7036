package io.reenact.metric;

import io.reenact.maths.Masks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds specks in a picture of a head: spots of a few pixels of its skin that differ from an even
 * neighbourhood, whether the dark inside, the background or a stray Gaussian shows in them; holes
 * anywhere in the head; and spots that hang beside it. Sizes are for pictures of 256 px.
 */
final class Specks {
  /** What shines through becomes visible before a colour that no head has. */
  private static final float[] MAGENTA = {255, 0, 255};

  /** Pixels of a speck; more is a patch, less is noise. */
  private static final int SMALLEST = 2;

  private static final int LARGEST = 50;

  /** Half a side of the window of medians, px: most of it is around the largest speck. */
  private static final int WINDOW = 5;

  /**
   * What differs by more from the median of its window is flagged, and differs by as much from its
   * ring; of 255. Such specks are just seen.
   */
  private static final int FAR = 12;

  /** The ring around a speck lies this far outside of it, px: what is nearer is its soft edge. */
  private static final int RING = 3;

  /** How far most of a ring may be from its median, as a share of the speck's distance. */
  private static final double EVEN = 0.6;

  /** How much of a ring that is: a corner of a patch has a quarter of it in the patch. */
  private static final double MOST = 0.85;

  /** Of the silhouette nothing is known in so many px along its edge, which is soft. */
  private static final int EDGE = 3;

  private static final float SOLID = 0.5f;

  /** Coverage of a spot beside the head. */
  private static final float SEEN = 0.25f;

  private final SideView view;
  private final int size;

  private Specks(SideView view) {
    this.view = view;
    this.size = view.size();
  }

  /** How many specks there are. */
  static double count(SideView view) {
    return new Specks(view).all().size();
  }

  /** The specks, each by its pixels. */
  static List<int[]> of(SideView view) {
    return new Specks(view).all();
  }

  private List<int[]> all() {
    boolean[] seen = new boolean[size * size];
    boolean[] solid = new boolean[size * size];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = view.alpha()[i] > SEEN;
      solid[i] = view.alpha()[i] > SOLID;
    }
    List<int[]> pieces = Masks.pieces(seen, size);
    int[] whole = Masks.largest(pieces);
    List<int[]> found =
        new ArrayList<>(
            pieces.stream().filter(p -> p != whole && small(p) && aboveChin(p)).toList());
    boolean[] head = Masks.of(Masks.largest(Masks.pieces(solid, size)), size);
    List<int[]> holes =
        Masks.pieces(Masks.not(head), size).stream().filter(p -> p.length <= LARGEST).toList();
    holes.forEach(p -> set(head, p));
    int[][] colours = {channel(0), channel(1), channel(2)};
    int[] far = farness(colours, head);
    boolean[] inner = Masks.inner(head, size, EDGE);
    boolean[] flagged = new boolean[size * size];
    for (int i = 0; i < flagged.length; i++) {
      flagged[i] = inner[i] && far[i] > FAR;
    }
    List<int[]> spots =
        Masks.pieces(flagged, size).stream()
            .filter(p -> small(p) && skin(p) && even(p, colours, head))
            .toList();
    boolean[] counted = new boolean[size * size];
    spots.forEach(p -> set(counted, p));
    found.addAll(spots);
    holes.stream()
        .filter(p -> small(p) && aboveChin(p) && IntStream.of(p).noneMatch(i -> counted[i]))
        .forEach(found::add);
    return found;
  }

  private static boolean small(int[] piece) {
    return piece.length >= SMALLEST && piece.length <= LARGEST;
  }

  private boolean skin(int[] piece) {
    return IntStream.of(piece).allMatch(i -> view.skin()[i]);
  }

  private boolean aboveChin(int[] piece) {
    return IntStream.of(piece).allMatch(i -> i / size < view.chin());
  }

  private static void set(boolean[] mask, int[] piece) {
    for (int i : piece) {
      mask[i] = true;
    }
  }

  /** How far pixels are from the medians of their windows, the farthest channel, 0 to 255. */
  private int[] farness(int[][] colours, boolean[] head) {
    int[] far = new int[size * size];
    for (int[] values : colours) {
      int[] medians = Masks.medians(values, head, head, size, WINDOW);
      for (int i = 0; i < far.length; i++) {
        if (head[i]) {
          far[i] = Math.max(far[i], Math.abs(values[i] - medians[i]));
        }
      }
    }
    return far;
  }

  private int[] channel(int c) {
    int n = size * size;
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      float white = (view.image()[c * n + i] + 1) * 127.5f;
      float before = white + (1 - view.alpha()[i]) * (MAGENTA[c] - 255);
      values[i] = Math.round(Math.max(0, Math.min(255, before)));
    }
    return values;
  }

  /** Whether the ring around a piece is even, as it is not at edges, in hair and in cloth. */
  private boolean even(int[] piece, int[][] colours, boolean[] head) {
    boolean[] near = new boolean[size * size];
    boolean[] far = new boolean[size * size];
    for (int i : piece) {
      grow(i, 1, near);
      grow(i, RING, far);
    }
    int[] ring =
        IntStream.range(0, far.length).filter(i -> far[i] && !near[i] && head[i]).toArray();
    if (ring.length == 0) {
      return false;
    }
    int[] middle = new int[3];
    for (int c = 0; c < 3; c++) {
      int[] values = colours[c];
      middle[c] = IntStream.of(ring).map(i -> values[i]).sorted().toArray()[ring.length / 2];
    }
    double inside = IntStream.of(distances(piece, colours, middle)).average().orElseThrow();
    int[] around = distances(ring, colours, middle);
    return inside > FAR && around[(int) (MOST * around.length)] < EVEN * inside;
  }

  /** Distances of pixels from a colour, of the farthest channel, in ascending order. */
  private static int[] distances(int[] pixels, int[][] colours, int[] from) {
    return IntStream.of(pixels)
        .map(i -> IntStream.range(0, 3).map(c -> Math.abs(colours[c][i] - from[c])).max().orElse(0))
        .sorted()
        .toArray();
  }

  private void grow(int pixel, int by, boolean[] mask) {
    int x = pixel % size;
    int y = pixel / size;
    for (int j = Math.max(0, y - by); j <= Math.min(size - 1, y + by); j++) {
      Arrays.fill(
          mask, j * size + Math.max(0, x - by), j * size + Math.min(size - 1, x + by) + 1, true);
    }
  }
}
