// Kernels of distances; see CKernels.h.

static ptrdiff_t FN(select_least)(
    const float *p, const float *a, const float *b, ptrdiff_t n, float start, float bound,
    float slope, int32_t *found) {
  ptrdiff_t count = 0, j = 0;
  const v8 start8 = SPLAT(start), bound8 = SPLAT(bound), slope8 = SPLAT(slope);
#define HOLDS(u) (start8 + LOAD(a + j + u) - 2 * LOAD(p + j + u) <= bound8 + slope8 * LOAD(b + j + u))
  for (; j + 32 <= n; j += 32) {
    if (__builtin_reduce_or(HOLDS(0) | HOLDS(8) | HOLDS(16) | HOLDS(24))) {
      for (ptrdiff_t i = j; i < j + 32; i++) {
        found[count] = (int32_t)i;
        count += start + a[i] - 2 * p[i] <= bound + slope * b[i];
      }
    }
  }
#undef HOLDS
  for (; j < n; j++) {
    found[count] = (int32_t)j;
    count += start + a[j] - 2 * p[j] <= bound + slope * b[j];
  }
  return count;
}

// Two rows by up to four others.
INLINE void FN(narrow_block)(
    const float *x, ptrdiff_t d, int rows, const float *c, int others, float *out, ptrdiff_t k) {
  v8 sums[2][4] = {0};
  ptrdiff_t t = 0;
  for (; t + 8 <= d; t += 8) {
    UNROLLED for (int r = 0; r < rows; r++) {
      UNROLLED for (int j = 0; j < others; j++) sums[r][j] += LOAD(x + r * d + t) * LOAD(c + j * d + t);
    }
  }
  UNROLLED for (int r = 0; r < rows; r++) {
    UNROLLED for (int j = 0; j < others; j++) {
      const v8 s = sums[r][j];
      float sum = ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
      for (ptrdiff_t rest = t; rest < d; rest++) sum += x[r * d + rest] * c[j * d + rest];
      out[r * k + j] = sum;
    }
  }
}

static void FN(narrow_products)(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const float *c, ptrdiff_t k, float *out) {
  for (ptrdiff_t i = 0; i < rows; i += 2) {
    ptrdiff_t j = 0;
    for (; j + 4 <= k; j += 4) {
      if (i + 1 < rows) {
        FN(narrow_block)(x + i * d, d, 2, c + j * d, 4, out + i * k + j, k);
      } else {
        FN(narrow_block)(x + i * d, d, 1, c + j * d, 4, out + i * k + j, k);
      }
    }
    for (; j < k; j++) {
      if (i + 1 < rows) {
        FN(narrow_block)(x + i * d, d, 2, c + j * d, 1, out + i * k + j, k);
      } else {
        FN(narrow_block)(x + i * d, d, 1, c + j * d, 1, out + i * k + j, k);
      }
    }
  }
}

static double FN(squared_distance)(const float *a, const float *b, ptrdiff_t d) {
  d4 even = {0}, odd = {0};
  ptrdiff_t t = 0;
  for (; t + 8 <= d; t += 8) {
    d4 first = WIDEN(a + t) - WIDEN(b + t), second = WIDEN(a + t + 4) - WIDEN(b + t + 4);
    even += first * first;
    odd += second * second;
  }
  even += odd;
  double sum = (even[0] + even[2]) + (even[1] + even[3]);
  for (; t < d; t++) {
    double difference = (double)a[t] - (double)b[t];
    sum += difference * difference;
  }
  return sum;
}

static void FN(add_weighted_rows)(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const double *weights, ptrdiff_t k,
    double *sums) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    for (ptrdiff_t c = 0; c < k; c++) {
      const double weight = weights[i * k + c];
      double *sum = sums + c * d;
      for (ptrdiff_t t = 0; t < d; t++) sum[t] += weight * x[i * d + t];
    }
  }
}

static void FN(scaled_differences)(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const double *centre, const double *scales,
    float *y) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    const double scale = scales[i];
    for (ptrdiff_t t = 0; t < d; t++) {
      y[i * d + t] = (float)(scale * (x[i * d + t] - centre[t]));
    }
  }
}

static void FN(add_rows)(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const int64_t *groups, double *sums) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    double *sum = sums + groups[i] * d;
    for (ptrdiff_t t = 0; t < d; t++) sum[t] += x[i * d + t];
  }
}

static void FN(add_distances)(
    float *p, const float *norms, ptrdiff_t n, float norm, float share, double *total,
    float *least) {
  ptrdiff_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const v8 sum = LOAD(norms + i) + SPLAT(norm), squared = sum - 2 * LOAD(p + i);
    STORE(least + i, __builtin_elementwise_min(LOAD(least + i), squared - share * sum));
    STORE(p + i, __builtin_elementwise_sqrt(__builtin_elementwise_max(squared, SPLAT(0))));
    for (ptrdiff_t j = i; j < i + 8; j++) total[j] += p[j];
  }
  for (; i < n; i++) {
    const float sum = norms[i] + norm, squared = sum - 2 * p[i];
    least[i] = __builtin_elementwise_min(least[i], squared - share * sum);
    p[i] = __builtin_elementwise_sqrt(__builtin_elementwise_max(squared, 0.0f));
    total[i] += p[i];
  }
}
