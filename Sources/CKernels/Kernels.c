// Compiles every kernel for each instruction set, and chooses at run time.
#include "CKernels.h"

#define JOINED_(a, b) a##b
#define JOINED(a, b) JOINED_(a, b)
// The name of a kernel for the instruction set being compiled.
#define FN(name) JOINED(name, SUFFIX)
#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")

// Vectors of eight floats: two SSE registers or one of AVX.
typedef float v8 __attribute__((vector_size(32), aligned(4)));
typedef float v4 __attribute__((vector_size(16), aligned(4)));
typedef double d4 __attribute__((vector_size(32)));
#define LOAD(p) (*(const v8 *)(p))
#define STORE(p, x) (*(v8 *)(p) = (x))
#define SPLAT(x) ({ float x_ = (x); (v8){x_, x_, x_, x_, x_, x_, x_, x_}; })
#define WIDEN(p) __builtin_convertvector(*(const v4 *)(p), d4)

#define SUFFIX _baseline
#include "AdamW.h"
#include "Distances.h"
#include "Signal.h"
#include "Spectrum.h"
#undef SUFFIX

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX _avx2
#include "AdamW.h"
#include "Distances.h"
#include "Signal.h"
#include "Spectrum.h"
#undef SUFFIX
#pragma clang attribute pop
#define CHOOSE(call_of)                                                        \
  (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? call_of(_avx2) : call_of(_baseline))
#else
#define CHOOSE(call_of) call_of(_baseline)
#endif

#define CALL(suffix) adamw##suffix(p, g, m, v, n, settings)
void ck_adamw(
    float *p, float *g, float *m, float *v, ptrdiff_t n, struct ck_adamw settings) {
  CHOOSE(CALL);
}
#undef CALL

#define CALL(suffix) sum_of_squares##suffix(x, n)
double ck_sum_of_squares(const float *x, ptrdiff_t n) { return CHOOSE(CALL); }
#undef CALL

#define CALL(suffix) multiply##suffix(x, w, y, n)
void ck_multiply(const float *x, const float *w, float *y, ptrdiff_t n) { CHOOSE(CALL); }
#undef CALL

#define CALL(suffix) power##suffix(spectrum, power, n)
void ck_power(const float *spectrum, float *power, ptrdiff_t n) { CHOOSE(CALL); }
#undef CALL

#define CALL(suffix) sparse_product##suffix(x, weights, first, starts, rows, y, stride)
void ck_sparse_product(
    const float *x, const float *weights, const int32_t *first, const int32_t *starts,
    ptrdiff_t rows, float *y, ptrdiff_t stride) {
  CHOOSE(CALL);
}
#undef CALL

#define CALL(suffix) largest_magnitude##suffix(x, n)
float ck_largest_magnitude(const float *x, ptrdiff_t n) { return CHOOSE(CALL); }
#undef CALL

#define CALL(suffix) select_least##suffix(p, a, b, n, start, bound, slope, found)
ptrdiff_t ck_select_least(
    const float *p, const float *a, const float *b, ptrdiff_t n, float start, float bound,
    float slope, int32_t *found) {
  return CHOOSE(CALL);
}
#undef CALL

#define CALL(suffix) narrow_products##suffix(x, rows, d, c, k, out)
void ck_narrow_products(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const float *c, ptrdiff_t k, float *out) {
  CHOOSE(CALL);
}
#undef CALL

#define CALL(suffix) mix_pairs##suffix(x, mean, n)
float ck_mix_pairs(const float *x, float *mean, ptrdiff_t n) { return CHOOSE(CALL); }
#undef CALL

#define CALL(suffix) filtered_energies##suffix(x, channels, groups, columns, state, energies)
void ck_filtered_energies(
    const float *x, ptrdiff_t channels, ptrdiff_t groups, const double *columns, double *state,
    double *energies) {
  CHOOSE(CALL);
}
#undef CALL

#define CALL(suffix) squared_distance##suffix(a, b, d)
double ck_squared_distance(const float *a, const float *b, ptrdiff_t d) { return CHOOSE(CALL); }
#undef CALL

#define CALL(suffix) add_rows##suffix(x, rows, d, groups, sums)
void ck_add_rows(
    const float *x, ptrdiff_t rows, ptrdiff_t d, const int64_t *groups, double *sums) {
  CHOOSE(CALL);
}
#undef CALL

#define CALL(suffix) fletcher32##suffix(words, n)
uint32_t ck_fletcher32(const void *words, ptrdiff_t n) { return CHOOSE(CALL); }
#undef CALL
