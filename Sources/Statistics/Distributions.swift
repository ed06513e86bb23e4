internal import Foundation

// Tails are computed as such, never as 1 less the rest, so that small p-values keep their digits.

/// P(X > z) of a standard normal variable.
func normalTail(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }

/// The z with P(X > z) = `tail`, 0 < tail < 1.
func normalQuantile(tail: Double) -> Double { root { normalTail($0) - tail } }

/// P(|T| > |t|) of Student's t.
func studentTwoTails(_ t: Double, degrees: Double) -> Double {
  if t.isInfinite { return 0 }
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
}

/// The t with P(|T| > t) = `tails`, 0 < tails < 1.
func studentQuantile(twoTails tails: Double, degrees: Double) -> Double {
  root { studentTwoTails(max($0, 0), degrees: degrees) - tails }
}

/// P(X > f) of Fisher's F.
func fisherTail(_ f: Double, _ numerator: Double, _ denominator: Double) -> Double {
  if f <= 0 { return 1 }
  if f.isInfinite { return 0 }
  return incompleteBeta(
    denominator / (denominator + numerator * f), denominator / 2, numerator / 2)
}

/// P(X > x) of χ²: the regularised upper incomplete gamma function Q(degrees / 2, x / 2).
func chiSquaredTail(_ x: Double, degrees: Double) -> Double {
  let (a, x) = (degrees / 2, x / 2)
  if x <= 0 { return 1 }
  let front = exp(a * log(x) - x - logGamma(a))
  if x < a + 1 {
    // The series of the lower function (DLMF 8.11.4).
    var (term, sum, denominator) = (1 / a, 1 / a, a)
    while term > sum * 1e-17 {
      denominator += 1
      term *= x / denominator
      sum += term
    }
    return 1 - front * sum
  }
  // The continued fraction of the upper one (DLMF 8.9.2), by Lentz's method.
  var (b, c) = (x + 1 - a, 1e300)
  var d = 1 / b
  var fraction = d
  for i in 1...10_000 {
    let numerator = -Double(i) * (Double(i) - a)
    b += 2
    d = 1 / (numerator * d + b)
    c = b + numerator / c
    fraction *= c * d
    if abs(c * d - 1) < 1e-15 { break }
  }
  return front * fraction
}

/// P(range of k standard normal variables > q): the studentised range with infinite degrees of
/// freedom, 1 − k ∫ φ(z) (Φ(z + q) − Φ(z))ᵏ⁻¹ dz by Simpson’s rule.
func rangeTail(_ q: Double, of k: Int) -> Double {
  let (steps, bound) = (4000, 10.0)
  let width = 2 * bound / Double(steps)
  var sum = 0.0
  for i in 0...steps {
    let z = -bound + width * Double(i)
    // All others lie between z, the least, and z + q.
    let inside = normalTail(z) - normalTail(z + q)
    let density = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
    let weight: Double = i == 0 || i == steps ? 1 : (i % 2 == 0 ? 2 : 4)
    sum += weight * density * pow(inside, Double(k - 1))
  }
  return 1 - Double(k) * sum * width / 3
}

/// The q with P(range > q) = `tail`.
func rangeQuantile(tail: Double, of k: Int) -> Double {
  root { rangeTail(max($0, 0), of: k) - tail }
}

/// ln Γ(x), x > 0 (Stirling's series, DLMF 5.11.1, after the recurrence has made x large).
func logGamma(_ x: Double) -> Double {
  var (x, product) = (x, 1.0)
  while x < 15 {
    product *= x
    x += 1
  }
  let inverse = 1 / (x * x)
  let series =
    (1.0 / 12
      - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse * (1.0 / 1680 - inverse / 1188))))
    / x
  return (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + series - log(product)
}

/// The regularised incomplete beta function I(x; a, b), by its continued fraction (DLMF 8.17.22)
/// and Lentz's method.
func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  if x <= 0 { return 0 }
  if x >= 1 { return 1 }
  // The fraction converges fast on this side of the mean only.
  if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
  let front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(1 - x)) / a
  var c = 1.0
  var d = 1 / (1 - (a + b) * x / (a + 1))
  var fraction = d
  for step in 1...10_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d)
    c = 1 + even / c
    fraction *= c * d
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    fraction *= c * d
    if abs(c * d - 1) < 1e-15 { break }
  }
  return front * fraction
}

/// Where a falling function is 0, by bisection to the last bit.
private func root(_ function: (Double) -> Double) -> Double {
  var (low, high) = (-1.0, 1.0)
  while function(low) < 0 { low *= 2 }
  while function(high) > 0 { high *= 2 }
  while true {
    let middle = (low + high) / 2
    if middle <= low || middle >= high { return middle }
    if function(middle) > 0 { low = middle } else { high = middle }
  }
}
