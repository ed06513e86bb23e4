// From frames to mel bands; see CKernels.h. Included once for each instruction set.

static void FN(multiply)(
    const float *restrict x, const float *restrict w, float *restrict y, ptrdiff_t n) {
  ptrdiff_t i = 0;
  for (; i + 8 <= n; i += 8) STORE(y + i, LOAD(x + i) * LOAD(w + i));
  for (; i < n; i++) y[i] = x[i] * w[i];
}

static void FN(power)(const float *restrict spectrum, float *restrict power, ptrdiff_t n) {
  ptrdiff_t i = 0;
  for (; i + 8 <= n; i += 8) {
    v8 a = LOAD(spectrum + 2 * i), b = LOAD(spectrum + 2 * i + 8);
    v8 re = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
    v8 im = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
    STORE(power + i, re * re + im * im);
  }
  for (; i < n; i++) {
    float re = spectrum[2 * i], im = spectrum[2 * i + 1];
    power[i] = re * re + im * im;
  }
}

static void FN(sparse_product)(
    const float *restrict x, const float *restrict weights, const int32_t *restrict first,
    const int32_t *restrict starts, ptrdiff_t rows, float *restrict y, ptrdiff_t stride) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const float *from = x + first[row], *by = weights + starts[row];
    ptrdiff_t count = starts[row + 1] - starts[row], i = 0;
    v8 sums = SPLAT(0);
    for (; i + 8 <= count; i += 8) sums += LOAD(by + i) * LOAD(from + i);
    v4 four = __builtin_shufflevector(sums, sums, 0, 1, 2, 3) +
              __builtin_shufflevector(sums, sums, 4, 5, 6, 7);
    float sum = (four[0] + four[1]) + (four[2] + four[3]);
    for (; i < count; i++) sum += by[i] * from[i];
    y[row * stride] = sum;
  }
}
