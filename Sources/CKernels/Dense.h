// Products of a few rows x (rows, n) with the many of w (units, n), such as a layer's of a batch.
//
// The few are transposed into panels of sixteen, (n, 16), which stay in the cache; the many are
// read once, as they lie.

static void FN(dense)(
    const float *panels, ptrdiff_t count, ptrdiff_t n, const float *w, const float *bias,
    ptrdiff_t units, float *y) {
  const ptrdiff_t most = 256, row = 16 * count;
  const struct left left = {NULL, n, 0, 1};
  for (ptrdiff_t u = 0; u < units; u++) {
    for (ptrdiff_t i = 0; i < row; i += 8) STORE(y + u * row + i, SPLAT(bias[u]));
  }
  for (ptrdiff_t k = 0; k < n; k += most) {
    ptrdiff_t terms = n - k < most ? n - k : most;
    for (ptrdiff_t u = 0; u < units; u += 6) {
      const float *rows = w + u * n + k;
      for (ptrdiff_t p = 0; p < count; p++) {
        const float *panel = panels + (p * n + k) * 16;
        float *c = y + u * row + 16 * p;
        if (units - u >= 12 && p == 0) {
          FN(piece)(6, 1, terms, rows, left, rows + 6 * n, panel, 16, c, row, c, row);
        } else {
          FN(panel)(
              units - u < 6 ? units - u : 6, 1, terms, rows, left, panel, 16, c, row, c, row);
        }
      }
    }
  }
}
