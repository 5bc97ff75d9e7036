package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.generator.Heads;
import io.reenact.maths.Spectrum;
import io.reenact.nn.Autograd;
import io.reenact.splat.Colours;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;

/**
 * Offsets that show the pixels of one person's key frames, by Levenberg and Marquardt's method
 * (Marquardt 1963). A few looks at a frame come further than forty steps of Adam, which knows
 * neither that some directions of w move a picture a thousand times as much as others nor that they
 * do so together.
 *
 * <p>What is minimised is {@link SquaredTerm} plus a prior, the square of an offset's place by
 * {@link OffsetAxes}. The gradient is each frame's own and exact; the curvature (Gauss and
 * Newton's) is the mean of a few frames', from finite differences of pictures, which is near enough
 * for all frames of a head whose weights stay as they are.
 */
final class OffsetDescent {
  /** Looks at each frame after the first. */
  static final int ROUNDS = 6;

  /** Frames whose curvature is taken. */
  static final int PROBES = 4;

  /** Their pictures' pixels a side, about. */
  private static final int PROBED = 128;

  /** How far pictures are apart that are compared, in spreads. */
  private static final double APART = 0.2;

  /** What the prior weighs: two thirds of a level of 255, squared, a spread squared. */
  static final double PRIOR = 3e-5;

  /** Damping in the beginning; what it is divided by after a gain, and multiplied by after none. */
  private static final double DAMPING = 0.5;

  private static final double LEAST_DAMPING = 1e-3;
  private static final double LESS = 2;
  private static final double MORE = 4;

  /** What damping adds to all directions alike, of their mean curvature. */
  private static final double EVENLY = 0.03;

  private static final int BATCH = 8;

  /** Where a key frame stands. */
  private static final class Place {
    float[] offset;
    double loss;
    double[] gradient;
    double damping = DAMPING;
  }

  private final Cohort cohort;
  private final OffsetAxes axes;
  private final SquaredTerm term;
  private final List<LossTerm> terms;
  private final float[] background;
  private double[] curvatures;
  private double[][] directions;

  /**
   * @param axes of the person's offsets
   */
  OffsetDescent(Cohort cohort, OffsetAxes axes) {
    this.cohort = cohort;
    this.axes = axes;
    this.term = new SquaredTerm(1, cohort.settings.emphasis().regions());
    this.terms = List.of(term);
    this.background = cohort.painter.background(Colours.white());
  }

  /** Moves the offsets of key frames, all of one person. */
  void run(List<Cohort.Owned> keys) {
    if (axes.count() == 0 || keys.isEmpty()) {
      return;
    }
    bend(keys);
    cohort.meter.probed(Math.min(PROBES, keys.size()));
    Place[] places = new Place[keys.size()];
    Arrays.setAll(places, k -> new Place());
    for (int round = 0; round <= ROUNDS; round++) {
      double mean = 0;
      for (int from = 0; from < places.length; from += BATCH) {
        List<Cohort.Owned> part = keys.subList(from, Math.min(places.length, from + BATCH));
        RenderStep.Outcome out = cohort.step.run(part.stream().map(this::item).toList());
        for (int i = 0; i < part.size(); i++) {
          float[] offset = part.get(i).offset();
          Place p = places[from + i];
          settle(p, offset, out.losses()[i], out.latents()[i], part.size());
          float[] next = round < ROUNDS ? axes.moved(p.offset, step(p)) : p.offset;
          System.arraycopy(next, 0, offset, 0, next.length);
          mean += p.loss / places.length;
        }
        double price = part.size() * cohort.meter.prices().frame(terms);
        cohort.meter.add(price, round + 1, ROUNDS + 1, mean);
      }
    }
  }

  private RenderStep.Item item(Cohort.Owned o) {
    return new RenderStep.Item(
        Cohort.latent(o.person().anchor, o.clip().offsets, o.frame()),
        Cohort.camera(o.clip().motions, o.frame()),
        o.frame(),
        background,
        terms,
        1,
        null,
        null,
        0);
  }

  /** Keeps the offset if it is better than the best so far. */
  private void settle(Place p, float[] offset, double loss, float[] gradient, int batch) {
    double[] place = axes.place(offset);
    double all = loss;
    for (double far : place) {
      all += PRIOR * far * far;
    }
    if (p.offset == null || all < p.loss) {
      p.loss = all;
      p.offset = offset.clone();
      p.gradient = axes.gradient(gradient);
      for (int k = 0; k < place.length; k++) {
        // Losses of a step are means over its frames.
        p.gradient[k] = batch * p.gradient[k] + 2 * PRIOR * place[k];
      }
      p.damping = Math.max(LEAST_DAMPING, p.damping / LESS);
    } else {
      p.damping *= MORE;
    }
  }

  /** From the best place, in spreads along the axes. */
  private double[] step(Place p) {
    double evenly = EVENLY * Arrays.stream(curvatures).average().orElse(0);
    double[] step = new double[axes.count()];
    for (int k = 0; k < step.length; k++) {
      double along = 0;
      for (int i = 0; i < step.length; i++) {
        along += directions[k][i] * p.gradient[i];
      }
      double curvature = curvatures[k] + 2 * PRIOR;
      double by = along / (curvature * (1 + p.damping) + evenly * p.damping);
      for (int i = 0; i < step.length; i++) {
        step[i] -= by * directions[k][i];
      }
    }
    return step;
  }

  /** Finds the curvature of the loss along the axes, and its own directions among them. */
  private void bend(List<Cohort.Owned> keys) {
    int n = axes.count();
    double[][] sum = new double[n][n];
    int probes = Math.min(PROBES, keys.size());
    for (int m = 0; m < probes; m++) {
      add(keys.get((2 * m + 1) * keys.size() / (2 * probes)), 2.0 / probes, sum);
    }
    Spectrum found = Spectrum.of(new Array2DRowRealMatrix(sum, false));
    curvatures = Arrays.stream(found.values()).map(v -> Math.max(0, v)).toArray();
    directions = found.vectors().transpose().getData();
  }

  /** Adds products of what the axes do to a frame's pixels, {@code factor} times. */
  private void add(Cohort.Owned o, double factor, double[][] to) {
    float[] latent = Cohort.latent(o.person().anchor, o.clip().offsets, o.frame());
    Camera camera = Cohort.camera(o.clip().motions, o.frame());
    TargetFrame frame = o.frame().about(PROBED);
    int n = axes.count();
    float[][] pictures = new float[n + 1][];
    for (int from = 0; from <= n; from += BATCH) {
      float[][] latents = new float[Math.min(BATCH, n + 1 - from)][];
      for (int i = 0; i < latents.length; i++) {
        double[] by = new double[n];
        // The last stays where it is.
        if (from + i < n) {
          by[from + i] = APART;
        }
        latents[i] = axes.moved(latent, by);
      }
      try (Heads heads = cohort.painter.heads(latents)) {
        for (int i = 0; i < latents.length; i++) {
          pictures[from + i] =
              heads.draw(i, camera, frame.size(), frame.size(), background).image();
        }
      }
    }
    double[][] products = products(pictures, term.roots(frame.region()));
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        to[i][k] += factor * (products[i][k] + products[k][i]) / 2;
      }
    }
  }

  /** Of the differences of all pictures to the last, a spread apart. */
  private double[][] products(float[][] pictures, float[] roots) {
    int n = pictures.length - 1;
    float[] middle = pictures[n];
    FloatBuffer differences = Autograd.buffer(n * middle.length);
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < middle.length; i++) {
        differences.put((float) ((pictures[k][i] - middle[i]) / APART) * roots[i % roots.length]);
      }
    }
    try (NDManager manager = cohort.generator.manager().newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray rows = Autograd.wrap(manager, differences.rewind(), new Shape(n, middle.length));
      float[] all = rows.matMul(rows.transpose()).toFloatArray();
      double[][] products = new double[n][n];
      for (int i = 0; i < all.length; i++) {
        products[i / n][i % n] = all[i];
      }
      return products;
    }
  }
}
