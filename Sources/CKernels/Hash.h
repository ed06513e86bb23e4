// Random words without state; see CKernels.h.

// Eight words that depend on the number of each, from an index on, and on two keys: twice the
// finaliser of MurmurHash3 (Appleby 2011), a bijection that spreads every bit over all.
INLINE u8 FN(hash)(uint32_t index, uint32_t first, uint32_t second) {
  u8 x = (u8){0, 1, 2, 3, 4, 5, 6, 7} + (index + first);
  x = (x ^ (x >> 16)) * 0x85ebca6bu;
  x = (x ^ (x >> 13)) * 0xc2b2ae35u;
  x = (x ^ (x >> 16)) ^ second;
  x = (x ^ (x >> 16)) * 0x85ebca6bu;
  x = (x ^ (x >> 13)) * 0xc2b2ae35u;
  return x ^ (x >> 16);
}

static void FN(uniform)(
    float *x, ptrdiff_t n, float bound, uint32_t first, uint32_t second, uint32_t index) {
  for (ptrdiff_t i = 0; i < n; i += 8) {
    // 24 random bits, the most that a float holds, in the middle of their steps.
    i8 bits = (i8)(FN(hash)(index + (uint32_t)i, first, second) >> 8);
    v8 share = (__builtin_convertvector(bits, v8) + 0.5f) * 0x1p-23f - 1.0f;
    v8 values = share * bound;
    if (n - i >= 8) STORE(x + i, values);
    else memcpy(x + i, &values, (n - i) * sizeof(float));
  }
}
