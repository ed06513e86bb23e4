// Convolutions of any kernel and stride, for units in multiples of 16, straight from a copy of the
// map with its padding: what lies under neighbouring windows are rows that overlap.

struct FN(padded) {
  ptrdiff_t width, line, terms; // floats of a line, and of what a window sees of it
};

INLINE struct FN(padded) FN(padded)(const struct ck_patches *s) {
  struct FN(padded) p;
  p.width = (s->columns - 1) * s->horizontal.stride + s->horizontal.kernel;
  if (p.width < s->width + s->horizontal.padding) p.width = s->width + s->horizontal.padding;
  p.line = p.width * s->channels;
  p.terms = s->horizontal.kernel * s->channels;
  return p;
}

INLINE ptrdiff_t FN(padded_height)(const struct ck_patches *s) {
  ptrdiff_t seen = (s->rows - 1) * s->vertical.stride + s->vertical.kernel;
  return seen > s->height + s->vertical.padding ? seen : s->height + s->vertical.padding;
}

// Copies a map into its padded form; returns it.
INLINE const float *FN(pad)(
    const struct ck_patches *s, struct FN(padded) p, const float *map, float *scratch) {
  const ptrdiff_t left = s->horizontal.padding * s->channels, own = s->width * s->channels;
  for (ptrdiff_t l = 0; l < FN(padded_height)(s); l++) {
    float *to = scratch + l * p.line;
    ptrdiff_t y = l - s->vertical.padding;
    if (y < 0 || y >= s->height) {
      memset(to, 0, p.line * sizeof(float));
      continue;
    }
    memset(to, 0, left * sizeof(float));
    memcpy(to + left, map + y * own, own * sizeof(float));
    memset(to + left + own, 0, (p.line - left - own) * sizeof(float));
  }
  return scratch;
}

static void FN(sliding_windows)(
    const struct ck_patches *s, const float *map, const float *w, const float *bias,
    float *values, float *scratch) {
  struct FN(padded) p = FN(padded)(s);
  const float *padded = FN(pad)(s, p, map, scratch);
  for (ptrdiff_t row = 0; row < s->rows; row++) {
    FN(product)(
        s->columns, s->units, s->vertical.kernel, p.terms,
        (struct left){
            padded + row * s->vertical.stride * p.line, s->horizontal.stride * s->channels,
            p.line, 1},
        (struct right){w, s->vertical.kernel * p.terms * 16, 16}, (struct start){bias, 0},
        values + row * s->columns * s->units, s->units);
  }
}

// Adds columns of patches, which begin `step` floats apart, to a line of the map.
INLINE void FN(overlap)(
    const float *patches, ptrdiff_t patch, ptrdiff_t terms, ptrdiff_t columns, float *line,
    ptrdiff_t step) {
  if (terms % 8 == 0 && step % 8 == 0) {
    for (ptrdiff_t x = 0; x < columns; x++) {
      for (ptrdiff_t k = 0; k < terms; k += 8) {
        float *sum = line + x * step + k;
        STORE(sum, LOAD(sum) + LOAD(patches + x * patch + k));
      }
    }
    return;
  }
  // Term by term, since what was just added to one column would be waited for by the next.
  for (ptrdiff_t k = 0; k < terms; k++) {
    for (ptrdiff_t x = 0; x < columns; x++) line[x * step + k] += patches[x * patch + k];
  }
}

static void FN(sliding_maps)(
    const struct ck_patches *s, const float *values, const float *w, const float *bias,
    float *map, float *scratch) {
  struct FN(padded) p = FN(padded)(s);
  const ptrdiff_t height = FN(padded_height)(s);
  const ptrdiff_t patch = (s->vertical.kernel * p.terms + 15) / 16 * 16;
  float *padded = scratch, *patches = scratch + height * p.line;
  memset(padded, 0, height * p.line * sizeof(float));
  for (ptrdiff_t row = 0; row < s->rows; row++) {
    FN(product)(
        s->columns, patch, 1, s->units,
        (struct left){values + row * s->columns * s->units, s->units, 0, 1},
        (struct right){w, s->units * 16, 16}, (struct start){NULL, 0}, patches, patch);
    for (ptrdiff_t l = 0; l < s->vertical.kernel; l++) {
      FN(overlap)(
          patches + l * p.terms, patch, p.terms, s->columns,
          padded + (row * s->vertical.stride + l) * p.line,
          s->horizontal.stride * s->channels);
    }
  }
  for (ptrdiff_t y = 0; y < s->height; y++) {
    const float *from =
        padded + (y + s->vertical.padding) * p.line + s->horizontal.padding * s->channels;
    float *to = map + y * s->width * s->channels;
    for (ptrdiff_t x = 0; x < s->width; x++) {
      for (ptrdiff_t c = 0; c < s->channels; c++) {
        to[x * s->channels + c] = from[x * s->channels + c] + bias[c];
      }
    }
  }
}

static void FN(sliding_gradient)(
    const struct ck_patches *s, const float *values, const float *map, float *sums,
    float *scratch) {
  struct FN(padded) p = FN(padded)(s);
  const float *padded = FN(pad)(s, p, map, scratch);
  // The values of a row, in panels: as they lie, many would share a cache line's place.
  float *panels = scratch + FN(padded_height)(s) * p.line;
  for (ptrdiff_t row = 0; row < s->rows; row++) {
    const float *from = values + row * s->columns * s->units;
    for (ptrdiff_t x = 0; x < s->columns; x++) {
      for (ptrdiff_t u = 0; u < s->units; u += 16) {
        float *to = panels + u * s->columns + 16 * x;
        STORE(to, LOAD(from + x * s->units + u));
        STORE(to + 8, LOAD(from + x * s->units + u + 8));
      }
    }
    for (ptrdiff_t l = 0; l < s->vertical.kernel; l++) {
      float *sum = sums + l * p.terms * s->units;
      FN(product)(
          p.terms, s->units, 1, s->columns,
          (struct left){
              padded + (row * s->vertical.stride + l) * p.line, 1, 0,
              s->horizontal.stride * s->channels},
          (struct right){panels, s->columns * 16, 16},
          (struct start){sum, s->units}, sum, s->units);
    }
  }
}
