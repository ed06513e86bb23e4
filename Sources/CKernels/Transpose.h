// Transposition, in blocks of eight rows of eight.

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

static void FN(transpose)(
    const float *x, ptrdiff_t x_row, ptrdiff_t rows, ptrdiff_t columns, float *y, ptrdiff_t y_row) {
  const ptrdiff_t whole = columns / 8 * 8;
  for (ptrdiff_t i = 0; i < rows; i += 8) {
    ptrdiff_t j = 0, some = rows - i < 8 ? rows - i : 8;
    for (; some == 8 && j < whole; j += 8) {
      v8 block[8];
      FN(transposed)(x + i * x_row + j, x_row, block);
      UNROLLED for (int k = 0; k < 8; k++) STORE(y + (j + k) * y_row + i, block[k]);
    }
    for (; j < columns; j++) {
      for (ptrdiff_t k = i; k < i + some; k++) y[j * y_row + k] = x[k * x_row + j];
    }
  }
}
