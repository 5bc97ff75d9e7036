package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.GaussianTables;
import io.reenact.generator.Synthesis;
import io.reenact.maths.Elementary;
import io.reenact.splat.Colours;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rendering;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/**
 * What frames show beyond the latent's reach (moles, hairline, beard, make-up, hair, clothes), as a
 * change of the Gaussians that all heads of the generator have in common. Colours come first: each
 * round draws the frames and gives every Gaussian the mean of the errors of the pixels that it
 * covers, weighted by how much of each pixel's colour is its own, over all frames (simultaneous
 * iterative reconstruction, Gilbert 1972); what no frame shows follows what is near it. These sums
 * are independent of the frames' order, up to rounding. Then {@link ResidualDescent} moves, shapes
 * and fades Gaussians as well.
 */
final class Lifting {
  static final String PHASE = "lifting";

  private static final int BATCH = 8;
  private static final int CHANNELS = 3;

  /** Pixels' worth of doubt: a Gaussian that is hardly seen is hardly changed. */
  static final double DOUBT = 0.5;

  /** Pixels' worth from which on a Gaussian's own change counts more than that of those near it. */
  private static final double TRUSTED = 3;

  /** How near that is: world units, and units of colour coefficients. */
  private static final double NEAR = 0.1;

  private static final double ALIKE = 0.5;

  /** Over-relaxation; below 2. */
  private static final double STRIDE = 1.5;

  /** Pixels with less of the person in them are left out: they show the background as well. */
  private static final int INSIDE = 0xe6;

  /** How much of the work is descent, as it is by default. */
  private static final double DESCENT = 0.6;

  /** Lids, irises and lips move over each other. */
  private static final float MOVING = 0.5f;

  /** Logit of an opacity that draws nothing. */
  static final float GONE = -8;

  /** How far above black colours stay, coefficients. */
  private static final float LEAST = 0.02f;

  /** A frame that is looked at. */
  record View(float[] latent, Camera camera, TargetFrame target) {}

  private final GaussianPainter painter;
  private final GaussianTables tables;

  /** Of one picture at a time, {@code [N, 14]}. */
  private final FloatBuffer gradients;

  private final float[] zeros;

  Lifting(GaussianPainter painter, GaussianTables tables) {
    this.painter = painter;
    this.tables = tables;
    this.zeros = new float[painter.generator().bundle().manifest().gaussians() * Gaussians.FLOATS];
    this.gradients = buffer(zeros.length / Gaussians.FLOATS);
  }

  /**
   * Finds the change and adds it to the generator's weights.
   *
   * @param anchor the person's
   * @param rounds of drawing and mending colours
   * @param steps of descent that follow
   * @param seed of their draw
   * @param told hears of parts of the work, which sum to 1
   * @return what was added, FP16 safetensors
   */
  byte[] lift(
      float[] anchor, List<View> views, int rounds, int steps, long seed, DoubleConsumer told) {
    int n = painter.generator().bundle().manifest().gaussians();
    List<FloatBuffer> heads = heads(views);
    float[] change = new float[n * Gaussians.FLOATS];
    double[] seen = new double[n];
    float[] base = mean(heads, n);
    double rest = steps == 0 ? 0 : rounds == 0 ? 1 : DESCENT;
    // What frames show of each Gaussian is wanted in any case.
    for (int round = 0; round < Math.max(1, rounds); round++) {
      told.accept(rounds == 0 ? 0 : (1 - rest) / rounds);
      double[] sums = new double[n * CHANNELS];
      double[] weights = new double[n * CHANNELS];
      for (int v = 0; v < views.size(); v++) {
        add(views.get(v), heads.get(v), sums, weights);
      }
      for (int i = 0; i < n; i++) {
        seen[i] = 0;
        for (int c = 0; c < CHANNELS; c++) {
          seen[i] = Math.max(seen[i], weights[i * CHANNELS + c] / (2 * Gaussians.SH_C0));
          int k = i * CHANNELS + c;
          // From gradients by the colour coefficient to the errors' weighted mean in its unit.
          double unit = 2 * Gaussians.SH_C0;
          double mean = sums[k] / unit / (unit * (weights[k] / unit + DOUBT));
          int at = i * Gaussians.FLOATS + Gaussians.COLOUR + c;
          float before = base[at] + change[at];
          float step = rounds == 0 ? 0 : within(before + (float) (STRIDE * mean), before) - before;
          change[at] += step;
          for (FloatBuffer head : heads) {
            head.put(at, head.get(at) + step);
          }
        }
      }
    }
    spread(change, base, seen);
    if (steps > 0) {
      List<FloatBuffer> before = heads(views);
      UnseenExpressions unseen = new UnseenExpressions(painter, anchor, before, seed);
      new ResidualDescent(painter, unseen, seed)
          .run(views, before, base, change, steps, () -> told.accept(rest / steps));
      fade(change, base, seen);
    }
    return tables.add(change);
  }

  /** What no frame shows and hangs beside the head is not there. */
  private void fade(float[] change, float[] base, double[] seen) {
    FloatBuffer head = buffer(seen.length);
    for (int i = 0; i < change.length; i++) {
      head.put(i, base[i] + change[i]);
    }
    boolean[] loose = new SideViews(painter.rasterizer()).loose(head, seen.length, seen);
    for (int i = 0; i < loose.length; i++) {
      int at = i * Gaussians.FLOATS + Gaussians.OPACITY;
      if (loose[i]) {
        change[at] = Math.min(change[at], GONE - base[at]);
      }
    }
  }

  /**
   * What is not seen takes the change of what is seen near it and looks like it: a cheek's far side
   * that of the cheek.
   *
   * @param change {@code [N, 14]}, changed
   * @param base Gaussians before the change
   * @param seen pixels' worth of what all frames show of each
   */
  private static void spread(float[] change, float[] base, double[] seen) {
    int n = seen.length;
    int[] shown = IntStream.range(0, n).filter(j -> seen[j] >= DOUBT).toArray();
    // Side by side, with room at the end that counts nothing: blending runs millions of times.
    int room = (shown.length + 3) / 4 * 4;
    double[] places = new double[2 * CHANNELS * room];
    double[] trusts = new double[room];
    double[] floors = new double[room];
    double[] found = new double[CHANNELS * room];
    double[] own = new double[2 * CHANNELS];
    for (int k = 0; k < shown.length; k++) {
      int j = shown[k];
      place(base, j, own);
      for (int c = 0; c < own.length; c++) {
        places[c * room + k] = own[c];
      }
      trusts[k] = seen[j] / (seen[j] + TRUSTED);
      floors[k] = 1e-12;
      for (int c = 0; c < CHANNELS; c++) {
        found[c * room + k] = change[j * Gaussians.FLOATS + Gaussians.COLOUR + c];
      }
    }
    double[] sums = new double[1 + CHANNELS];
    for (int i = 0; i < n; i++) {
      double trust = seen[i] / (seen[i] + TRUSTED);
      if (trust > 0.98) {
        continue;
      }
      place(base, i, own);
      if (!CompiledDescent.available()) {
        blend(places, trusts, floors, found, room, own, sums);
      } else if (CompiledDescent.blend(places, trusts, floors, found, room, own, sums) < 0) {
        throw new OutOfMemoryError("no room to spread colours");
      }
      for (int c = 0; c < CHANNELS; c++) {
        int at = i * Gaussians.FLOATS + Gaussians.COLOUR + c;
        change[at] = (float) (trust * change[at] + (1 - trust) * sums[1 + c] / (1e-9 + sums[0]));
      }
    }
  }

  /**
   * Sums what a place is given by those that are shown.
   *
   * @param places in units in which squared differences add up, {@code [6, n]}
   * @param trusts what each counts, n
   * @param floors what it counts however far it is, n
   * @param found changes of colour, {@code [3, n]}
   * @param n a multiple of 4
   * @param own the place, 6
   * @param out gets the sum of weights, and of weighted changes, 4
   */
  static void blend(
      double[] places,
      double[] trusts,
      double[] floors,
      double[] found,
      int n,
      double[] own,
      double[] out) {
    // Sums are kept apart as compiled code has lanes.
    double[] lanes = new double[4 * out.length];
    for (int k = 0; k < n; k++) {
      double far = 0;
      for (int c = 0; c < own.length; c++) {
        double d = places[c * n + k] - own[c];
        far += d * d;
      }
      double weight = trusts[k] * Elementary.exp(-far) + floors[k];
      lanes[k % 4] += weight;
      for (int c = 1; c < out.length; c++) {
        lanes[4 * c + k % 4] += weight * found[(c - 1) * n + k];
      }
    }
    for (int c = 0; c < out.length; c++) {
      out[c] = (lanes[4 * c] + lanes[4 * c + 2]) + (lanes[4 * c + 1] + lanes[4 * c + 3]);
    }
  }

  /** Where a Gaussian is and what colour it has, so that squared differences add up. */
  private static void place(float[] base, int gaussian, double[] into) {
    for (int c = 0; c < CHANNELS; c++) {
      int from = gaussian * Gaussians.FLOATS + c;
      into[c] = base[from] / (Math.sqrt(2) * NEAR);
      into[CHANNELS + c] = base[from + Gaussians.COLOUR] / (Math.sqrt(2) * ALIKE);
    }
  }

  /** A person's key frames, evenly spread over the clips, as they are drawn now. */
  static List<View> views(PersonState person, int most) {
    List<View> all = new ArrayList<>();
    for (PersonState.ClipState c : person.clips) {
      for (int key : c.keys) {
        TargetFrame f = c.input.frames().get(key);
        all.add(
            new View(Cohort.latent(person.anchor, c.offsets, f), Cohort.camera(c.motions, f), f));
      }
    }
    return EncodedFrames.spread(all, most);
  }

  /** A colour that stays one: a Gaussian pushed below black has no gradient to come back by. */
  private static float within(float wanted, float before) {
    float most = (float) (0.5 / Gaussians.SH_C0);
    float least = LEAST - most;
    return Math.max(Math.min(least, before), Math.min(Math.max(most, before), wanted));
  }

  private static float[] mean(List<FloatBuffer> heads, int n) {
    float[] out = new float[n * Gaussians.FLOATS];
    for (FloatBuffer head : heads) {
      for (int i = 0; i < out.length; i++) {
        out[i] += head.get(i) / heads.size();
      }
    }
    return out;
  }

  private List<FloatBuffer> heads(List<View> views) {
    List<FloatBuffer> heads = new ArrayList<>();
    for (int from = 0; from < views.size(); from += BATCH) {
      List<View> part = views.subList(from, Math.min(views.size(), from + BATCH));
      try (Synthesis made =
          painter
              .generator()
              .synthesize(part.stream().map(View::latent).toArray(float[][]::new), false)) {
        for (int i = 0; i < part.size(); i++) {
          heads.add(
              buffer(made.count()).put(0, made.gaussians(i), 0, made.count() * Gaussians.FLOATS));
        }
      }
    }
    return heads;
  }

  private void add(View view, FloatBuffer head, double[] sums, double[] weights) {
    TargetFrame t = view.target;
    int size = t.size();
    int pixels = size * size;
    int n = sums.length / CHANNELS;
    float[] target = new float[3 * pixels];
    t.composite(Colours.white(), target);
    float[] error = new float[3 * pixels];
    float[] counted = new float[3 * pixels];
    try (Rendering drawn =
        painter.rasterizer().render(head, n, view.camera, size, size, Colours.white())) {
      for (int p = 0; p < pixels; p++) {
        float weight = weight(t, p);
        for (int c = 0; c < 3; c++) {
          error[c * pixels + p] = weight * (target[c * pixels + p] - drawn.image()[c * pixels + p]);
          counted[c * pixels + p] = weight;
        }
      }
      collect(drawn, error, n, sums);
      collect(drawn, counted, n, weights);
    }
  }

  private static float weight(TargetFrame t, int pixel) {
    if ((t.matte()[pixel] & 0xff) < INSIDE) {
      return 0;
    }
    return switch (t.region()[pixel]) {
      case Regions.INVALID, Regions.BACKGROUND -> 0;
      case Regions.EYES, Regions.MOUTH -> MOVING;
      default -> 1;
    };
  }

  private void collect(Rendering drawn, float[] pixels, int n, double[] into) {
    drawn.backward(pixels, gradients);
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < CHANNELS; c++) {
        into[i * CHANNELS + c] += gradients.get(i * Gaussians.FLOATS + Gaussians.COLOUR + c);
      }
    }
    // The next one is added to it.
    gradients.put(0, zeros);
  }

  static FloatBuffer buffer(int n) {
    return ByteBuffer.allocateDirect(n * Gaussians.FLOATS * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
