// What a transformer does between its products; see CKernels.h.

// e^x to 2·10⁻⁷ of it, for −87 … 88 (Cephes' expf, Moshier 1992); below as at −87.
INLINE v8 FN(exponential)(v8 x) {
  i8 low = (i8)(x < SPLAT(-87));
  x = (v8)(((i8)SPLAT(-87) & low) | ((i8)x & ~low));
  v8 shifted = x * SPLAT(1.44269504f) + SPLAT(12582912.f);
  v8 n = shifted - SPLAT(12582912.f);
  v8 r = x - n * SPLAT(0.693359375f) - n * SPLAT(-2.12194440e-4f);
  v8 p = SPLAT(1.9875691500e-4f);
  p = p * r + SPLAT(1.3981999507e-3f);
  p = p * r + SPLAT(8.3334519073e-3f);
  p = p * r + SPLAT(4.1665795894e-2f);
  p = p * r + SPLAT(1.6666665459e-1f);
  p = p * r + SPLAT(5.0000001201e-1f);
  p = p * r * r + r + SPLAT(1);
  i8 power = ((i8)shifted - (i8)SPLAT(12582912.f) + 127) << 23;
  return p * (v8)power;
}

// x·Φ(x), Φ by erf to 1.5·10⁻⁷ (Abramowitz & Stegun 1964, 7.1.26).
INLINE v8 FN(gelu_of)(v8 x) {
  i8 sign = (i8)x & (i8)SPLAT(-0.f);
  v8 z = (v8)((i8)x ^ sign) * SPLAT(0.707106781f);
  v8 t = SPLAT(1) / (z * SPLAT(0.3275911f) + SPLAT(1));
  v8 p = SPLAT(1.061405429f);
  p = p * t + SPLAT(-1.453152027f);
  p = p * t + SPLAT(1.421413741f);
  p = p * t + SPLAT(-0.284496736f);
  p = p * t + SPLAT(0.254829592f);
  v8 erf = SPLAT(1) - p * t * FN(exponential)(-z * z);
  return SPLAT(0.5f) * x * (SPLAT(1) + (v8)((i8)erf | sign));
}

static void FN(gelu)(float *x, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i += 8) {
    FN(store)(x + i, FN(gelu_of)(FN(load)(x + i, n - i)), n - i);
  }
}

INLINE float FN(greatest)(const float *x, ptrdiff_t n) {
  v8 most = SPLAT(x[0]);
  ptrdiff_t j = 0;
  for (; j + 8 <= n; j += 8) {
    v8 v = LOAD(x + j);
    i8 above = (i8)(v > most);
    most = (v8)(((i8)v & above) | ((i8)most & ~above));
  }
  float greatest = x[0];
  for (ptrdiff_t k = 0; k < 8; k++) greatest = most[k] > greatest ? most[k] : greatest;
  for (; j < n; j++) greatest = x[j] > greatest ? x[j] : greatest;
  return greatest;
}

static void FN(softmax)(float *x, ptrdiff_t rows, ptrdiff_t n, float scale) {
  for (ptrdiff_t i = 0; i < rows; i++, x += n) {
    v8 greatest = SPLAT(FN(greatest)(x, n)), by = SPLAT(scale), sums = SPLAT(0);
    double sum = 0;
    for (ptrdiff_t j = 0; j < n; j += 8) {
      ptrdiff_t some = n - j < 8 ? n - j : 8;
      v8 e = FN(exponential)((FN(load)(x + j, some) - greatest) * by);
      FN(store)(x + j, e, some);
      if (some == 8) sums += e;
      else for (ptrdiff_t k = 0; k < some; k++) sum += e[k];
    }
    for (ptrdiff_t k = 0; k < 8; k++) sum += sums[k];
    v8 factor = SPLAT((float)(1 / sum));
    for (ptrdiff_t j = 0; j < n; j += 8) {
      FN(store)(x + j, FN(load)(x + j, n - j) * factor, n - j);
    }
  }
}

static void FN(add_normalized)(
    float *x, const float *other, ptrdiff_t rows, ptrdiff_t n, const float *weight,
    const float *bias, double epsilon) {
  for (ptrdiff_t i = 0; i < rows; i++, x += n, other += n) {
    v8 sums = SPLAT(0), squares = SPLAT(0);
    for (ptrdiff_t j = 0; j < n; j += 8) {
      v8 v = FN(load)(x + j, n - j) + FN(load)(other + j, n - j);
      FN(store)(x + j, v, n - j);
      sums += v;
    }
    double sum = 0, square = 0;
    for (int k = 0; k < 8; k++) sum += sums[k];
    float mean = (float)(sum / (double)n);
    for (ptrdiff_t j = 0; j < n; j++) x[j] -= mean;
    for (ptrdiff_t j = 0; j < n; j += 8) {
      v8 v = FN(load)(x + j, n - j);
      squares += v * v;
    }
    for (int k = 0; k < 8; k++) square += squares[k];
    float scale = (float)(1 / __builtin_sqrt(square / (double)n + epsilon));
    for (ptrdiff_t j = 0; j < n; j += 8) {
      v8 v = FN(load)(x + j, n - j) * SPLAT(scale);
      FN(store)(x + j, v * FN(load)(weight + j, n - j) + FN(load)(bias + j, n - j), n - j);
    }
  }
}
