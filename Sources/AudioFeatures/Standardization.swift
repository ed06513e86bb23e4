/// The mean and the standard deviation of values, both over all of them (population, 1/n), as
/// NumPy's `mean` and `std`.
///
/// Sums are taken in double precision, in an order that depends on the count alone.
///
/// - Parameter values: At least one, finite.
func meanAndDeviation(of values: Span<Float>) -> (mean: Double, deviation: Double) {
  let n = Double(values.count)
  let mean = laneSum(of: values) { $0 } / n
  let variance = laneSum(of: values) { ($0 - mean) * ($0 - mean) } / n
  return (mean, variance.squareRoot())
}

/// Σ f(x_i) in four interleaved partial sums, which do not wait for each other.
@inline(__always)
func laneSum(of values: Span<Float>, _ f: (SIMD4<Double>) -> SIMD4<Double>) -> Double {
  var sums = SIMD4<Double>.zero
  var i = 0
  while i + 4 <= values.count {
    sums += f(SIMD4(SIMD4<Float>(values[i], values[i + 1], values[i + 2], values[i + 3])))
    i += 4
  }
  var rest = 0.0
  while i < values.count {
    rest += f(SIMD4(repeating: Double(values[i])))[0]
    i += 1
  }
  return (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// The standard deviation below which values count as constant: what is left is rounding.
private let smallestDeviation = 1e-6

/// Shifts and scales values to mean 0 and standard deviation 1 (population, 1/n); constant values,
/// such as those of silence, become 0.
///
/// - Parameter values: Finite; replaced.
public func standardize(_ values: inout MutableSpan<Float>) {
  guard !values.isEmpty else { return }
  let (mean, deviation) = meanAndDeviation(of: values.span)
  let scale = deviation > smallestDeviation ? 1 / deviation : 0
  for i in values.indices { values[i] = Float((Double(values[i]) - mean) * scale) }
}
