package io.reenact.timing;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The most single-precision arithmetic that this machine's core does through the Vector API. */
final class FmaPeak {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
  private static final int STEPS = 1 << 16;
  private static volatile float sink;

  private FmaPeak() {}

  /** GFLOP/s of one thread, an FMA counted as two. */
  static double gflops() {
    double ms = Timing.medianMillis(0.7, () -> sink = chains(0.999f));
    return 2.0 * 10 * F.length() * STEPS / (ms * 1e6);
  }

  /** Ten independent chains hide the latency of an FMA on all current cores. */
  private static float chains(float factor) {
    FloatVector x = FloatVector.broadcast(F, factor);
    FloatVector y = FloatVector.broadcast(F, 1e-3f);
    FloatVector a = x;
    FloatVector b = x;
    FloatVector c = x;
    FloatVector d = x;
    FloatVector e = x;
    FloatVector f = x;
    FloatVector g = x;
    FloatVector h = x;
    FloatVector i = x;
    FloatVector j = x;
    for (int k = 0; k < STEPS; k++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).lane(0);
  }
}
