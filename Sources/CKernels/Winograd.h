// Convolutions of kernel 4 and stride 2 by Winograd's minimal filtering F(4 × 4, 2 × 2) (Winograd
// 1980; Lavin & Gray 2016, doi 10.1109/CVPR.2016.435), for maps, and F(6, 2) for sequences.
//
// Seen as units of 2 × 2 pixels, beginning in the padding, the map has stride 1 and the kernel 2 × 2
// taps over 4C channels. A tile of 4 × 4 windows sees 5 × 5 units, which are transformed, multiplied
// by the transformed weights at each of 25 places, and transformed back: 25 products instead of 64.
// Sequences have units of two pixels, tiles of six windows and seven places, and lines of their own.
//
// `places` down is 5 or 1, a constant in every instance.

// Places across.
INLINE int FN(across)(const int places) { return places == 5 ? 5 : 7; }

INLINE ptrdiff_t FN(tiles_across)(const int places, const struct ck_patches *s) {
  const int across = FN(across)(places);
  return (s->columns + across - 2) / (across - 1);
}

// Tiles of a sample.
INLINE ptrdiff_t FN(tiles)(const int places, const struct ck_patches *s) {
  return FN(tiles_across)(places, s) * (places == 5 ? (s->rows + 3) / 4 : s->rows);
}

struct FN(tiling) {
  ptrdiff_t terms;         // numbers of a unit
  ptrdiff_t across, tiles; // of a sample
  ptrdiff_t v_row, m_row;  // between tiles; not powers of two, which would share cache lines
  float *v, *m, *patch;
};

INLINE struct FN(tiling) FN(tiling)(
    const int places, const struct ck_patches *s, float *scratch) {
  struct FN(tiling) t;
  const int across = FN(across)(places);
  t.terms = (places == 5 ? 4 : 2) * s->channels;
  t.across = FN(tiles_across)(places, s);
  t.tiles = FN(tiles)(places, s);
  t.v_row = t.terms + 16;
  t.m_row = s->units + 16;
  // Where a cache line begins.
  t.v = (float *)(((uintptr_t)scratch + 63) / 64 * 64);
  t.m = t.v + places * across * together * t.v_row;
  t.patch = t.m + places * across * together * t.m_row;
  return t;
}

// ------------------------------------------------------------------------------- In one dimension
// What is named by a letter is the matrix of Lavin & Gray, for `n` places: the points 0, 1, −1, 2, ∞
// or 0, 1, −1, 2, −2, ½, ∞.

// Bᵀd
INLINE void FN(b_transposed)(const int n, const v8 *d, int step, v8 *o) {
  v8 d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step];
  if (n == 5) {
    v8 odd = d3 - d1;
    o[0] = 2.0f * (d0 - d2) + odd;
    o[step] = 3.0f * d2 - 2.0f * d1 - d3;
    o[2 * step] = 2.0f * d1 + d2 - d3;
    o[3 * step] = odd;
    o[4 * step] = (d4 - d2) - 2.0f * odd;
    return;
  }
  v8 d5 = d[5 * step], d6 = d[6 * step];
  v8 odd1 = 2.0f * d1 - 4.0f * d2 - 0.5f * d3 + d4, even1 = 2.0f * d2 - 4.0f * d3 - 0.5f * d4 + d5;
  v8 odd2 = d1 - 2.0f * d2 - d3 + 2.0f * d4, even2 = 0.5f * (d2 - d4) - d3 + d5;
  o[0] = 4.0f * d1 - 2.0f * d0 + 2.5f * d2 - 5.0f * d3 - 0.5f * d4 + d5;
  o[step] = even1 + odd1;
  o[2 * step] = even1 - odd1;
  o[3 * step] = even2 + odd2;
  o[4 * step] = even2 - odd2;
  o[5 * step] = 4.0f * d1 - 5.0f * d3 + d5;
  o[6 * step] = 4.0f * d2 - 2.0f * d1 + 2.5f * d3 - 5.0f * d4 - 0.5f * d5 + d6;
}

// Bv
INLINE void FN(b)(const int n, const v8 *v, int step, v8 *o) {
  v8 v0 = v[0], v1 = v[step], v2 = v[2 * step], v3 = v[3 * step], v4_ = v[4 * step];
  if (n == 5) {
    o[0] = 2.0f * v0;
    o[step] = 2.0f * (v2 - v1 + v4_) - v0 - v3;
    o[2 * step] = 3.0f * v1 - 2.0f * v0 + v2 - v4_;
    o[3 * step] = (v0 - v1) + (v3 - v2) - 2.0f * v4_;
    o[4 * step] = v4_;
    return;
  }
  v8 v5 = v[5 * step], v6 = v[6 * step];
  v8 even1 = v1 + v2, odd1 = v1 - v2, even2 = v3 + v4_, odd2 = 2.0f * (v3 - v4_);
  o[0] = -2.0f * v0;
  o[step] = 4.0f * (v0 + v5) + 2.0f * (odd1 - v6) + 0.5f * odd2;
  o[2 * step] = 2.5f * v0 + 2.0f * even1 + 4.0f * (v6 - odd1) + 0.5f * even2 - odd2;
  o[3 * step] = 2.5f * v6 - 5.0f * (v0 + v5) - 0.5f * (odd1 + odd2) - 4.0f * even1 - even2;
  o[4 * step] = odd1 + odd2 - 0.5f * (v0 + even1 + even2) - 5.0f * v6;
  o[5 * step] = v0 + even1 + even2 + v5 - 0.5f * v6;
  o[6 * step] = v6;
}

// Aᵀm
INLINE void FN(a_transposed)(const int n, const v8 *m, int step, v8 *o) {
  v8 even = m[step] + m[2 * step], m3 = m[3 * step];
  if (n == 5) {
    v8 odd = m[2 * step] - m[step];
    o[0] = m[0] + even + m3;
    o[step] = odd + 2.0f * m3;
    o[2 * step] = even + 4.0f * m3;
    o[3 * step] = odd + 8.0f * m3 + m[4 * step];
    return;
  }
  v8 odd = m[step] - m[2 * step], m5 = m[5 * step];
  v8 even2 = m3 + m[4 * step], odd2 = m3 - m[4 * step];
  o[0] = m[0] + even + even2 + m5;
  o[step] = odd + 2.0f * odd2 + 0.5f * m5;
  o[2 * step] = even + 4.0f * even2 + 0.25f * m5;
  o[3 * step] = odd + 8.0f * odd2 + 0.125f * m5;
  o[4 * step] = even + 16.0f * even2 + 0.0625f * m5;
  o[5 * step] = odd + 32.0f * odd2 + 0.03125f * m5 + m[6 * step];
}

// Ay
INLINE void FN(a)(const int n, const v8 *y, int step, v8 *o) {
  v8 y0 = y[0], y1 = y[step], y2 = y[2 * step], y3 = y[3 * step];
  o[0] = y0;
  if (n == 5) {
    v8 even = y0 + y2, odd = y1 + y3;
    o[step] = even - odd;
    o[2 * step] = even + odd;
    o[3 * step] = y0 + 2.0f * y1 + 4.0f * y2 + 8.0f * y3;
    o[4 * step] = y3;
    return;
  }
  v8 y4 = y[4 * step], y5 = y[5 * step];
  v8 even = y0 + y2 + y4, odd = y1 + y3 + y5;
  v8 even2 = y0 + 4.0f * y2 + 16.0f * y4, odd2 = 2.0f * y1 + 8.0f * y3 + 32.0f * y5;
  o[step] = even + odd;
  o[2 * step] = even - odd;
  o[3 * step] = even2 + odd2;
  o[4 * step] = even2 - odd2;
  o[5 * step] = y0 + 0.5f * y1 + 0.25f * y2 + 0.125f * y3 + 0.0625f * y4 + 0.03125f * y5;
  o[6 * step] = y5;
}

// Gg
INLINE void FN(g)(const int n, v8 g0, v8 g1, int step, v8 *o) {
  if (n == 5) {
    const float sixth = 1.0f / 6;
    o[0] = 0.5f * g0;
    o[step] = sixth * (g0 - g1);
    o[2 * step] = 0.5f * (g0 + g1);
    o[3 * step] = sixth * g0 + (2 * sixth) * g1;
    o[4 * step] = g1;
    return;
  }
  o[0] = -0.5f * g0;
  o[step] = (-1.0f / 3) * (g0 + g1);
  o[2 * step] = (1.0f / 9) * (g0 - g1);
  o[3 * step] = (1.0f / 36) * g0 + (1.0f / 18) * g1;
  o[4 * step] = (1.0f / 30) * g1 - (1.0f / 60) * g0;
  o[5 * step] = (32.0f / 45) * g0 + (16.0f / 45) * g1;
  o[6 * step] = g1;
}

// Gᵀu
INLINE void FN(g_transposed)(const int n, const v8 *u, int step, v8 *g0, v8 *g1) {
  v8 u1 = u[step], u2 = u[2 * step], u3 = u[3 * step], u4 = u[4 * step];
  if (n == 5) {
    const float sixth = 1.0f / 6;
    *g0 = 0.5f * (u[0] + u2) + sixth * (u1 + u3);
    *g1 = 0.5f * u2 + sixth * (2.0f * u3 - u1) + u4;
    return;
  }
  v8 u5 = u[5 * step];
  *g0 = (1.0f / 9) * u2 - 0.5f * u[0] - (1.0f / 3) * u1 + (1.0f / 36) * u3 - (1.0f / 60) * u4 +
        (32.0f / 45) * u5;
  *g1 = (1.0f / 18) * u3 - (1.0f / 3) * u1 - (1.0f / 9) * u2 + (1.0f / 30) * u4 +
        (16.0f / 45) * u5 + u[6 * step];
}

// -------------------------------------------------------------------------------- Tiles of a map

// Where the patch of a tile begins, and which of its lines and columns lie on the map.
struct FN(patch) {
  ptrdiff_t y, x, first_line, end_line, first_column, end_column;
};

INLINE struct FN(patch) FN(patch)(
    const int places, const struct ck_patches *s, ptrdiff_t down, ptrdiff_t across) {
  const ptrdiff_t lines = places == 5 ? 10 : 1, columns = 2 * FN(across)(places);
  struct FN(patch) p;
  p.y = (places == 5 ? 8 : 1) * down - s->vertical.padding;
  p.x = (columns - 2) * across - s->horizontal.padding;
  p.first_line = p.y < 0 ? -p.y : 0;
  p.end_line = s->height - p.y < lines ? s->height - p.y : lines;
  p.first_column = p.x < 0 ? -p.x : 0;
  p.end_column = s->width - p.x < columns ? s->width - p.x : columns;
  if (p.end_line < p.first_line) p.end_line = p.first_line;
  if (p.end_column < p.first_column) p.end_column = p.first_column;
  return p;
}

INLINE int FN(whole)(const int places, struct FN(patch) p) {
  return p.first_line == 0 && p.end_line == (places == 5 ? 10 : 1) && p.first_column == 0 &&
         p.end_column == 2 * FN(across)(places);
}

// V of one tile from its patch, whose lines are `line` floats apart.
INLINE void FN(map_to_places)(
    const int places, const float *patch, ptrdiff_t line, ptrdiff_t channels, float *v,
    ptrdiff_t place) {
  const int across = FN(across)(places);
  for (int half = 0; half < (places == 5 ? 2 : 1); half++) {
    const float *from = patch + half * line;
    float *to = v + half * 2 * channels;
    for (ptrdiff_t c = 0; c < 2 * channels; c += 8) {
      v8 d[25], e[7];
      UNROLLED for (int r = 0; r < places; r++) {
        UNROLLED for (int q = 0; q < across; q++) {
          d[across * r + q] = LOAD(from + 2 * r * line + 2 * q * channels + c);
        }
      }
      if (places == 5) {
        UNROLLED for (int q = 0; q < across; q++) FN(b_transposed)(5, d + q, 5, d + q);
      }
      UNROLLED for (int r = 0; r < places; r++) {
        FN(b_transposed)(across, d + across * r, 1, e);
        UNROLLED for (int q = 0; q < across; q++) STORE(to + (across * r + q) * place + c, e[q]);
      }
    }
  }
}

// Adds to the patch of one tile what V gives.
INLINE void FN(places_to_map)(
    const int places, const float *v, ptrdiff_t place, ptrdiff_t channels, float *patch,
    ptrdiff_t line) {
  const int across = FN(across)(places);
  for (int half = 0; half < (places == 5 ? 2 : 1); half++) {
    float *to = patch + half * line;
    const float *from = v + half * 2 * channels;
    for (ptrdiff_t c = 0; c < 2 * channels; c += 8) {
      v8 d[25], e[7];
      UNROLLED for (int r = 0; r < places; r++) {
        UNROLLED for (int q = 0; q < across; q++) {
          d[across * r + q] = LOAD(from + (across * r + q) * place + c);
        }
      }
      if (places == 5) {
        UNROLLED for (int q = 0; q < across; q++) FN(b)(5, d + q, 5, d + q);
      }
      UNROLLED for (int r = 0; r < places; r++) {
        FN(b)(across, d + across * r, 1, e);
        UNROLLED for (int q = 0; q < across; q++) {
          float *sum = to + 2 * r * line + 2 * q * channels + c;
          STORE(sum, LOAD(sum) + e[q]);
        }
      }
    }
  }
}

// The windows of one tile from M; `lines` and `columns` of them exist.
INLINE void FN(places_to_windows)(
    const int places, const float *m, ptrdiff_t place, ptrdiff_t units, const float *bias,
    ptrdiff_t lines, ptrdiff_t columns, float *y, ptrdiff_t line) {
  const int down = places == 5 ? 4 : 1, across = FN(across)(places);
  for (ptrdiff_t c = 0; c < units; c += 8) {
    v8 d[25], e[6], b = LOAD(bias + c);
    UNROLLED for (int r = 0; r < places; r++) {
      UNROLLED for (int q = 0; q < across; q++) d[across * r + q] = LOAD(m + (across * r + q) * place + c);
    }
    if (places == 5) {
      UNROLLED for (int q = 0; q < across; q++) FN(a_transposed)(5, d + q, 5, d + q);
    }
    UNROLLED for (int r = 0; r < down; r++) {
      if (r >= lines) break;
      FN(a_transposed)(across, d + across * r, 1, e);
      UNROLLED for (int q = 0; q < across - 1; q++) {
        if (q < columns) STORE(y + r * line + q * units + c, e[q] + b);
      }
    }
  }
}

// M of one tile from its windows; what does not exist is zero.
INLINE void FN(windows_to_places)(
    const int places, const float *y, ptrdiff_t line, ptrdiff_t units, ptrdiff_t lines,
    ptrdiff_t columns, float *m, ptrdiff_t place) {
  const int down = places == 5 ? 4 : 1, across = FN(across)(places);
  for (ptrdiff_t c = 0; c < units; c += 8) {
    v8 d[25], e[7];
    UNROLLED for (int r = 0; r < down; r++) {
      UNROLLED for (int q = 0; q < across - 1; q++) {
        d[across * r + q] =
            r < lines && q < columns ? LOAD(y + r * line + q * units + c) : SPLAT(0);
      }
    }
    if (places == 5) {
      UNROLLED for (int q = 0; q < across - 1; q++) FN(a)(5, d + q, 5, d + q);
    }
    UNROLLED for (int r = 0; r < places; r++) {
      FN(a)(across, d + across * r, 1, e);
      UNROLLED for (int q = 0; q < across; q++) STORE(m + (across * r + q) * place + c, e[q]);
    }
  }
}

// ------------------------------------------------------------------------------ Several at a time

// V of `count` tiles from the `first` on, counted through the samples.
INLINE void FN(all_maps_to_places)(
    const int places, const struct ck_patches *s, struct FN(tiling) t, const float *maps,
    ptrdiff_t first, ptrdiff_t count) {
  const ptrdiff_t line = s->width * s->channels, size = s->height * line;
  const ptrdiff_t lines = places == 5 ? 10 : 1;
  for (ptrdiff_t i = 0; i < count; i++) {
    ptrdiff_t tile = (first + i) % t.tiles;
    const float *map = maps + (first + i) / t.tiles * size;
    struct FN(patch) p = FN(patch)(places, s, tile / t.across, tile % t.across);
    float *v = t.v + i * t.v_row;
    if (FN(whole)(places, p)) {
      FN(map_to_places)(
          places, map + p.y * line + p.x * s->channels, line, s->channels, v,
          together * t.v_row);
      continue;
    }
    const ptrdiff_t width = 2 * FN(across)(places) * s->channels;
    memset(t.patch, 0, lines * width * sizeof(float));
    for (ptrdiff_t l = p.first_line; l < p.end_line; l++) {
      memcpy(
          t.patch + l * width + p.first_column * s->channels,
          map + (p.y + l) * line + (p.x + p.first_column) * s->channels,
          (p.end_column - p.first_column) * s->channels * sizeof(float));
    }
    FN(map_to_places)(places, t.patch, width, s->channels, v, together * t.v_row);
  }
}

INLINE void FN(all_places_to_maps)(
    const int places, const struct ck_patches *s, struct FN(tiling) t, ptrdiff_t first,
    ptrdiff_t count, float *maps) {
  const ptrdiff_t line = s->width * s->channels, size = s->height * line;
  const ptrdiff_t lines = places == 5 ? 10 : 1;
  for (ptrdiff_t i = 0; i < count; i++) {
    ptrdiff_t tile = (first + i) % t.tiles;
    float *map = maps + (first + i) / t.tiles * size;
    struct FN(patch) p = FN(patch)(places, s, tile / t.across, tile % t.across);
    const float *v = t.v + i * t.v_row;
    if (FN(whole)(places, p)) {
      FN(places_to_map)(
          places, v, together * t.v_row, s->channels,
          map + p.y * line + p.x * s->channels, line);
      continue;
    }
    const ptrdiff_t width = 2 * FN(across)(places) * s->channels;
    memset(t.patch, 0, lines * width * sizeof(float));
    FN(places_to_map)(places, v, together * t.v_row, s->channels, t.patch, width);
    for (ptrdiff_t l = p.first_line; l < p.end_line; l++) {
      float *to = map + (p.y + l) * line + p.x * s->channels;
      const float *from = t.patch + l * width;
      for (ptrdiff_t j = p.first_column * s->channels; j < p.end_column * s->channels; j += 8) {
        STORE(to + j, LOAD(to + j) + LOAD(from + j));
      }
    }
  }
}

// The tile's first window, how many lines and columns of windows it has, and the way from line to
// line.
#define WINDOWS_OF_TILE(values)                                                              \
  ptrdiff_t tile = (first + i) % t.tiles;                                                    \
  ptrdiff_t row = (places == 5 ? 4 : 1) * (tile / t.across);                                 \
  ptrdiff_t column = (FN(across)(places) - 1) * (tile % t.across);                           \
  ptrdiff_t line = s->columns * s->units, lines = s->rows - row, columns = s->columns - column; \
  values += (first + i) / t.tiles * s->rows * line + row * line + column * s->units

INLINE void FN(all_windows_to_places)(
    const int places, const struct ck_patches *s, struct FN(tiling) t, const float *values,
    ptrdiff_t first, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float *from = values;
    WINDOWS_OF_TILE(from);
    FN(windows_to_places)(
        places, from, line, s->units, lines, columns, t.m + i * t.m_row,
        together * t.m_row);
  }
}

INLINE void FN(all_places_to_windows)(
    const int places, const struct ck_patches *s, struct FN(tiling) t, const float *bias,
    ptrdiff_t first, ptrdiff_t count, float *values) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float *to = values;
    WINDOWS_OF_TILE(to);
    FN(places_to_windows)(
        places, t.m + i * t.m_row, together * t.m_row, s->units, bias, lines, columns, to,
        line);
  }
}

#undef WINDOWS_OF_TILE

// ------------------------------------------------------------------------------------- Three ways

INLINE void FN(winograd_windows_of)(
    const int places, const struct ck_patches *s, ptrdiff_t samples, const float *maps,
    const float *u, const float *bias, float *values, float *scratch) {
  struct FN(tiling) t = FN(tiling)(places, s, scratch);
  ptrdiff_t count, panel = places * FN(across)(places) * t.terms * 16;
  for (ptrdiff_t first = 0; first < samples * t.tiles; first += count) {
    ptrdiff_t left = samples * t.tiles - first;
    count = left < together ? left : together;
    FN(all_maps_to_places)(places, s, t, maps, first, count);
    for (int place = 0; place < places * FN(across)(places); place++) {
      FN(product)(
          count, s->units, 1, t.terms,
          (struct left){t.v + place * together * t.v_row, t.v_row, 0, 1},
          (struct right){u + place * t.terms * 16, panel, 16}, (struct start){NULL, 0},
          t.m + place * together * t.m_row, t.m_row);
    }
    FN(all_places_to_windows)(places, s, t, bias, first, count, values);
  }
}

INLINE void FN(winograd_maps_of)(
    const int places, const struct ck_patches *s, ptrdiff_t samples, const float *values,
    const float *u, const float *bias, float *maps, float *scratch) {
  struct FN(tiling) t = FN(tiling)(places, s, scratch);
  for (ptrdiff_t i = 0; i < samples * s->height * s->width; i++) {
    float *pixel = maps + i * s->channels;
    for (ptrdiff_t c = 0; c < s->channels; c += 8) STORE(pixel + c, LOAD(bias + c));
  }
  ptrdiff_t count, panel = places * FN(across)(places) * s->units * 16;
  for (ptrdiff_t first = 0; first < samples * t.tiles; first += count) {
    ptrdiff_t left = samples * t.tiles - first;
    count = left < together ? left : together;
    FN(all_windows_to_places)(places, s, t, values, first, count);
    for (int place = 0; place < places * FN(across)(places); place++) {
      FN(product)(
          count, t.terms, 1, s->units,
          (struct left){t.m + place * together * t.m_row, t.m_row, 0, 1},
          (struct right){u + place * s->units * 16, panel, 16}, (struct start){NULL, 0},
          t.v + place * together * t.v_row, t.v_row);
    }
    FN(all_places_to_maps)(places, s, t, first, count, maps);
  }
}

INLINE void FN(winograd_gradient_of)(
    const int places, const struct ck_patches *s, ptrdiff_t samples, const float *values,
    const float *maps, int anew, float *du, float *scratch) {
  struct FN(tiling) t = FN(tiling)(places, s, scratch);
  ptrdiff_t count;
  for (ptrdiff_t first = 0; first < samples * t.tiles; first += count) {
    ptrdiff_t left = samples * t.tiles - first;
    count = left < together ? left : together;
    FN(all_windows_to_places)(places, s, t, values, first, count);
    FN(all_maps_to_places)(places, s, t, maps, first, count);
    for (int place = 0; place < places * FN(across)(places); place++) {
      float *sum = du + place * s->units * t.terms;
      FN(product)(
          s->units, t.terms, 1, count,
          (struct left){t.m + place * together * t.m_row, 1, 0, t.m_row},
          (struct right){t.v + place * together * t.v_row, 16, t.v_row},
          (struct start){anew && first == 0 ? NULL : sum, t.terms}, sum, t.terms);
    }
  }
}

#define WINOGRAD(name, ...)                                \
  do {                                                     \
    if (s->vertical.kernel == 4) FN(name)(5, __VA_ARGS__); \
    else FN(name)(1, __VA_ARGS__);                         \
  } while (0)

static void FN(winograd_windows)(
    const struct ck_patches *s, ptrdiff_t samples, const float *maps, const float *u,
    const float *bias, float *values, float *scratch) {
  WINOGRAD(winograd_windows_of, s, samples, maps, u, bias, values, scratch);
}

static void FN(winograd_maps)(
    const struct ck_patches *s, ptrdiff_t samples, const float *values, const float *u,
    const float *bias, float *maps, float *scratch) {
  WINOGRAD(winograd_maps_of, s, samples, values, u, bias, maps, scratch);
}

static void FN(winograd_gradient)(
    const struct ck_patches *s, ptrdiff_t samples, const float *values, const float *maps, int anew,
    float *du, float *scratch) {
  WINOGRAD(winograd_gradient_of, s, samples, values, maps, anew, du, scratch);
}

// ---------------------------------------------------------------------------------------- Weights

// GwGᵀ for one unit and eight of the terms of a unit of the map, from the `term` on.
INLINE void FN(weights_to_places)(
    const int places, const struct ck_patches *s, const float *w, ptrdiff_t term, v8 *u) {
  const ptrdiff_t channels = s->channels, half = term / (2 * channels);
  const float *tap = w + half * 4 * channels + term % (2 * channels);
  if (places == 1) {
    FN(g)(7, LOAD(tap), LOAD(tap + 2 * channels), 1, u);
    return;
  }
  v8 left[5], right[5];
  const float *below = tap + 8 * channels;
  FN(g)(5, LOAD(tap), LOAD(below), 1, left);
  FN(g)(5, LOAD(tap + 2 * channels), LOAD(below + 2 * channels), 1, right);
  UNROLLED for (int r = 0; r < 5; r++) FN(g)(5, left[r], right[r], 1, u + 5 * r);
}

INLINE void FN(winograd_unit_panel_of)(
    const int places, const struct ck_patches *s, const float *w, float *u) {
  const ptrdiff_t terms = (places == 5 ? 4 : 2) * s->channels;
  const ptrdiff_t taps = (places == 5 ? 16 : 4) * s->channels;
  float side[25][16][8];
  for (ptrdiff_t term = 0; term < terms; term += 8) {
    for (ptrdiff_t unit = 0; unit < 16; unit++) {
      v8 all[25];
      FN(weights_to_places)(places, s, w + unit * taps, term, all);
      UNROLLED for (int place = 0; place < places * FN(across)(places); place++) {
        STORE(side[place][unit], all[place]);
      }
    }
    for (int place = 0; place < places * FN(across)(places); place++) {
      float *to = u + (place * terms + term) * 16;
      for (int unit = 0; unit < 16; unit += 8) {
        v8 columns[8];
        FN(transposed)(side[place][unit], 8, columns);
        UNROLLED for (int k = 0; k < 8; k++) STORE(to + 16 * k + unit, columns[k]);
      }
    }
  }
}

INLINE void FN(winograd_term_panel_of)(
    const int places, const struct ck_patches *s, const float *w, ptrdiff_t term, float *u) {
  const ptrdiff_t taps = (places == 5 ? 16 : 4) * s->channels;
  for (ptrdiff_t unit = 0; unit < s->units; unit++) {
    for (int part = 0; part < 16; part += 8) {
      v8 all[25];
      FN(weights_to_places)(places, s, w + unit * taps, term + part, all);
      UNROLLED for (int place = 0; place < places * FN(across)(places); place++) {
        STORE(u + (place * s->units + unit) * 16 + part, all[place]);
      }
    }
  }
}

INLINE void FN(winograd_weight_gradient_of)(
    const int places, const struct ck_patches *s, const float *du, float *dw) {
  const ptrdiff_t channels = s->channels, terms = (places == 5 ? 4 : 2) * channels;
  const ptrdiff_t taps = (places == 5 ? 16 : 4) * channels, place = s->units * terms;
  for (ptrdiff_t unit = 0; unit < s->units; unit++) {
    for (ptrdiff_t term = 0; term < terms; term += 8) {
      const float *from = du + unit * terms + term;
      float *to = dw + unit * taps + term / (2 * channels) * 4 * channels + term % (2 * channels);
      v8 g[2][7], row[5], g0, g1;
      UNROLLED for (int q = 0; q < FN(across)(places); q++) {
        if (places == 1) {
          g[0][q] = LOAD(from + q * place);
        } else {
          UNROLLED for (int r = 0; r < 5; r++) row[r] = LOAD(from + (5 * r + q) * place);
          FN(g_transposed)(5, row, 1, &g[0][q], &g[1][q]);
        }
      }
      UNROLLED for (int tap = 0; tap < (places == 5 ? 2 : 1); tap++) {
        FN(g_transposed)(FN(across)(places), g[tap], 1, &g0, &g1);
        STORE(to + 8 * tap * channels, g0);
        STORE(to + 8 * tap * channels + 2 * channels, g1);
      }
    }
  }
}

static void FN(winograd_unit_panel)(const struct ck_patches *s, const float *w, float *u) {
  WINOGRAD(winograd_unit_panel_of, s, w, u);
}

static void FN(winograd_term_panel)(
    const struct ck_patches *s, const float *w, ptrdiff_t term, float *u) {
  WINOGRAD(winograd_term_panel_of, s, w, term, u);
}

static void FN(winograd_weight_gradient)(
    const struct ck_patches *s, const float *du, float *dw) {
  WINOGRAD(winograd_weight_gradient_of, s, du, dw);
}

#undef WINOGRAD
