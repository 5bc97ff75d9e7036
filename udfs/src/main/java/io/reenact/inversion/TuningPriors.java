package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.Generator;
import io.reenact.generator.Synthesis;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What joint tuning knows of heads that no frame shows: from the side they have neither holes nor
 * loose pieces ({@link SideViews}), what lies beside each other changes alike ({@link Coherence}),
 * and a person changes alike whoever's expression they wear ({@link Constancy}). Only the weights
 * hear of it, when they move next.
 */
final class TuningPriors {
  /** At every so many steps the head is looked at from a side as well. */
  static final int SIDE_EVERY = 2;

  /** At every so many steps what tuning changes is compared; a multiple of the former. */
  static final int CHANGE_EVERY = 4;

  private final Cohort cohort;
  private final FrameDraw<Cohort.Owned> draw;
  private final Generator untuned;
  private final SideViews sides;
  private final float side;
  private final float coherence;
  private final float constancy;
  private final Coherence.Pairs pairs;

  /**
   * @param draw of frames of all people
   * @param untuned the generator as it was before tuning; stays the caller's; null unless {@link
   *     #compares}
   */
  TuningPriors(Cohort cohort, FrameDraw<Cohort.Owned> draw, Generator untuned) {
    Weights weights = cohort.settings.weights();
    this.cohort = cohort;
    this.draw = draw;
    this.untuned = untuned;
    this.side = (float) weights.of("tuning_sides");
    this.coherence = Coherence.wanted(cohort) ? (float) weights.of("tuning_coherence") : 0;
    this.constancy = Constancy.wanted(cohort) ? (float) weights.of("tuning_constancy") : 0;
    this.sides =
        side != 0 && cohort.painter instanceof GaussianPainter p
            ? new SideViews(p.rasterizer())
            : null;
    this.pairs = coherence != 0 ? Coherence.Pairs.of(untuned) : null;
  }

  /** Whether heads are compared with those of the generator as it was. */
  static boolean compares(Cohort cohort) {
    return Coherence.wanted(cohort) || Constancy.wanted(cohort);
  }

  /**
   * Adds to the weights' gradients.
   *
   * @param step of tuning, from 1
   * @param loss of the last one, which progress tells
   */
  void add(int step, double loss) {
    boolean looks = sides != null && step % SIDE_EVERY == 0;
    boolean compares = (coherence != 0 || constancy != 0) && step % CHANGE_EVERY == 0;
    if (!looks && !compares) {
      return;
    }
    long seed = cohort.settings.run().seed();
    SplittableRandom random = Draws.at(seed, 8, step);
    Cohort.Owned o = draw.draw(random);
    List<float[]> latents = new ArrayList<>();
    if (looks || constancy != 0) {
      latents.add(Cohort.latent(o.person().anchor, o.clip().offsets, o.frame()));
    }
    if (compares) {
      Cohort.Owned other = other(o, Draws.at(seed, 9, step));
      latents.add(Cohort.latent(o.person().anchor, other.clip().offsets, other.frame()));
    }
    StepTimes times = cohort.step.times();
    double price = 0;
    long t = System.nanoTime();
    try (Synthesis made = cohort.generator.synthesize(latents.toArray(float[][]::new), true)) {
      FloatBuffer gradient = made.gradientBuffer();
      t = times.lap(StepTimes.GENERATOR, t);
      if (looks) {
        look(o, made, made.slice(gradient, 0), random);
        times.rendered(1);
        price += cohort.meter.prices().side();
        t = times.lap(StepTimes.RASTERIZER, t);
      }
      if (compares) {
        compare(latents, made, gradient);
        price += cohort.meter.prices().comparison();
      }
      made.backward(gradient);
      times.lap(StepTimes.GENERATOR, t);
    }
    cohort.meter.add(price, step, cohort.settings.tuning().tuningSteps(), loss);
  }

  /** A frame of anyone or, to see whether a person stays the same under it, of somebody else. */
  private Cohort.Owned other(Cohort.Owned own, SplittableRandom random) {
    Cohort.Owned other;
    do {
      other = draw.draw(random);
    } while (constancy != 0 && other.person() == own.person());
    return other;
  }

  private void look(Cohort.Owned o, Synthesis made, FloatBuffer back, SplittableRandom random) {
    FloatBuffer head = made.gaussians(0);
    Camera camera = Cohort.camera(o.clip().motions, o.frame());
    byte[] kinds = SideViews.kinds(o.frame(), camera, head, made.count());
    sides.add(camera, kinds, true, head, side, random, back);
  }

  private void compare(List<float[]> latents, Synthesis made, FloatBuffer gradient) {
    int last = latents.size() - 1;
    int first = constancy != 0 ? 0 : last;
    try (Synthesis plain =
        untuned.synthesize(latents.subList(first, latents.size()).toArray(float[][]::new), false)) {
      float[] change = change(made.gaussians(last), plain.gaussians(last - first));
      FloatBuffer back = made.slice(gradient, last);
      if (coherence != 0) {
        Coherence.add(change, pairs, coherence, back);
      }
      if (constancy != 0) {
        Constancy.add(change(made.gaussians(0), plain.gaussians(0)), change, constancy, back);
      }
    }
  }

  /** What tuning has made of a head, {@code [n, 14]}. */
  static float[] change(FloatBuffer tuned, FloatBuffer plain) {
    float[] change = new float[plain.capacity() / Gaussians.FLOATS * Gaussians.FLOATS];
    tuned.get(0, change);
    for (int i = 0; i < change.length; i++) {
      change[i] -= plain.get(i);
    }
    return change;
  }
}
