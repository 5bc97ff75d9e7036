package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.maths.Masks;
import io.reenact.splat.Colours;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * What a head must not show from sides that no frame has: spots in its skin, where neighbouring
 * Gaussians agree from the front only or what is dark inside shines through, and pieces that hang
 * beside it, above all over a crown that frames cut off. Spots are asked for the median of what is
 * around them, pieces for the background. Eyes, brows, nostrils and mouth are full of spots and
 * left out.
 */
final class SideViews {
  /** Side of a picture, px: gaps between Gaussians close in smaller ones. */
  private static final int SIZE = 256;

  /** How far a view's camera moves, radians. */
  private static final double LEAST_YAW = 0.2;

  private static final double MOST_YAW = 0.65;
  private static final double PITCH = 0.2;

  /** Of the focal length: what lies beyond the crop's edges is seen too. */
  private static final double ZOOM = 0.8;

  /** Half a side of the window of medians, px. */
  private static final int WINDOW = 5;

  /** What differs by less from the median is skin's own, of 255. */
  private static final int EVEN = 6;

  /** Of the silhouette's soft edge nothing is asked, px. */
  private static final int EDGE = 3;

  /** Where the head is looked at from for what hangs beside it, radians. */
  private static final double[] LOOKS = {-0.6, -0.3, 0, 0.3, 0.6};

  /** What shows beside the head to this share, hangs there. */
  private static final double MOSTLY = 0.7;

  /** What is thinner than twice as much is a thread, px. */
  private static final int THREAD = 6;

  /** From here on a colour is white, of 1. */
  private static final double WHITE = 0.9;

  /** What share of what frames show is white of people who have something white. */
  private static final double SOME = 0.02;

  private static final float SOLID = 0.5f;
  private static final float SEEN = 0.1f;

  /** A piece beside the head counts so many times what a spot does. */
  private static final float PIECE = 4;

  /** What lies behind the front by more is no feature of the face, world units. */
  private static final double DEPTH = 0.05;

  /** Pixels of a cell in which the front is looked for, and around a feature that is left out. */
  private static final int CELL = 4;

  /** Kinds of Gaussians: features of the face, its skin, anything else. */
  private static final byte FEATURE = 1;

  private static final byte SKIN = 2;
  private static final byte OTHER = 3;

  private final Rasterizer rasterizer;

  SideViews(Rasterizer rasterizer) {
    this.rasterizer = rasterizer;
  }

  /**
   * Adds the gradient of what a head shows from a random side.
   *
   * @param from where a frame sees it from
   * @param kinds of Gaussians, as {@link #kinds} finds them
   * @param skin whether only skin is asked for something that a frame shows, and no piece
   * @param head {@code [n, 14]}
   * @param weight of the loss, a mean over the picture
   * @param back {@code [n, 14]}, added to
   */
  void add(
      Camera from,
      byte[] kinds,
      boolean skin,
      FloatBuffer head,
      float weight,
      SplittableRandom random,
      FloatBuffer back) {
    int n = kinds.length;
    double[] at = from.yawPitch();
    double turn = random.nextDouble(LEAST_YAW, MOST_YAW) * (random.nextBoolean() ? 1 : -1);
    Camera camera = looking(at[0] + turn, at[1] + random.nextDouble(-PITCH, PITCH));
    float[] background = {
      (float) random.nextDouble(-1, 1),
      (float) random.nextDouble(-1, 1),
      (float) random.nextDouble(-1, 1)
    };
    try (Rendering drawn = rasterizer.render(head, n, camera, SIZE, SIZE, background)) {
      boolean[] out = near(camera, head, kinds, k -> k == FEATURE || (skin && k == OTHER));
      if (skin) {
        boolean[] in = near(camera, head, kinds, k -> k == SKIN);
        for (int i = 0; i < out.length; i++) {
          out[i] |= !in[i];
        }
      }
      float piece = skin ? 0 : PIECE;
      drawn.backward(slope(drawn.image(), drawn.alpha(), background, out, weight, piece), back);
    }
  }

  /**
   * The loss's gradient by a picture.
   *
   * @param image {@code [3, S, S]}
   * @param alpha {@code [S, S]}
   * @param out pixels that nothing is asked of
   * @param piece what a piece beside the head counts, spots 1
   */
  static float[] slope(
      float[] image, float[] alpha, float[] background, boolean[] out, float weight, float piece) {
    int pixels = alpha.length;
    int size = (int) Math.round(Math.sqrt(pixels));
    boolean[] seen = new boolean[pixels];
    boolean[] solid = new boolean[pixels];
    for (int i = 0; i < pixels; i++) {
      seen[i] = alpha[i] > SEEN;
      solid[i] = alpha[i] > SOLID;
    }
    boolean[] head = Masks.of(Masks.largest(Masks.pieces(solid, size)), size);
    boolean[] inner = Masks.inner(filled(head, size), size, EDGE);
    boolean[] asked = new boolean[pixels];
    for (int i = 0; i < pixels; i++) {
      asked[i] = inner[i] && !out[i];
    }
    List<int[]> pieces = Masks.pieces(seen, size);
    int[] whole = Masks.largest(pieces);
    float[] slope = new float[3 * pixels];
    float each = weight / (3 * pixels);
    for (int c = 0; c < 3; c++) {
      int[] values = new int[pixels];
      for (int i = 0; i < pixels; i++) {
        values[i] = Math.round(Math.max(0, Math.min(255, (image[c * pixels + i] + 1) * 127.5f)));
      }
      int[] medians = Masks.medians(values, head, asked, size, WINDOW);
      for (int i = 0; i < pixels; i++) {
        int off = values[i] - medians[i];
        if (medians[i] >= 0 && Math.abs(off) > EVEN) {
          slope[c * pixels + i] = each * Integer.signum(off);
        }
      }
      for (int[] beside : pieces) {
        for (int i : beside == whole ? new int[0] : beside) {
          slope[c * pixels + i] = piece * each * Math.signum(image[c * pixels + i] - background[c]);
        }
      }
    }
    return slope;
  }

  /**
   * Gaussians that no frame shows, since they lie beyond the crop, and that are no head: those that
   * hang beside it or stick out of it like threads, wherever it is looked at from, and those that
   * tuning has painted like the background over which it draws.
   *
   * @param seen pixels' worth of what frames show of each
   */
  boolean[] loose(FloatBuffer head, int n, double[] seen) {
    boolean[] loose = painted(head, n, seen);
    FloatBuffer rest = Lifting.buffer(n);
    rest.put(0, head, 0, n * Gaussians.FLOATS);
    for (int i = 0; i < n; i++) {
      if (loose[i]) {
        rest.put(i * Gaussians.FLOATS + Gaussians.OPACITY, Lifting.GONE);
      }
    }
    boolean[] beside =
        beside(
            rest,
            n,
            drawn -> {
              boolean[] cover = new boolean[SIZE * SIZE];
              for (int i = 0; i < cover.length; i++) {
                cover[i] = drawn.alpha()[i] > SEEN;
              }
              boolean[] whole = Masks.of(Masks.largest(Masks.pieces(cover, SIZE)), SIZE);
              boolean[] thick = Masks.inner(whole, SIZE, THREAD);
              return Masks.inner(Masks.not(thick), SIZE, THREAD);
            });
    for (int i = 0; i < n; i++) {
      loose[i] |= seen[i] < Lifting.DOUBT && beside[i];
    }
    return loose;
  }

  /**
   * What no frame shows, is white and lies beside what is not, of people who have nothing white.
   */
  private boolean[] painted(FloatBuffer head, int n, double[] seen) {
    boolean[] white = new boolean[n];
    double shown = 0;
    double shownWhite = 0;
    boolean any = false;
    for (int i = 0; i < n; i++) {
      white[i] = true;
      for (int c = 0; c < 3; c++) {
        float colour = head.get(i * Gaussians.FLOATS + Gaussians.COLOUR + c);
        white[i] &= 0.5 + Gaussians.SH_C0 * colour > WHITE;
      }
      shown += seen[i];
      shownWhite += white[i] ? seen[i] : 0;
      white[i] &= seen[i] < Lifting.DOUBT;
      any |= white[i];
    }
    if (!any || shownWhite > SOME * shown) {
      return new boolean[n];
    }
    boolean[] beside =
        beside(
            head,
            n,
            drawn -> {
              boolean[] coloured = new boolean[SIZE * SIZE];
              for (int i = 0; i < coloured.length; i++) {
                for (int c = 0; c < 3; c++) {
                  coloured[i] |= drawn.image()[c * coloured.length + i] < 2 * WHITE - 1;
                }
              }
              return Masks.not(
                  filled(Masks.of(Masks.largest(Masks.pieces(coloured, SIZE)), SIZE), SIZE));
            });
    for (int i = 0; i < n; i++) {
      white[i] &= beside[i];
    }
    return white;
  }

  /**
   * Gaussians most of which lies outside, wherever the head is looked at from.
   *
   * @param outside pixels, of a picture over white
   */
  private boolean[] beside(FloatBuffer head, int n, Function<Rendering, boolean[]> outside) {
    double[] all = new double[n];
    double[] out = new double[n];
    boolean[] every = new boolean[SIZE * SIZE];
    Arrays.fill(every, true);
    for (double yaw : LOOKS) {
      for (double pitch : new double[] {0, PITCH}) {
        Camera camera = looking(yaw, pitch);
        try (Rendering drawn = rasterizer.render(head, n, camera, SIZE, SIZE, Colours.white())) {
          show(drawn, every, n, all);
          show(drawn, outside.apply(drawn), n, out);
        }
      }
    }
    boolean[] beside = new boolean[n];
    for (int i = 0; i < n; i++) {
      beside[i] = out[i] > MOSTLY * all[i];
    }
    return beside;
  }

  /** A colour's gradient by the sum of some pixels is how much of them a Gaussian makes. */
  private static void show(Rendering drawn, boolean[] pixels, int n, double[] into) {
    float[] ones = new float[3 * pixels.length];
    for (int i = 0; i < ones.length; i++) {
      ones[i] = pixels[i % pixels.length] ? 1 : 0;
    }
    FloatBuffer gradients = Lifting.buffer(n);
    drawn.backward(ones, gradients);
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < 3; c++) {
        into[i] += gradients.get(i * Gaussians.FLOATS + Gaussians.COLOUR + c);
      }
    }
  }

  /** A camera that sees what lies beyond the crop as well. */
  private static Camera looking(double yaw, double pitch) {
    Camera orbit = Camera.orbit(yaw, pitch, 0);
    return Camera.lookAt(orbit.centre(), Camera.lookAtPoint(), ZOOM * Camera.FOCAL);
  }

  /** A mask with its holes closed. */
  private static boolean[] filled(boolean[] mask, int size) {
    return Masks.not(Masks.of(Masks.largest(Masks.pieces(Masks.not(mask), size)), size));
  }

  /** Pixels near Gaussians of some kinds. */
  private static boolean[] near(
      Camera camera, FloatBuffer head, byte[] kinds, IntPredicate wanted) {
    boolean[] near = new boolean[SIZE * SIZE];
    for (int i = 0; i < kinds.length; i++) {
      if (wanted.test(kinds[i])) {
        double[] p = projected(camera, head, i, SIZE);
        int x0 = (int) Math.max(0, p[0] - CELL);
        int x1 = (int) Math.min(SIZE, p[0] + CELL + 1);
        for (int y = (int) Math.max(0, p[1] - CELL); y < Math.min(SIZE, p[1] + CELL); y++) {
          if (x0 < x1) {
            Arrays.fill(near, y * SIZE + x0, y * SIZE + x1, true);
          }
        }
      }
    }
    return near;
  }

  private static double[] projected(Camera camera, FloatBuffer head, int i, int size) {
    int at = i * Gaussians.FLOATS + Gaussians.XYZ;
    return camera.project(head.get(at), head.get(at + 1), head.get(at + 2), size, size);
  }

  /**
   * What Gaussians at the front of a frame's head are: {@link #FEATURE} where it shows eyes, brows,
   * nostrils or the mouth, {@link #SKIN} elsewhere in the face, or {@link #OTHER}; 0 where others
   * are before them.
   *
   * @param camera of the frame, refined
   * @param head in it, {@code [n, 14]}
   */
  static byte[] kinds(TargetFrame t, Camera camera, FloatBuffer head, int n) {
    int size = t.size();
    int cells = (size + CELL - 1) / CELL;
    double[] front = new double[cells * cells];
    Arrays.fill(front, Double.MAX_VALUE);
    double[][] places = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] p = projected(camera, head, i, size);
      boolean inside = p[0] >= 0 && p[1] >= 0 && p[0] < size && p[1] < size;
      if (inside && head.get(i * Gaussians.FLOATS + Gaussians.OPACITY) > 0) {
        int cell = (int) p[1] / CELL * cells + (int) p[0] / CELL;
        front[cell] = Math.min(front[cell], p[2]);
      }
      places[i] = inside ? p : null;
    }
    byte[] kinds = new byte[n];
    for (int i = 0; i < n; i++) {
      double[] p = places[i];
      if (p != null && p[2] < front[(int) p[1] / CELL * cells + (int) p[0] / CELL] + DEPTH) {
        int code = t.region()[(int) p[1] * size + (int) p[0]];
        boolean feature = code >= Regions.EYES || Regions.dark(t.landmarks(), p[0], p[1]);
        kinds[i] = feature ? FEATURE : code == Regions.FACE ? SKIN : OTHER;
      }
    }
    return kinds;
  }
}
