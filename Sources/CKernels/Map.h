// What moves the points of a map; see CKernels.h. Included once for each instruction set.

// x^y to 10⁻⁶ of it, for normal x above 0 and a result of 10⁻³⁶ to 10³⁶: 2^(y·log₂ x), by polynomials
// through Chebyshev points whose terms do not wait for each other.
INLINE v8 FN(power_of)(v8 x, float y) {
  i8 bits = (i8)x, exponent = (bits - 0x3f3504f3) >> 23;
  v8 e = __builtin_convertvector(exponent, v8);
  v8 f = (v8)(bits - (exponent << 23)) - SPLAT(1), f2 = f * f;
  v8 low = (SPLAT(1.44269643f) + SPLAT(-0.72136404f) * f) +
           (SPLAT(0.480629147f) + SPLAT(-0.359350653f) * f) * f2;
  v8 high = (SPLAT(0.2956336f) + SPLAT(-0.269506274f) * f) + SPLAT(0.172128731f) * f2;
  v8 z = SPLAT(y) * (e + f * (low + high * (f2 * f2)));
  v8 shifted = z + SPLAT(12582912.f);
  v8 r = z - (shifted - SPLAT(12582912.f)), r2 = r * r;
  v8 p = (SPLAT(1.00000008f) + SPLAT(0.693147207f) * r) +
         (SPLAT(0.240221074f) + SPLAT(0.0555032721f) * r) * r2 +
         (SPLAT(0.0096760371f) + SPLAT(0.00134004322f) * r) * (r2 * r2);
  return (v8)((i8)p + ((i8)shifted << 23));
}

INLINE v8 FN(between)(v8 x, float low, float high) {
  i8 below = (i8)(x < SPLAT(low)), above = (i8)(x > SPLAT(high));
  return (v8)(((i8)x & ~below & ~above) | ((i8)SPLAT(low) & below) | ((i8)SPLAT(high) & above));
}

// Moves eight points, each by one other.
INLINE void FN(step)(
    const float *map, ptrdiff_t d, const int32_t *others, struct ck_curve c, int pulls, float rate,
    float *points, float *away) {
  const float *from[8];
  i8 some;
  for (ptrdiff_t i = 0; i < 8; i++) {
    some[i] = others[i] < 0 ? 0 : -1;
    from[i] = map + (others[i] < 0 ? 0 : others[i]) * d;
  }
  v8 s = SPLAT(1e-30f);
  for (ptrdiff_t t = 0; t < d; t++) {
    v8 other = {from[0][t], from[1][t], from[2][t], from[3][t],
                from[4][t], from[5][t], from[6][t], from[7][t]};
    v8 apart = LOAD(points + 8 * t) - other;
    STORE(away + 8 * t, apart);
    s += apart * apart;
  }
  v8 power = FN(power_of)(s, c.b);
  v8 numerator = pulls ? SPLAT(-2 * c.a * c.b) * power : SPLAT(2 * c.b);
  v8 factor = numerator / ((pulls ? s : SPLAT(0.001f) + s) * (SPLAT(1) + SPLAT(c.a) * power));
  factor = (v8)((i8)factor & some);
  for (ptrdiff_t t = 0; t < d; t++) {
    v8 step = FN(between)(factor * LOAD(away + 8 * t), -4, 4);
    STORE(points + 8 * t, LOAD(points + 8 * t) + SPLAT(rate) * step);
  }
}

// A step waits for the one before it of the same points, but not for that of the other eight.
static void FN(move)(
    const float *map, ptrdiff_t d, const int32_t *others, ptrdiff_t n, struct ck_curve c,
    ptrdiff_t pulls, ptrdiff_t pushes, float rate, float *points, float *away) {
  for (ptrdiff_t k = 0; k < n; k++) {
    for (ptrdiff_t i = 0; i < pulls + pushes; i++, others += 16) {
      FN(step)(map, d, others, c, i < pulls, rate, points, away);
      FN(step)(map, d, others + 8, c, i < pulls, rate, points + 8 * d, away + 8 * d);
    }
  }
}
