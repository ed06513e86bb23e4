// What follows an affine layer, in one pass over the memory; see CKernels.h.

// The derivative of y by v, for eight elements from an index on; `drops` is known when compiling.
INLINE v8 FN(slopes)(
    v8 v, const struct ck_shaping *s, int drops, uint32_t index, v8 factors) {
  i8 above = (i8)(v > SPLAT(0));
  v8 slope = (v8)(((i8)SPLAT(1) & above) | ((i8)SPLAT(s->slope) & ~above)) * factors;
  if (!drops) return slope;
  return (v8)((i8)slope & (i8)(FN(hash)(index, s->first, s->second) >= s->limit));
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

// Does as is said for every eight channels `c`, and for those that are left, `some` of them.
#define EIGHTS(from, to, ...)                                           \
  {                                                                     \
    ptrdiff_t c = from;                                                 \
    for (; c + 8 <= to; c += 8) { const ptrdiff_t some = 8; __VA_ARGS__ } \
    if (c < to) { const ptrdiff_t some = to - c; __VA_ARGS__ }          \
  }

INLINE void FN(shape_rows)(
    const float *x, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s, int drops, float *y) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    EIGHTS(0, channels, {
      const ptrdiff_t at = i * channels + c;
      v8 v = FN(load)(x + at, some) * FN(load)(s.scale + c, some) + FN(load)(s.shift + c, some);
      v8 factors = FN(load)(s.factors + c, some);
      FN(store)(y + at, v * FN(slopes)(v, &s, drops, s.index + (uint32_t)at, factors), some);
    })
  }
}

static void FN(shape)(
    const float *x, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s, float *y) {
  if (s.limit) FN(shape_rows)(x, rows, channels, s, 1, y);
  else FN(shape_rows)(x, rows, channels, s, 0, y);
}

INLINE void FN(unshape_rows)(
    const float *x, float *d, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s, int drops,
    const float *mean, const float *centre, const float *along) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    EIGHTS(0, channels, {
      const ptrdiff_t at = i * channels + c;
      v8 value = FN(load)(x + at, some), scale = FN(load)(s.scale + c, some);
      v8 v = value * scale + FN(load)(s.shift + c, some);
      v8 factors = FN(load)(s.factors + c, some);
      v8 slope = FN(slopes)(v, &s, drops, s.index + (uint32_t)at, factors);
      v8 g = FN(load)(d + at, some) * slope - FN(load)(centre + c, some);
      v8 off = value - FN(load)(mean + c, some);
      FN(store)(d + at, scale * g - off * FN(load)(along + c, some), some);
    })
  }
}

static void FN(unshape)(
    const float *x, float *d, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s,
    const float *mean, const float *centre, const float *along) {
  if (s.limit) FN(unshape_rows)(x, d, rows, channels, s, 1, mean, centre, along);
  else FN(unshape_rows)(x, d, rows, channels, s, 0, mean, centre, along);
}

// Adds two sums over rows of each channel, whose terms of eight channels the code gives.
#define SUMS_BY_CHANNEL(first, second, ...)                             \
  for (ptrdiff_t left = 0; left < channels; left += stripe) {           \
    ptrdiff_t end = channels - left < stripe ? channels : left + stripe; \
    for (ptrdiff_t top = 0; top < rows; top += rows_in_float) {         \
      ptrdiff_t bottom = rows - top < rows_in_float ? rows : top + rows_in_float; \
      v8 a[stripe / 8], b[stripe / 8];                                  \
      for (ptrdiff_t j = 0; j < stripe / 8; j++) a[j] = b[j] = SPLAT(0); \
      for (ptrdiff_t i = top; i < bottom; i++) {                        \
        EIGHTS(left, end, {                                             \
          const ptrdiff_t at = i * channels + c;                        \
          v8 one, other;                                                \
          __VA_ARGS__                                                   \
          a[(c - left) / 8] += one;                                     \
          b[(c - left) / 8] += other;                                   \
        })                                                              \
      }                                                                 \
      for (ptrdiff_t c = left; c < end; c++) {                          \
        first[c] += (double)a[(c - left) / 8][(c - left) % 8];          \
        second[c] += (double)b[(c - left) / 8][(c - left) % 8];         \
      }                                                                 \
    }                                                                   \
  }

static void FN(moments)(
    const float *x, ptrdiff_t rows, ptrdiff_t channels, const float *origin, double *sums,
    double *squares) {
  SUMS_BY_CHANNEL(sums, squares, {
    one = FN(load)(x + at, some) - FN(load)(origin + c, some);
    other = one * one;
  })
}

INLINE void FN(shaped_sums_of)(
    const float *x, const float *dy, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s,
    int drops, const float *mean, double *sums, double *products) {
  SUMS_BY_CHANNEL(sums, products, {
    v8 value = FN(load)(x + at, some), factors = FN(load)(s.factors + c, some);
    v8 v = value * FN(load)(s.scale + c, some) + FN(load)(s.shift + c, some);
    one = FN(load)(dy + at, some) * FN(slopes)(v, &s, drops, s.index + (uint32_t)at, factors);
    other = one * (value - FN(load)(mean + c, some));
  })
}

static void FN(shaped_sums)(
    const float *x, const float *dy, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s,
    const float *mean, double *sums, double *products) {
  if (s.limit) FN(shaped_sums_of)(x, dy, rows, channels, s, 1, mean, sums, products);
  else FN(shaped_sums_of)(x, dy, rows, channels, s, 0, mean, sums, products);
}

#undef EIGHTS
#undef SUMS_BY_CHANNEL

static void FN(add_columns)(
    const float *x, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t columns, double *sums) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    for (ptrdiff_t j = 0; j < columns; j++) sums[j] += x[i * row + j];
  }
}
