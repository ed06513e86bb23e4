// What follows an affine layer, in one pass over the memory; see CKernels.h.

// Whether the eight elements from an index on are kept: all ones, or zero.
INLINE i8 FN(kept)(uint32_t index, const struct ck_shaping *s) {
  return (i8)(FN(hash)(index, s->first, s->second) >= s->limit);
}

// The derivative of y by v, for eight elements from an index on.
INLINE v8 FN(slopes)(v8 v, const struct ck_shaping *s, uint32_t index, v8 factors) {
  i8 above = (i8)(v > SPLAT(0));
  v8 slope = (v8)(((i8)SPLAT(1) & above) | ((i8)SPLAT(s->slope) & ~above));
  return s->limit ? (v8)((i8)(slope * factors) & FN(kept)(index, s)) : slope * factors;
}

// Up to eight numbers, where a row ends.
INLINE v8 FN(load)(const float *p, ptrdiff_t count) {
  if (count >= 8) return LOAD(p);
  v8 x = {0};
  memcpy(&x, p, count * sizeof(float));
  return x;
}

INLINE void FN(store)(float *p, v8 x, ptrdiff_t count) {
  if (count >= 8) STORE(p, x);
  else memcpy(p, &x, count * sizeof(float));
}

static void FN(shape)(
    const float *x, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s, float *y) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    for (ptrdiff_t c = 0; c < channels; c += 8) {
      ptrdiff_t some = channels - c, at = i * channels + c;
      v8 v = FN(load)(x + at, some) * FN(load)(s.scale + c, some) + FN(load)(s.shift + c, some);
      v8 slope = FN(slopes)(v, &s, s.index + (uint32_t)at, FN(load)(s.factors + c, some));
      FN(store)(y + at, v * slope, some);
    }
  }
}

static void FN(unshape)(
    const float *x, float *d, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s,
    const float *mean, const float *centre, const float *along) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    for (ptrdiff_t c = 0; c < channels; c += 8) {
      ptrdiff_t some = channels - c, at = i * channels + c;
      v8 value = FN(load)(x + at, some), scale = FN(load)(s.scale + c, some);
      v8 v = value * scale + FN(load)(s.shift + c, some);
      v8 slope = FN(slopes)(v, &s, s.index + (uint32_t)at, FN(load)(s.factors + c, some));
      v8 g = FN(load)(d + at, some) * slope - FN(load)(centre + c, some);
      v8 off = value - FN(load)(mean + c, some);
      FN(store)(d + at, scale * g - off * FN(load)(along + c, some), some);
    }
  }
}

#define SUMS_BY_CHANNEL(first, second)                                                        \
  for (ptrdiff_t left = 0; left < channels; left += stripe) {                             \
    ptrdiff_t end = channels - left < stripe ? channels : left + stripe;              \
    for (ptrdiff_t top = 0; top < rows; top += rows_in_float) {                           \
      ptrdiff_t bottom = rows - top < rows_in_float ? rows : top + rows_in_float;     \
      v8 a[stripe / 8], b[stripe / 8];                                                \
      for (ptrdiff_t j = 0; j < stripe / 8; j++) a[j] = b[j] = SPLAT(0);                  \
      for (ptrdiff_t i = top; i < bottom; i++) {                                              \
        for (ptrdiff_t c = left; c < end; c += 8) {                                           \
          ptrdiff_t some = end - c, at = i * channels + c;                                    \
          v8 one, other;                                                                      \
          TERMS(one, other)                                                                   \
          a[(c - left) / 8] += one;                                                           \
          b[(c - left) / 8] += other;                                                         \
        }                                                                                     \
      }                                                                                       \
      for (ptrdiff_t c = left; c < end; c++) {                                                \
        first[c] += (double)a[(c - left) / 8][(c - left) % 8];                                \
        second[c] += (double)b[(c - left) / 8][(c - left) % 8];                               \
      }                                                                                       \
    }                                                                                         \
  }

static void FN(add_columns)(
    const float *x, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t columns, double *sums) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    for (ptrdiff_t j = 0; j < columns; j++) sums[j] += x[i * row + j];
  }
}

static void FN(moments)(
    const float *x, ptrdiff_t rows, ptrdiff_t channels, const float *origin, double *sums,
    double *squares) {
#define TERMS(one, other)                                     \
  one = FN(load)(x + at, some) - FN(load)(origin + c, some);  \
  other = one * one;
  SUMS_BY_CHANNEL(sums, squares)
#undef TERMS
}

static void FN(shaped_sums)(
    const float *x, const float *dy, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s,
    const float *mean, double *sums, double *products) {
#define TERMS(one, other)                                                                      \
  v8 value = FN(load)(x + at, some);                                                           \
  v8 v = value * FN(load)(s.scale + c, some) + FN(load)(s.shift + c, some);                    \
  v8 slope = FN(slopes)(v, &s, s.index + (uint32_t)at, FN(load)(s.factors + c, some));         \
  one = FN(load)(dy + at, some) * slope;                                                       \
  other = one * (value - FN(load)(mean + c, some));
  SUMS_BY_CHANNEL(sums, products)
#undef TERMS
}

#undef SUMS_BY_CHANNEL
