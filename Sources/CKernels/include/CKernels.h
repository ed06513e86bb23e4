// The loops that training spends its time in, for one thread and contiguous floats.
//
// Each is compiled twice from the same text, for any x86-64 (or other) processor and for AVX2 with
// FMA; which one runs is found out at run time. The two round differently, in the last bits.
//
// Nothing here allocates, knows threads or reads beyond what its comment says. Pointers need no
// alignment and do not overlap unless said. Matrices are by rows.
#pragma once
#include <stddef.h>
#include <stdint.h>

// ------------------------------------------------------------------------------------ Optimisation

struct ck_adamw {
  float gradient_scale;    // multiplies g first
  float penalty;           // λ of an L2 penalty: g + λp takes the place of g
  float shrink;            // p is multiplied by it: 1 − ηλ of decoupled decay
  float keep1, add1;       // β₁, 1 − β₁
  float keep2, add2;       // β₂, 1 − β₂
  float rate;              // η/(1 − β₁ᵗ)
  float root_correction;   // 1/√(1 − β₂ᵗ)
  float epsilon;           // ε
};

// One step of Adam over n parameters p with gradients g and moments m, v; g becomes 0.
void ck_adamw(
    float *p, float *g, float *m, float *v, ptrdiff_t n, struct ck_adamw settings);

// Σx², summed in double.
double ck_sum_of_squares(const float *x, ptrdiff_t n);

// --------------------------------------------------------------------------------- Normalisation

// What follows an affine layer: of each channel v = scale·x + shift; y = v·slope·factor, where the
// slope is 1 for v above 0, and elsewhere as given (1 for the identity, 0 for ReLU). Of elements,
// counted from `index`, those whose hash of (first, second, number) is below `limit` are dropped;
// a limit of 0 drops none. All pointers are to one number per channel.
struct ck_shaping {
  const float *scale, *shift, *factors;
  float slope;
  uint32_t first, second, limit, index;
};

// y (rows, channels) from x (rows, channels).
void ck_shape(const float *x, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s, float *y);

// Of each channel, adds Σ g and Σ g·(x − mean), where g = dy·∂y/∂v.
void ck_shaped_sums(
    const float *x, const float *dy, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s,
    const float *mean, double *sums, double *products);

// Replaces d = dy by scale·(g − centre) − (x − mean)·along.
void ck_unshape(
    const float *x, float *d, ptrdiff_t rows, ptrdiff_t channels, struct ck_shaping s,
    const float *mean, const float *centre, const float *along);

// Of each channel, adds Σ (x − origin) and Σ (x − origin)²; an origin within the values' spread
// keeps the digits of both.
void ck_moments(
    const float *x, ptrdiff_t rows, ptrdiff_t channels, const float *origin, double *sums,
    double *squares);

// ------------------------------------------------------------------------------------------ Dense

// y (units, 16·count) from w (units, n), a bias per unit and `count` panels (n, 16), one after another.
void ck_dense(
    const float *panels, ptrdiff_t count, ptrdiff_t n, const float *w, const float *bias,
    ptrdiff_t units, float *y);

// --------------------------------------------------------------------------------------- Matrices

// y (columns, rows) from x (rows, columns); rows are as far apart as is said.
void ck_transpose(
    const float *x, ptrdiff_t x_row, ptrdiff_t rows, ptrdiff_t columns, float *y, ptrdiff_t y_row);

// Adds the columns of x, whose rows are `row` floats apart, to sums.
void ck_add_columns(
    const float *x, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t columns, double *sums);

// ------------------------------------------------------------------------------------ Convolution

// How a window moves along one axis.
struct ck_axis {
  ptrdiff_t kernel, stride, padding;
};

// A map (height, width, channels), and the windows (rows, columns, units) over it. Weights w are
// (units, kernel height, kernel width, channels).
struct ck_patches {
  ptrdiff_t height, width, channels;
  ptrdiff_t rows, columns, units;
  struct ck_axis vertical, horizontal;
};

// Winograd's filtering is for a horizontal kernel of 4 and stride of 2; a vertical one alike, or a
// kernel and stride of 1 without padding; channels in multiples of 8 and units in multiples of 16.

// Samples that fill a block of tiles, at least one.
ptrdiff_t ck_winograd_samples(struct ck_patches s);

// Floats of working memory for the three that follow.
ptrdiff_t ck_winograd_scratch(struct ck_patches s);
// Floats of the transformed weights.
ptrdiff_t ck_winograd_spectrum(struct ck_patches s);

// values (samples, windows) from maps (samples, map), weights by panels of units and a bias per
// unit.
void ck_winograd_windows(
    struct ck_patches s, ptrdiff_t samples, const float *maps, const float *u,
    const float *bias, float *values, float *scratch);

// maps from values, the transposed convolution, with weights by panels of terms and a bias per
// channel.
void ck_winograd_maps(
    struct ck_patches s, ptrdiff_t samples, const float *values, const float *u,
    const float *bias, float *maps, float *scratch);

// Adds to the transformed gradient of the weights, or begins it anew.
void ck_winograd_gradient(
    struct ck_patches s, ptrdiff_t samples, const float *values, const float *maps, int anew,
    float *du, float *scratch);

// One panel of transformed weights: 16 units from a unit on, whose weights begin at w.
void ck_winograd_unit_panel(struct ck_patches s, const float *w, float *u);
// One panel of transformed weights: 16 terms from a term on, of all weights.
void ck_winograd_term_panel(struct ck_patches s, const float *w, ptrdiff_t term, float *u);
// The gradient of the weights from the transformed one.
void ck_winograd_weight_gradient(struct ck_patches s, const float *du, float *dw);

// Sliding is for any kernel, stride and padding, for units in multiples of 16. One sample each.

// Floats of working memory for the three that follow.
ptrdiff_t ck_sliding_scratch(struct ck_patches s);

// values from a map, with weights (units/16, terms, 16).
void ck_sliding_windows(
    struct ck_patches s, const float *map, const float *w, const float *bias,
    float *values, float *scratch);

// A map from values, with weights (⌈terms/16⌉, units, 16), zero beyond the terms.
void ck_sliding_maps(
    struct ck_patches s, const float *values, const float *w, const float *bias,
    float *map, float *scratch);

// Adds to the gradient of the weights, as (terms, units).
void ck_sliding_gradient(
    struct ck_patches s, const float *values, const float *map, float *sums,
    float *scratch);

// ---------------------------------------------------------------------------------------- Drawing

// Numbers uniform in ±bound, by the hash of (first, second, number), counted from `index`.
void ck_uniform(
    float *x, ptrdiff_t n, float bound, uint32_t first, uint32_t second, uint32_t index);

// ----------------------------------------------------------------------------------------- Spectra

// y = x·w, element by element.
void ck_multiply(const float *x, const float *w, float *y, ptrdiff_t n);

// |X_k|² of n complex numbers: real part, imaginary part.
void ck_power(const float *spectrum, float *power, ptrdiff_t n);

// The product of a vector with a matrix whose rows are zero but for one run each. Row r weighs
// x[first[r]…] by weights[starts[r]…starts[r + 1]]; its sum goes to y[r·stride]. Runs whose length is
// a multiple of 8 are fastest.
void ck_sparse_product(
    const float *x, const float *weights, const int32_t *first, const int32_t *starts,
    ptrdiff_t rows, float *y, ptrdiff_t stride);

// ------------------------------------------------------------------------------------------ Signals

// The largest |x|; not a number where an x is none.
float ck_largest_magnitude(const float *x, ptrdiff_t n);

// The means of n pairs of numbers that lie side by side. Gives the largest of their magnitudes, not a
// number where one is none.
float ck_mix_pairs(const float *x, float *mean, ptrdiff_t n);

// Filters 4·groups frames of interleaved channels by a linear filter that remembers four numbers a
// channel, state, and adds Σy² of each channel's outputs to its energy. Four outputs are the sum of
// columns 0–3, weighted by four samples, and 4–7, weighted by the state; the next state, of columns
// 8–11 and 12–15 likewise. A column is four numbers.
void ck_filtered_energies(
    const float *x, ptrdiff_t channels, ptrdiff_t groups, const double *columns, double *state,
    double *energies);

// Fletcher's checksum of n words of 16 bits as HDF5 takes it, the bytes of each word exchanged.
uint32_t ck_fletcher32(const void *words, ptrdiff_t n);

// --------------------------------------------------------------------------------------- Attention

// x ← x·Φ(x), Φ the normal distribution's, to 10⁻⁶.
void ck_gelu(float *x, ptrdiff_t n);

// Each row of x (rows, n) ← e^(scale·x)/Σ, n ≥ 1.
void ck_softmax(float *x, ptrdiff_t rows, ptrdiff_t n, float scale);

// Each row of x (rows, n): v = x + other, x ← (v − mean)/√(variance + epsilon)·weight + bias.
void ck_add_normalized(
    float *x, const float *other, ptrdiff_t rows, ptrdiff_t n, const float *weight,
    const float *bias, double epsilon);

// --------------------------------------------------------------------------------------- Distances

// Writes those of 0 ..< n, ascending, for which start + a − 2p ≤ bound + slope·b, and returns how many
// they are; `found` has room for n + 1.
ptrdiff_t ck_select_least(
    const float *p, const float *a, const float *b, ptrdiff_t n, float start, float bound,
    float slope, int32_t *found);

// out (rows, k) ← x·cᵀ for few rows of c, where packing for a general product would cost more than
// the product: x (rows, d), c (k, d).
void ck_narrow_products(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const float *c, ptrdiff_t k, float *out);

// Σ(a − b)², in double; the same bits for (a, b) and (b, a).
double ck_squared_distance(const float *a, const float *b, ptrdiff_t d);

// How similar points of a map are at a squared distance s: 1/(1 + a·s^b).
struct ck_curve { float a, b; };

// Moves sixteen points (2, d, 8) by others (n, pulls + pushes, 16), rows of a map (rows, d) or below 0
// for none, one after the other: along each axis by rate·max(−4, min(4, f·(point − other))), where
// f = −2ab·s^(b − 1)/(1 + a·s^b) for others that pull and 2b/((0.001 + s)(1 + a·s^b)) for those that
// push. `away` (2, d, 8) is working memory.
void ck_move(
    const float *map, ptrdiff_t d, const int32_t *others, ptrdiff_t n, struct ck_curve curve,
    ptrdiff_t pulls, ptrdiff_t pushes, float rate, float *points, float *away);

// p ← √(norms + norm − 2p), of what is not below 0; total += p; least ← the least of itself and of the
// squares less share·(norms + norm). All of n.
void ck_add_distances(
    float *p, const float *norms, ptrdiff_t n, float norm, float share, double *total,
    float *least);

// Adds weight·row to each of k sums (k, d), in double: x (rows, d), weights (rows, k).
void ck_add_weighted_rows(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const double *weights, ptrdiff_t k,
    double *sums);

// y ← scale of the row·(x − centre), worked out in double: x and y (rows, d).
void ck_scaled_differences(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const double *centre, const double *scales,
    float *y);

// Adds each row of x (rows, d) to the sum of its group, in double.
void ck_add_rows(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const int64_t *groups, double *sums);

