// Four numbers at a time: io.reenact.maths.Elementary, operation by operation in the same order, since every C library
// rounds exp and log in its own way.
#pragma once
#include "native.h"

typedef double D __attribute__((vector_size(32)));
typedef long long L __attribute__((vector_size(32)));

INLINE D all(double v) { return D{v, v, v, v}; }
INLINE L bits(D v) { return (L)v; }

INLINE D most(D a, D b) { return a > b ? a : b; }
INLINE D least(D a, D b) { return a < b ? a : b; }

// Elementary.exp.
INLINE D exp(D v) {
  v = least(all(700), most(all(-700), v));
  D t = v * all(0x1.71547652b82fep0) + all(0x1.8p52);
  D n = t - all(0x1.8p52);
  D r = (v - n * all(0x1.62e42feep-1)) - n * all(0x1.a39ef35793c76p-33);
  D p = r * all(0x1.6124613a86d09p-33) + all(0x1.1eed8eff8d898p-29);
  p = p * r + all(0x1.ae64567f544e4p-26);
  p = p * r + all(0x1.27e4fb7789f5cp-22);
  p = p * r + all(0x1.71de3a556c734p-19);
  p = p * r + all(0x1.a01a01a01a01ap-16);
  p = p * r + all(0x1.a01a01a01a01ap-13);
  p = p * r + all(0x1.6c16c16c16c17p-10);
  p = p * r + all(0x1.1111111111111p-7);
  p = p * r + all(0x1.5555555555555p-5);
  p = p * r + all(0x1.5555555555555p-3);
  p = p * r + all(0.5);
  p = p * r + all(1);
  p = p * r + all(1);
  return (D)((bits(t) << 52) + bits(p));
}

// Elementary.log.
INLINE D log(D v) {
  const L half = bits(all(0x1.6a09e667f3bcdp-1));
  L k = (bits(v) - half) >> 52;
  D m = (D)(bits(v) - (k << 52));
  D e = (D)(k + bits(all(0x1.8p52))) - all(0x1.8p52);
  D s = (m - all(1)) / (m + all(1));
  D z = s * s;
  D p = z * all(1.0 / 21) + all(1.0 / 19);
  p = p * z + all(1.0 / 17);
  p = p * z + all(1.0 / 15);
  p = p * z + all(1.0 / 13);
  p = p * z + all(1.0 / 11);
  p = p * z + all(1.0 / 9);
  p = p * z + all(1.0 / 7);
  p = p * z + all(1.0 / 5);
  p = p * z + all(1.0 / 3);
  p = p * z + all(1);
  return e * all(0x1.62e42feep-1) + (all(2) * s * p + e * all(0x1.a39ef35793c76p-33));
}
