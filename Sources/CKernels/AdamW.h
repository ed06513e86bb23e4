// Passes over flat arrays; see CKernels.h. Included once for each instruction set.

static void FN(adamw)(
    float *restrict p, float *restrict g, float *restrict m, float *restrict v, ptrdiff_t n,
    struct ck_adamw s) {
  ptrdiff_t i = 0;
  for (; i + 8 <= n; i += 8) {
    v8 old = LOAD(p + i);
    v8 gradient = LOAD(g + i) * s.gradient_scale + s.penalty * old;
    v8 first = s.keep1 * LOAD(m + i) + s.add1 * gradient;
    v8 second = s.keep2 * LOAD(v + i) + s.add2 * gradient * gradient;
    STORE(m + i, first);
    STORE(v + i, second);
    v8 root = __builtin_elementwise_sqrt(second) * s.root_correction + s.epsilon;
    STORE(p + i, old * s.shrink - s.rate * first / root);
    STORE(g + i, SPLAT(0));
  }
  for (; i < n; i++) {
    float gradient = g[i] * s.gradient_scale + s.penalty * p[i];
    m[i] = s.keep1 * m[i] + s.add1 * gradient;
    v[i] = s.keep2 * v[i] + s.add2 * gradient * gradient;
    float root = __builtin_elementwise_sqrt(v[i]) * s.root_correction + s.epsilon;
    p[i] = p[i] * s.shrink - s.rate * m[i] / root;
    g[i] = 0;
  }
}

static double FN(sum_of_squares)(const float *x, ptrdiff_t n) {
  d4 a = {0}, b = {0}, c = {0}, d = {0};
  ptrdiff_t i = 0;
  for (; i + 16 <= n; i += 16) {
    d4 xa = WIDEN(x + i), xb = WIDEN(x + i + 4), xc = WIDEN(x + i + 8), xd = WIDEN(x + i + 12);
    a += xa * xa;
    b += xb * xb;
    c += xc * xc;
    d += xd * xd;
  }
  a = (a + b) + (c + d);
  double sum = (a[0] + a[1]) + (a[2] + a[3]);
  for (; i < n; i++) sum += (double)x[i] * x[i];
  return sum;
}
