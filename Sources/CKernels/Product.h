// The product of matrices in pieces of 6 × 16, which fill the registers of AVX2.

// C (rows, 16·panels) ← start + Σ over lines l and terms k of A(i, l, k)·B(l, k).
//
// A is read where it lies: rows may overlap, as the patches under neighbouring windows do. What will be
// read later, `ahead`, is fetched from memory on the way, if anything, as many rows of one line.
INLINE void FN(piece)(
    const int rows, ptrdiff_t lines, ptrdiff_t terms, const float *a, struct left left,
    const float *ahead, const float *b, ptrdiff_t term, const float *start, ptrdiff_t start_row,
    float *c, ptrdiff_t c_row) {
  v8 sums[6][2];
  UNROLLED for (int i = 0; i < rows; i++) {
    sums[i][0] = start ? LOAD(start + i * start_row) : SPLAT(0);
    sums[i][1] = start ? LOAD(start + i * start_row + 8) : SPLAT(0);
    // For the next piece.
    if (start) __builtin_prefetch(start + (rows + i) * start_row);
  }
  for (ptrdiff_t l = 0; l < lines; l++) {
    const float *p = a + l * left.line;
    for (ptrdiff_t k = 0; k < terms; k++) {
      if (ahead && k % 16 == 0) {
        UNROLLED for (int i = 0; i < rows; i++) __builtin_prefetch(ahead + i * left.row + k);
      }
      v8 b0 = LOAD(b), b1 = LOAD(b + 8);
      UNROLLED for (int i = 0; i < rows; i++) {
        v8 x = SPLAT(p[i * left.row]);
        sums[i][0] += x * b0;
        sums[i][1] += x * b1;
      }
      p += left.term;
      b += term;
    }
  }
  UNROLLED for (int i = 0; i < rows; i++) {
    STORE(c + i * c_row, sums[i][0]);
    STORE(c + i * c_row + 8, sums[i][1]);
  }
}

// The rows of C, for a panel of B that stays in the nearest cache.
INLINE void FN(panel)(
    ptrdiff_t rows, ptrdiff_t lines, ptrdiff_t terms, const float *a, struct left left,
    const float *b, ptrdiff_t term, const float *start, ptrdiff_t start_row, float *c,
    ptrdiff_t c_row) {
#define PIECE(n)                                                                             \
  FN(piece)(                                                                                 \
      n, lines, terms, a + i * left.row, left, NULL, b, term,                                \
      start ? start + i * start_row : NULL, start_row, c + i * c_row, c_row)
  ptrdiff_t i = 0;
  for (; i + 6 <= rows; i += 6) PIECE(6);
  switch (rows - i) {
    case 5: PIECE(5); break;
    case 4: PIECE(4); break;
    case 3: PIECE(3); break;
    case 2: PIECE(2); break;
    case 1: PIECE(1); break;
  }
#undef PIECE
}

static void FN(product)(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t lines, ptrdiff_t terms, struct left a,
    struct right b, struct start start, float *c, ptrdiff_t c_row) {
  // As many terms at a time as leave a panel in the nearest cache, in equal parts.
  const ptrdiff_t most = 256, parts = (terms + most - 1) / most;
  const ptrdiff_t length = (terms + parts - 1) / parts;
  for (ptrdiff_t p = 0; p < columns / 16; p++) {
    const float *panel = b.values + p * b.panel;
    const float *from = start.values ? start.values + 16 * p : NULL;
    ptrdiff_t from_row = start.row;
    float *to = c + 16 * p;
    if (lines * terms <= most) {
      FN(panel)(rows, lines, terms, a.values, a, panel, b.term, from, from_row, to, c_row);
      continue;
    }
    for (ptrdiff_t l = 0; l < lines; l++) {
      for (ptrdiff_t k = 0; k < terms; k += length) {
        ptrdiff_t some = terms - k < length ? terms - k : length;
        FN(panel)(
            rows, 1, some, a.values + l * a.line + k * a.term, a,
            panel + (l * terms + k) * b.term, b.term, from, from_row, to, c_row);
        from = to;
        from_row = c_row;
      }
    }
  }
}
