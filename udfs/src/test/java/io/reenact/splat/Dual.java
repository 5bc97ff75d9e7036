package io.reenact.splat;

/** A number with the derivative along one direction: forward-mode differentiation. */
record Dual(double v, double d) {
  static Dual of(double v) {
    return new Dual(v, 0);
  }

  Dual add(Dual o) {
    return new Dual(v + o.v, d + o.d);
  }

  Dual sub(Dual o) {
    return new Dual(v - o.v, d - o.d);
  }

  Dual mul(Dual o) {
    return new Dual(v * o.v, d * o.v + v * o.d);
  }

  Dual div(Dual o) {
    return new Dual(v / o.v, (d * o.v - v * o.d) / (o.v * o.v));
  }

  Dual add(double o) {
    return new Dual(v + o, d);
  }

  Dual mul(double o) {
    return new Dual(v * o, d * o);
  }

  Dual exp() {
    return new Dual(Math.exp(v), d * Math.exp(v));
  }

  Dual sqrt() {
    return new Dual(Math.sqrt(v), d / (2 * Math.sqrt(v)));
  }

  /** The same value, seen as a constant. */
  Dual detached() {
    return of(v);
  }
}
