// Passes over audio and its bytes; see CKernels.h. Included once for each instruction set.

// Without their signs, the bits of floats are ordered like them, and those of no number come last.
INLINE int32_t FN(unsigned_bits)(float x) {
  union { float value; int32_t bits; } both = {x};
  return both.bits & 0x7fffffff;
}

static float FN(largest_magnitude)(const float *x, ptrdiff_t n) {
  typedef int32_t i8 __attribute__((vector_size(32), aligned(4)));
  i8 eight = {0};
  ptrdiff_t i = 0;
  for (; i + 8 <= n; i += 8)
    eight = __builtin_elementwise_max(eight, *(const i8 *)(x + i) & 0x7fffffff);
  union { int32_t bits; float value; } largest = {0};
  for (int lane = 0; lane < 8; lane++)
    largest.bits = eight[lane] > largest.bits ? eight[lane] : largest.bits;
  for (; i < n; i++) {
    int32_t bits = FN(unsigned_bits)(x[i]);
    largest.bits = bits > largest.bits ? bits : largest.bits;
  }
  return largest.value;
}

static float FN(mix_pairs)(const float *restrict x, float *restrict mean, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i++) mean[i] = 0.5f * x[2 * i] + 0.5f * x[2 * i + 1];
  return FN(largest_magnitude)(x, 2 * n);
}

// Of one or two channels, whose recurrences do not wait for each other.
INLINE void FN(filter_channels)(
    const float *restrict x, ptrdiff_t stride, ptrdiff_t groups, const double *restrict columns,
    double *restrict state, double *restrict energies, const int channels) {
  typedef double unaligned __attribute__((vector_size(32), aligned(8)));
  d4 column[16], memory[2], energy[2] = {{0}};
  for (int k = 0; k < 16; k++) column[k] = *(const unaligned *)(columns + 4 * k);
  for (int c = 0; c < channels; c++) memory[c] = *(const unaligned *)(state + 4 * c);
  for (; groups > 0; groups--, x += 4 * stride)
    UNROLLED for (int c = 0; c < channels; c++) {
      double x0 = x[c], x1 = x[stride + c], x2 = x[2 * stride + c], x3 = x[3 * stride + c];
      d4 m = memory[c];
      d4 y = (x0 * column[0] + x1 * column[1]) + (x2 * column[2] + x3 * column[3]);
      d4 next = (x0 * column[8] + x1 * column[9]) + (x2 * column[10] + x3 * column[11]);
      y += (m[0] * column[4] + m[1] * column[5]) + (m[2] * column[6] + m[3] * column[7]);
      next += (m[0] * column[12] + m[1] * column[13]) + (m[2] * column[14] + m[3] * column[15]);
      energy[c] += y * y;
      memory[c] = next;
    }
  for (int c = 0; c < channels; c++) {
    *(unaligned *)(state + 4 * c) = memory[c];
    energies[c] += (energy[c][0] + energy[c][1]) + (energy[c][2] + energy[c][3]);
  }
}

static void FN(filtered_energies)(
    const float *x, ptrdiff_t channels, ptrdiff_t groups, const double *columns, double *state,
    double *energies) {
  ptrdiff_t c = 0;
  for (; c + 2 <= channels; c += 2)
    FN(filter_channels)(x + c, channels, groups, columns, state + 4 * c, energies + c, 2);
  if (c < channels)
    FN(filter_channels)(x + c, channels, groups, columns, state + 4 * c, energies + c, 1);
}

static uint32_t FN(fletcher32)(const uint16_t *words, ptrdiff_t n) {
  // Of the words as they lie in memory; both sums are modulo 2¹⁶ − 1, where exchanging the bytes of
  // words multiplies by 2⁸, and any multiple of the modulus but 0 itself is written as the modulus.
  enum { modulus = 0xffff, block = 128 };
  uint64_t sum = 0, sums = 0, any = 0;
  for (; n >= block; n -= block, words += block) {
    uint32_t plain = 0, weighted = 0;
    for (uint32_t i = 0; i < block; i++) {
      plain += words[i];
      weighted += (block - i) * words[i];
    }
    sums = (sums + block * sum + weighted) % modulus;
    sum = (sum + plain) % modulus;
    any |= plain;
  }
  for (; n > 0; n--, words++) {
    sum = (sum + *words) % modulus;
    sums = (sums + sum) % modulus;
    any |= *words;
  }
  sum = sum * 256 % modulus;
  sums = sums * 256 % modulus;
  return (uint32_t)((any && !sums ? modulus : sums) << 16 | (any && !sum ? modulus : sum));
}
