// Compiles every kernel for each instruction set, and chooses at run time.
#include "CKernels.h"

#include <string.h>

#define JOINED_(a, b) a##b
#define JOINED(a, b) JOINED_(a, b)
// The name of a kernel for the instruction set being compiled.
#define FN(name) JOINED(name, SUFFIX)
#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")

// Vectors of eight floats: two SSE registers, or one of AVX.
typedef float v8 __attribute__((vector_size(32), aligned(4)));
typedef float v4 __attribute__((vector_size(16), aligned(4)));
typedef double d4 __attribute__((vector_size(32)));
typedef uint32_t u8 __attribute__((vector_size(32)));
typedef int32_t i8 __attribute__((vector_size(32)));
#define LOAD(p) (*(const v8 *)(p))
#define STORE(p, x) (*(v8 *)(p) = (x))
#define SPLAT(x) ({ float x_ = (x); (v8){x_, x_, x_, x_, x_, x_, x_, x_}; })
#define WIDEN(p) __builtin_convertvector(*(const v4 *)(p), d4)

// The factors of a product and where it starts: numbers, and how far apart rows, lines, terms and
// panels of 16 columns are.
struct left { const float *values; ptrdiff_t row, line, term; };
struct right { const float *values; ptrdiff_t panel, term; };
struct start { const float *values; ptrdiff_t row; };

enum {
  // Tiles of a convolution that are multiplied together.
  together = 42,
  // Sums over so many rows are taken in float, the sums of those in double.
  rows_in_float = 64,
  // Channels whose sums are taken side by side.
  stripe = 256,
};

// Vectors are passed to functions that are always inlined: no ABI is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

#define SUFFIX _baseline
#include "AdamW.h"
#include "Distances.h"
#include "Hash.h"
#include "Product.h"
#include "Shaping.h"
#include "Attention.h"
#include "Dense.h"
#include "Map.h"
#include "Signal.h"
#include "Sliding.h"
#include "Spectrum.h"
#include "Transpose.h"
#include "Winograd.h"
#undef SUFFIX

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX _avx2
#include "AdamW.h"
#include "Distances.h"
#include "Hash.h"
#include "Product.h"
#include "Shaping.h"
#include "Attention.h"
#include "Dense.h"
#include "Map.h"
#include "Signal.h"
#include "Sliding.h"
#include "Spectrum.h"
#include "Transpose.h"
#include "Winograd.h"
#undef SUFFIX
#pragma clang attribute pop
#define CHOOSE(name, ...)                                                 \
  (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")        \
       ? name##_avx2(__VA_ARGS__) : name##_baseline(__VA_ARGS__))
#else
#define CHOOSE(name, ...) name##_baseline(__VA_ARGS__)
#endif

void ck_adamw(
    float *p, float *g, float *m, float *v, ptrdiff_t n, struct ck_adamw settings) {
  CHOOSE(adamw, p, g, m, v, n, settings);
}

double ck_sum_of_squares(const float *x, ptrdiff_t n) { return CHOOSE(sum_of_squares, x, n); }

void ck_shape(const float *x, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s, float *y) {
  CHOOSE(shape, x, rows, channels, s, y);
}

void ck_gelu(float *x, ptrdiff_t n) { CHOOSE(gelu, x, n); }

void ck_softmax(float *x, ptrdiff_t rows, ptrdiff_t n, float scale) {
  CHOOSE(softmax, x, rows, n, scale);
}

void ck_add_normalized(
    float *x, const float *other, ptrdiff_t rows, ptrdiff_t n, const float *weight,
    const float *bias, double epsilon) {
  CHOOSE(add_normalized, x, other, rows, n, weight, bias, epsilon);
}

void ck_shaped_sums(
    const float *x, const float *dy, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s,
    const float *mean, double *sums, double *products) {
  CHOOSE(shaped_sums, x, dy, rows, channels, s, mean, sums, products);
}

void ck_unshape(
    const float *x, float *d, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s,
    const float *mean, const float *centre, const float *along) {
  CHOOSE(unshape, x, d, rows, channels, s, mean, centre, along);
}

void ck_moments(
    const float *x, ptrdiff_t rows, ptrdiff_t channels, const float *origin, double *sums,
    double *squares) {
  CHOOSE(moments, x, rows, channels, origin, sums, squares);
}

void ck_transpose(
    const float *x, ptrdiff_t x_row, ptrdiff_t rows, ptrdiff_t columns, float *y, ptrdiff_t y_row) {
  CHOOSE(transpose, x, x_row, rows, columns, y, y_row);
}

void ck_dense(
    const float *panels, ptrdiff_t count, ptrdiff_t n, const float *w, const float *bias,
    ptrdiff_t units, float *y) {
  CHOOSE(dense, panels, count, n, w, bias, units, y);
}

void ck_add_columns(
    const float *x, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t columns, double *sums) {
  CHOOSE(add_columns, x, row, rows, columns, sums);
}

static ptrdiff_t places(struct ck_patches s) { return s.vertical.kernel == 4 ? 25 : 7; }

static ptrdiff_t terms(struct ck_patches s) {
  return (s.vertical.kernel == 4 ? 4 : 2) * s.channels;
}

ptrdiff_t ck_winograd_samples(struct ck_patches s) {
  ptrdiff_t tiles = tiles_baseline(s.vertical.kernel == 4 ? 5 : 1, &s);
  return tiles < together ? together / tiles : 1;
}

ptrdiff_t ck_winograd_scratch(struct ck_patches s) {
  return places(s) * together * (terms(s) + 16 + s.units + 16) + 100 * s.channels + 16;
}

ptrdiff_t ck_winograd_spectrum(struct ck_patches s) {
  return places(s) * terms(s) * s.units;
}

void ck_winograd_windows(
    struct ck_patches s, ptrdiff_t samples, const float *maps, const float *u,
    const float *bias, float *values, float *scratch) {
  CHOOSE(winograd_windows, &s, samples, maps, u, bias, values, scratch);
}

void ck_winograd_maps(
    struct ck_patches s, ptrdiff_t samples, const float *values, const float *u,
    const float *bias, float *maps, float *scratch) {
  CHOOSE(winograd_maps, &s, samples, values, u, bias, maps, scratch);
}

void ck_winograd_gradient(
    struct ck_patches s, ptrdiff_t samples, const float *values, const float *maps, int anew,
    float *du, float *scratch) {
  CHOOSE(winograd_gradient, &s, samples, values, maps, anew, du, scratch);
}

void ck_winograd_unit_panel(struct ck_patches s, const float *w, float *u) {
  CHOOSE(winograd_unit_panel, &s, w, u);
}

void ck_winograd_term_panel(
    struct ck_patches s, const float *w, ptrdiff_t term, float *u) {
  CHOOSE(winograd_term_panel, &s, w, term, u);
}

void ck_winograd_weight_gradient(struct ck_patches s, const float *du, float *dw) {
  CHOOSE(winograd_weight_gradient, &s, du, dw);
}

ptrdiff_t ck_sliding_scratch(struct ck_patches s) {
  ptrdiff_t terms = s.vertical.kernel * s.horizontal.kernel * s.channels;
  ptrdiff_t patch = (terms + 15) / 16 * 16, wider = patch > s.units ? patch : s.units;
  return padded_height_baseline(&s) * padded_baseline(&s).line + s.columns * wider;
}

void ck_sliding_windows(
    struct ck_patches s, const float *map, const float *w, const float *bias,
    float *values, float *scratch) {
  CHOOSE(sliding_windows, &s, map, w, bias, values, scratch);
}

void ck_sliding_maps(
    struct ck_patches s, const float *values, const float *w, const float *bias,
    float *map, float *scratch) {
  CHOOSE(sliding_maps, &s, values, w, bias, map, scratch);
}

void ck_sliding_gradient(
    struct ck_patches s, const float *values, const float *map, float *sums,
    float *scratch) {
  CHOOSE(sliding_gradient, &s, values, map, sums, scratch);
}

void ck_uniform(
    float *x, ptrdiff_t n, float bound, uint32_t first, uint32_t second, uint32_t index) {
  CHOOSE(uniform, x, n, bound, first, second, index);
}

void ck_multiply(const float *x, const float *w, float *y, ptrdiff_t n) {
  CHOOSE(multiply, x, w, y, n);
}

void ck_power(const float *spectrum, float *power, ptrdiff_t n) {
  CHOOSE(power, spectrum, power, n);
}

void ck_sparse_product(
    const float *x, const float *weights, const int32_t *first, const int32_t *starts,
    ptrdiff_t rows, float *y, ptrdiff_t stride) {
  CHOOSE(sparse_product, x, weights, first, starts, rows, y, stride);
}

float ck_largest_magnitude(const float *x, ptrdiff_t n) {
  return CHOOSE(largest_magnitude, x, n);
}

ptrdiff_t ck_select_least(
    const float *p, const float *a, const float *b, ptrdiff_t n, float start, float bound,
    float slope, int32_t *found) {
  return CHOOSE(select_least, p, a, b, n, start, bound, slope, found);
}

void ck_narrow_products(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const float *c, ptrdiff_t k, float *out) {
  CHOOSE(narrow_products, x, rows, d, c, k, out);
}

void ck_add_distances(
    float *p, const float *norms, ptrdiff_t n, float norm, float share, double *total,
    float *least) {
  CHOOSE(add_distances, p, norms, n, norm, share, total, least);
}

void ck_move(
    const float *map, ptrdiff_t d, const int32_t *others, ptrdiff_t n, struct ck_curve curve,
    ptrdiff_t pulls, ptrdiff_t pushes, float rate, float *points, float *away) {
  CHOOSE(move, map, d, others, n, curve, pulls, pushes, rate, points, away);
}

double ck_squared_distance(const float *a, const float *b, ptrdiff_t d) {
  return CHOOSE(squared_distance, a, b, d);
}

void ck_add_weighted_rows(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const double *weights, ptrdiff_t k,
    double *sums) {
  CHOOSE(add_weighted_rows, x, rows, d, weights, k, sums);
}

void ck_scaled_differences(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const double *centre, const double *scales,
    float *y) {
  CHOOSE(scaled_differences, x, rows, d, centre, scales, y);
}

void ck_add_rows(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const int64_t *groups, double *sums) {
  CHOOSE(add_rows, x, rows, d, groups, sums);
}

float ck_mix_pairs(const float *x, float *mean, ptrdiff_t n) {
  return CHOOSE(mix_pairs, x, mean, n);
}

void ck_filtered_energies(
    const float *x, ptrdiff_t channels, ptrdiff_t groups, const double *columns, double *state,
    double *energies) {
  CHOOSE(filtered_energies, x, channels, groups, columns, state, energies);
}

uint32_t ck_fletcher32(const void *words, ptrdiff_t n) { return CHOOSE(fletcher32, words, n); }
