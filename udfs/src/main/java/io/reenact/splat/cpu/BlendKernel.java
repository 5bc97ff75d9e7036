package io.reenact.splat.cpu;

import io.reenact.splat.Gaussians;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Blends one Gaussian into eight columns of a tile ({@link Scene#TILE} pixels wide and high), and
 * takes its gradient there.
 *
 * <p>A pixel's transmittance is negative once it has stopped: its size is what is left for the
 * background. Both directions do the same arithmetic in the same order, so both stop at the same
 * Gaussian.
 */
final class BlendKernel {
  static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_256;

  /** Columns that a call handles. */
  static final int LANES = 8;

  /** Pixels a tile; a tile's planes lie one after the other. */
  static final int PLANE = Scene.TILE * Scene.TILE;

  private static final FloatVector COLUMNS =
      FloatVector.fromArray(F, new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 0);
  static final float LOG2_ALPHA_MIN = (float) (Math.log(1 / 255.0) / Math.log(2));
  private static final float ROUND = 12582912f;
  private static final FloatVector SIGN =
      IntVector.broadcast(I, Integer.MIN_VALUE).reinterpretAsFloats();

  private static final VectorMask<Float> HALVES = VectorMask.fromLong(F, 0xF0);
  private static final VectorMask<Float> PAIRS = VectorMask.fromLong(F, 0xCC);
  private static final VectorMask<Float> ODD = VectorMask.fromLong(F, 0xAA);
  private static final VectorShuffle<Float> SWAP_HALVES = VectorShuffle.fromOp(F, i -> i ^ 4);
  private static final VectorShuffle<Float> SWAP_PAIRS = VectorShuffle.fromOp(F, i -> i ^ 2);
  private static final VectorShuffle<Float> SWAP_ODD = VectorShuffle.fromOp(F, i -> i ^ 1);

  private BlendKernel() {}

  /** 2 to the power of e, for e of -126 to 127; a relative error of 2e-7. */
  private static FloatVector exp2(FloatVector e) {
    FloatVector t = e.add(ROUND);
    FloatVector f = e.sub(t.sub(ROUND));
    // Minimax polynomial of 2^f for |f| <= 1/2.
    FloatVector p =
        f.fma(FloatVector.broadcast(F, 1.327647069e-3f), FloatVector.broadcast(F, 9.675541324e-3f))
            .fma(f, FloatVector.broadcast(F, 5.550713278e-2f))
            .fma(f, FloatVector.broadcast(F, 2.402211972e-1f))
            .fma(f, FloatVector.broadcast(F, 6.931469671e-1f))
            .fma(f, FloatVector.broadcast(F, 1f));
    return t.reinterpretAsInts()
        .lanewise(VectorOperators.LSHL, 23)
        .add(p.reinterpretAsInts())
        .reinterpretAsFloats();
  }

  /**
   * Blends rows r0 to r1.
   *
   * @param rec projected Gaussians
   * @param o offset of this one
   * @param px x of the centre of the first column
   * @param py y of the centre of row 0
   * @param at index of the first column in row 0
   * @param tile planes transmittance, r, g, b
   */
  static void blend(float[] rec, int o, float px, float py, int r0, int r1, int at, float[] tile) {
    FloatVector dx = COLUMNS.add(px - rec[o]);
    FloatVector q0 =
        dx.mul(dx).fma(FloatVector.broadcast(F, rec[o + 2]), FloatVector.broadcast(F, rec[o + 5]));
    FloatVector q1 = dx.mul(rec[o + 3]);
    float qc = rec[o + 4];
    float my = rec[o + 1];
    FloatVector red = FloatVector.broadcast(F, rec[o + 6]);
    FloatVector green = FloatVector.broadcast(F, rec[o + 7]);
    FloatVector blue = FloatVector.broadcast(F, rec[o + 8]);
    FloatVector zero = FloatVector.zero(F);
    FloatVector most = FloatVector.broadcast(F, Gaussians.ALPHA_MAX);
    for (int r = r0; r <= r1; r++) {
      int i = at + r * Scene.TILE;
      float dy = py + r - my;
      FloatVector t = FloatVector.fromArray(F, tile, i);
      FloatVector e = q1.add(qc * dy).fma(FloatVector.broadcast(F, dy), q0);
      FloatVector a = exp2(e);
      VectorMask<Float> capped = a.compare(VectorOperators.GE, most);
      a = a.blend(most, capped).blend(zero, e.lt(LOG2_ALPHA_MIN));
      FloatVector w = a.mul(t);
      FloatVector next = t.sub(w);
      VectorMask<Float> stop = next.lt(Gaussians.T_MIN);
      FloatVector stopped =
          t.reinterpretAsInts().or(SIGN.reinterpretAsInts()).reinterpretAsFloats();
      w = w.blend(zero, stop);
      next.blend(stopped, stop).intoArray(tile, i);
      w.fma(red, FloatVector.fromArray(F, tile, i + PLANE)).intoArray(tile, i + PLANE);
      w.fma(green, FloatVector.fromArray(F, tile, i + 2 * PLANE)).intoArray(tile, i + 2 * PLANE);
      w.fma(blue, FloatVector.fromArray(F, tile, i + 3 * PLANE)).intoArray(tile, i + 3 * PLANE);
    }
  }

  /**
   * Takes the gradient over rows r0 to r1, and moves on the transmittance and what is left of the
   * picture.
   *
   * @param tile planes transmittance, U, and the image gradient r, g, b; U is the image gradient
   *     times what lies behind
   * @param sums nine rows of eight lanes that are added to: v, v dx, v dy, v dx dx, v dx dy, v dy
   *     dy, and w g in red, green and blue; v is the gradient to the logarithm of alpha
   */
  static void gradient(
      float[] rec, int o, float px, float py, int r0, int r1, int at, float[] tile, float[] sums) {
    FloatVector dx = COLUMNS.add(px - rec[o]);
    FloatVector q0 =
        dx.mul(dx).fma(FloatVector.broadcast(F, rec[o + 2]), FloatVector.broadcast(F, rec[o + 5]));
    FloatVector q1 = dx.mul(rec[o + 3]);
    float qc = rec[o + 4];
    float my = rec[o + 1];
    FloatVector red = FloatVector.broadcast(F, rec[o + 6]);
    FloatVector green = FloatVector.broadcast(F, rec[o + 7]);
    FloatVector blue = FloatVector.broadcast(F, rec[o + 8]);
    FloatVector zero = FloatVector.zero(F);
    FloatVector most = FloatVector.broadcast(F, Gaussians.ALPHA_MAX);
    FloatVector sv = zero;
    FloatVector sy = zero;
    FloatVector syy = zero;
    FloatVector sr = zero;
    FloatVector sg = zero;
    FloatVector sb = zero;
    for (int r = r0; r <= r1; r++) {
      int i = at + r * Scene.TILE;
      float dy = py + r - my;
      FloatVector t = FloatVector.fromArray(F, tile, i);
      FloatVector e = q1.add(qc * dy).fma(FloatVector.broadcast(F, dy), q0);
      FloatVector a = exp2(e);
      VectorMask<Float> capped = a.compare(VectorOperators.GE, most);
      a = a.blend(most, capped).blend(zero, e.lt(LOG2_ALPHA_MIN));
      FloatVector w = a.mul(t);
      FloatVector next = t.sub(w);
      VectorMask<Float> stop = next.lt(Gaussians.T_MIN);
      FloatVector stopped =
          t.reinterpretAsInts().or(SIGN.reinterpretAsInts()).reinterpretAsFloats();
      w = w.blend(zero, stop);
      next = next.blend(stopped, stop);
      next.intoArray(tile, i);
      FloatVector gr = FloatVector.fromArray(F, tile, i + 2 * PLANE);
      FloatVector gg = FloatVector.fromArray(F, tile, i + 3 * PLANE);
      FloatVector gb = FloatVector.fromArray(F, tile, i + 4 * PLANE);
      FloatVector d = gr.mul(red).add(gg.mul(green)).add(gb.mul(blue));
      FloatVector u = FloatVector.fromArray(F, tile, i + PLANE).sub(w.mul(d));
      u.intoArray(tile, i + PLANE);
      FloatVector v = d.sub(u.div(next)).mul(w).blend(zero, capped);
      FloatVector vy = v.mul(dy);
      sv = sv.add(v);
      sy = sy.add(vy);
      syy = vy.fma(FloatVector.broadcast(F, dy), syy);
      sr = w.fma(gr, sr);
      sg = w.fma(gg, sg);
      sb = w.fma(gb, sb);
    }
    FloatVector sx = sv.mul(dx);
    sv.add(FloatVector.fromArray(F, sums, 0 * LANES)).intoArray(sums, 0 * LANES);
    sx.add(FloatVector.fromArray(F, sums, 1 * LANES)).intoArray(sums, 1 * LANES);
    sy.add(FloatVector.fromArray(F, sums, 2 * LANES)).intoArray(sums, 2 * LANES);
    sx.mul(dx).add(FloatVector.fromArray(F, sums, 3 * LANES)).intoArray(sums, 3 * LANES);
    sy.mul(dx).add(FloatVector.fromArray(F, sums, 4 * LANES)).intoArray(sums, 4 * LANES);
    syy.add(FloatVector.fromArray(F, sums, 5 * LANES)).intoArray(sums, 5 * LANES);
    sr.add(FloatVector.fromArray(F, sums, 6 * LANES)).intoArray(sums, 6 * LANES);
    sg.add(FloatVector.fromArray(F, sums, 7 * LANES)).intoArray(sums, 7 * LANES);
    sb.add(FloatVector.fromArray(F, sums, 8 * LANES)).intoArray(sums, 8 * LANES);
  }

  /**
   * Sums each of nine rows of eight lanes, in a set order (the Vector API's own reduction leaves it
   * open), and clears them.
   *
   * @param to receives nine sums from offset at
   */
  static void reduce(float[] sums, float[] to, int at) {
    FloatVector a = join(row(sums, 0), row(sums, 4), HALVES, SWAP_HALVES);
    FloatVector b = join(row(sums, 1), row(sums, 5), HALVES, SWAP_HALVES);
    FloatVector c = join(row(sums, 2), row(sums, 6), HALVES, SWAP_HALVES);
    FloatVector d = join(row(sums, 3), row(sums, 7), HALVES, SWAP_HALVES);
    a = join(a, c, PAIRS, SWAP_PAIRS);
    b = join(b, d, PAIRS, SWAP_PAIRS);
    join(a, b, ODD, SWAP_ODD).intoArray(to, at);
    FloatVector last = row(sums, 8);
    last = last.add(last.rearrange(SWAP_HALVES));
    last = last.add(last.rearrange(SWAP_PAIRS));
    to[at + 8] = last.add(last.rearrange(SWAP_ODD)).lane(0);
    FloatVector zero = FloatVector.zero(F);
    for (int r = 0; r < 9; r++) {
      zero.intoArray(sums, r * LANES);
    }
  }

  /** Copies nine floats; for so few a loop costs more than the copying. */
  static void copy(float[] from, int o, float[] to, int at) {
    FloatVector.fromArray(F, from, o).intoArray(to, at);
    to[at + 8] = from[o + 8];
  }

  private static FloatVector row(float[] sums, int r) {
    return FloatVector.fromArray(F, sums, r * LANES);
  }

  /** Half of the lanes from a, half from b, each the sum of two lanes. */
  private static FloatVector join(
      FloatVector a, FloatVector b, VectorMask<Float> second, VectorShuffle<Float> swap) {
    return a.blend(b, second).add(b.blend(a, second).rearrange(swap));
  }
}
