// The loops that training and log-mel spectrograms spend their time in, for one thread and
// contiguous floats.
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

// Adds each row of x (rows, d) to the sum of its group, in double.
void ck_add_rows(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const int64_t *groups, double *sums);

// ------------------------------------------------------------------------------------------ Signals

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
