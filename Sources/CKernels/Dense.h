// Products of a few rows x (rows, n) with the many of w (units, n), such as a layer's of a batch.
//
// The few are transposed into panels of sixteen, (n, 16), which stay in the cache; the many are
// read once, as they lie.

// Eight rows of eight, transposed.
INLINE void FN(transposed)(const float *rows, ptrdiff_t row, v8 *columns) {
  v8 a[8], b[8];
  UNROLLED for (int i = 0; i < 4; i++) {
    v8 x = LOAD(rows + 2 * i * row), y = LOAD(rows + (2 * i + 1) * row);
    a[2 * i] = __builtin_shufflevector(x, y, 0, 8, 2, 10, 4, 12, 6, 14);
    a[2 * i + 1] = __builtin_shufflevector(x, y, 1, 9, 3, 11, 5, 13, 7, 15);
  }
  UNROLLED for (int i = 0; i < 8; i += 4) {
    UNROLLED for (int j = 0; j < 2; j++) {
      v8 x = a[i + j], y = a[i + 2 + j];
      b[i + j] = __builtin_shufflevector(x, y, 0, 1, 8, 9, 4, 5, 12, 13);
      b[i + 2 + j] = __builtin_shufflevector(x, y, 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  UNROLLED for (int j = 0; j < 4; j++) {
    columns[j] = __builtin_shufflevector(b[j], b[4 + j], 0, 1, 2, 3, 8, 9, 10, 11);
    columns[4 + j] = __builtin_shufflevector(b[j], b[4 + j], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

static void FN(dense_panel)(
    const float *x, ptrdiff_t rows, ptrdiff_t n, float *panel) {
  ptrdiff_t k = 0;
  for (; rows == 16 && k + 8 <= n; k += 8) {
    v8 columns[2][8];
    FN(transposed)(x + k, n, columns[0]);
    FN(transposed)(x + 8 * n + k, n, columns[1]);
    UNROLLED for (int j = 0; j < 8; j++) {
      STORE(panel + 16 * j, columns[0][j]);
      STORE(panel + 16 * j + 8, columns[1][j]);
    }
    panel += 128;
  }
  for (; k < n; k++, panel += 16) {
    for (ptrdiff_t i = 0; i < 16; i++) panel[i] = i < rows ? x[i * n + k] : 0;
  }
}

static void FN(dense)(
    const float *panels, ptrdiff_t count, ptrdiff_t n, const float *w, ptrdiff_t units, float *y) {
  const ptrdiff_t most = 256;
  for (ptrdiff_t k = 0; k < n; k += most) {
    ptrdiff_t terms = n - k < most ? n - k : most;
    for (ptrdiff_t u = 0; u < units; u += 6) {
      const float *rows = w + u * n + k;
      for (ptrdiff_t p = 0; p < count; p++) {
        const float *panel = panels + (p * n + k) * 16;
        float *c = y + (u * count + p) * 16, *start = k ? c : NULL;
        if (units - u >= 12 && p == 0) {
          FN(piece)(6, 1, terms, rows, (struct left){NULL, n, 0, 1}, rows + 6 * n, panel, 16,
                    start, 16 * count, c, 16 * count);
        } else {
          FN(panel)(units - u < 6 ? units - u : 6, 1, terms, rows, (struct left){NULL, n, 0, 1},
                    panel, 16, start, 16 * count, c, 16 * count);
        }
      }
    }
  }
}

static void FN(dense_rows)(
    const float *sums, ptrdiff_t row, ptrdiff_t units, const float *bias, ptrdiff_t rows,
    float *y) {
  ptrdiff_t u = 0;
  for (; rows == 8 && u + 8 <= units; u += 8) {
    v8 columns[8], b = LOAD(bias + u);
    FN(transposed)(sums + u * row, row, columns);
    UNROLLED for (int i = 0; i < 8; i++) STORE(y + i * units + u, columns[i] + b);
  }
  for (; u < units; u++) {
    for (ptrdiff_t i = 0; i < rows; i++) y[i * units + u] = sums[u * row + i] + bias[u];
  }
}
