package io.reenact.inversion;

import io.reenact.face.Regions;
import io.reenact.generator.GaussianPainter;
import io.reenact.maths.NearestPoints;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rendering;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A change of every Gaussian's position, shape, colour and opacity, the same in all frames, by
 * descent on pictures over random backgrounds: hair, clothes and outlines that no latent has. It is
 * Adam, but a Gaussian that pictures hardly show takes hardly a step, and neighbours move alike, so
 * that what is seen from the side neither tears nor stays behind.
 */
final class ResidualDescent {
  private static final int FLOATS = Gaussians.FLOATS;
  static final int NEIGHBOURS = 8;
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.99;

  /** Of the mean size of a channel's gradients: below it steps shrink. */
  static final double DAMPING = 0.5;

  /** Rates at the first step; they decay to a tenth. */
  private static final double[] RATES = {
    4e-4, 4e-4, 4e-4, 8e-3, 8e-3, 8e-3, 4e-3, 4e-3, 4e-3, 4e-3, 2e-2, 2e-2, 2e-2, 4e-2
  };

  private static final double LAST = 0.1;

  /** How much of its neighbours' mean change a Gaussian takes at each step. */
  static final double[] ALIKE = {
    0.03, 0.03, 0.03, 0.015, 0.015, 0.015, 6e-3, 6e-3, 6e-3, 6e-3, 3e-3, 3e-3, 3e-3, 6e-3
  };

  /** Views of a step. */
  static final int BATCH = 2;

  /**
   * At every so many steps the head is looked at from a side that no view has, and in between under
   * an expression that none has.
   */
  static final int SIDE_EVERY = 2;

  /** What that counts beside the pixels of a view; spots are few pixels of many. */
  private static final float SIDE = 20;

  private static final float UNSEEN = 10;

  /**
   * What a pixel counts, by region: outlines more than in other phases, since nothing else gives a
   * head its hair and its clothes; lids and irises less than the face, since what is painted there
   * stays.
   */
  private static final float[] REGIONS = regions();

  private final GaussianPainter painter;
  private final UnseenExpressions unseen;
  private final boolean compiled = CompiledDescent.available();
  private final long seed;

  /**
   * @param unseen expressions of the same person
   * @param seed of the draw of views and backgrounds
   */
  ResidualDescent(GaussianPainter painter, UnseenExpressions unseen, long seed) {
    this.painter = painter;
    this.unseen = unseen;
    this.seed = seed;
  }

  private static float[] regions() {
    float[] weights = new float[Regions.COUNT];
    weights[Regions.INVALID] = 0.05f;
    weights[Regions.BACKGROUND] = 0.4f;
    weights[Regions.BODY] = 0.4f;
    weights[Regions.HEAD] = 1;
    weights[Regions.FACE] = 1.5f;
    weights[Regions.EYES] = 0.5f;
    weights[Regions.MOUTH] = 1.5f;
    return weights;
  }

  /**
   * Descends.
   *
   * @param views that are to be reproduced
   * @param heads of each view without the change, {@code [N, 14]}
   * @param base mean of the heads
   * @param change {@code [N, 14]}, moved
   * @param told hears of each step
   */
  void run(
      List<Lifting.View> views,
      List<FloatBuffer> heads,
      float[] base,
      float[] change,
      int steps,
      Runnable told) {
    int n = change.length / FLOATS;
    int[] near = NearestPoints.of(base, FLOATS, NEIGHBOURS);
    float[] mean = new float[change.length];
    float[] variance = new float[change.length];
    float[] gradient = new float[change.length];
    FloatBuffer head = Lifting.buffer(n);
    FloatBuffer back = Lifting.buffer(n);
    float[] zeros = new float[change.length];
    int[] order = new int[views.size()];
    byte[][] kinds = new byte[views.size()][];
    SideViews sides = new SideViews(painter.rasterizer());
    for (int step = 1; step <= steps; step++) {
      SplittableRandom random = Draws.at(seed, 6, step);
      back.put(0, zeros);
      for (int b = 0; b < Math.min(BATCH, views.size()); b++) {
        int v = next(order, (step - 1) * Math.min(BATCH, views.size()) + b, random);
        for (int i = 0; i < change.length; i++) {
          head.put(i, heads.get(v).get(i) + change[i]);
        }
        add(views.get(v), head, n, random, back);
        if (b == 0 && step % SIDE_EVERY == 0) {
          Lifting.View view = views.get(v);
          if (kinds[v] == null) {
            kinds[v] = SideViews.kinds(view.target(), view.camera(), head, n);
          }
          sides.add(view.camera(), kinds[v], false, head, SIDE, random, back);
        }
      }
      if (step % SIDE_EVERY != 0) {
        unseen.add(change, UNSEEN, random, back);
      }
      back.get(0, gradient);
      move(change, gradient, mean, variance, step, steps);
      smooth(change, near);
      told.run();
    }
  }

  /** Every view once, in random order, then again. */
  private static int next(int[] order, int draw, SplittableRandom random) {
    int at = draw % order.length;
    if (at == 0) {
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
    }
    return order[at];
  }

  private void add(
      Lifting.View view, FloatBuffer head, int n, SplittableRandom random, FloatBuffer back) {
    TargetFrame t = view.target();
    int size = t.size();
    float[] background = {
      (float) random.nextDouble(-1, 1),
      (float) random.nextDouble(-1, 1),
      (float) random.nextDouble(-1, 1)
    };
    float[] target = new float[3 * size * size];
    t.composite(background, target);
    float[] slope = new float[target.length];
    try (Rendering drawn =
        painter.rasterizer().render(head, n, view.camera(), size, size, background)) {
      new PixelLoss(size).add(drawn.image(), target, t.region(), REGIONS, 1, slope);
      drawn.backward(slope, back);
    }
  }

  private void move(
      float[] change, float[] gradient, float[] mean, float[] variance, int step, int steps) {
    double factor = 1 - (1 - LAST) * step / steps;
    double one = 1 - Math.pow(BETA1, step);
    double two = 1 - Math.pow(BETA2, step);
    int n = change.length / FLOATS;
    double[] rates = new double[FLOATS];
    for (int c = 0; c < FLOATS; c++) {
      rates[c] = factor * RATES[c];
    }
    if (!compiled) {
      move(change, gradient, mean, variance, n, one, two, rates);
    } else if (CompiledDescent.move(
            change, gradient, mean, variance, n, BETA1, BETA2, one, two, DAMPING, rates)
        < 0) {
      throw new OutOfMemoryError("no room for a step of Gaussians");
    }
  }

  /**
   * A step of all Gaussians.
   *
   * @param change moved
   * @param mean of gradients, damped; changed
   * @param variance of gradients, damped; changed
   * @param one what the mean lacks of its full size after so many steps
   * @param two what the variance lacks
   * @param rates by channel
   */
  static void move(
      float[] change,
      float[] gradient,
      float[] mean,
      float[] variance,
      int n,
      double one,
      double two,
      double[] rates) {
    double[] size = new double[FLOATS];
    for (int i = 0; i < change.length; i++) {
      double g = gradient[i];
      mean[i] = (float) (BETA1 * mean[i] + (1 - BETA1) * g);
      variance[i] = (float) (BETA2 * variance[i] + (1 - BETA2) * g * g);
      size[i % FLOATS] += variance[i] / n;
    }
    for (int i = 0; i < change.length; i++) {
      int c = i % FLOATS;
      double own = Math.sqrt(variance[i] / two) + DAMPING * Math.sqrt(size[c] / two) + 1e-12;
      change[i] -= (float) (rates[c] * (mean[i] / one) / own);
    }
  }

  private void smooth(float[] change, int[] near) {
    float[] before = change.clone();
    int n = change.length / FLOATS;
    if (!compiled) {
      smooth(change, before, near, n);
    } else if (CompiledDescent.smooth(change, before, near, n, ALIKE) < 0) {
      throw new OutOfMemoryError("no room to smooth Gaussians");
    }
  }

  /**
   * Every Gaussian takes some of its neighbours' mean change.
   *
   * @param before the changes, kept
   * @param near {@link #NEIGHBOURS} of each
   */
  static void smooth(float[] change, float[] before, int[] near, int n) {
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < FLOATS; c++) {
        double sum = 0;
        for (int k = 0; k < NEIGHBOURS; k++) {
          sum += before[near[i * NEIGHBOURS + k] * FLOATS + c];
        }
        int at = i * FLOATS + c;
        change[at] += (float) (ALIKE[c] * (sum / NEIGHBOURS - before[at]));
      }
    }
  }
}
