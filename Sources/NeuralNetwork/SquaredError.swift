public import LinearAlgebra
internal import Parallelism

/// The squared error of a reconstruction, w·Σ(x̂ − x)².
///
/// - Parameters:
///   - reconstruction: x̂ (B, D).
///   - target: x (B, D).
///   - weight: w, from ``Reduction/weight(rows:columns:)``.
///   - threads: Number of workers, ≥ 1; bits do not depend on it.
public func squaredError(
  _ reconstruction: Matrix, _ target: Matrix, weight: Double, threads: Int = 1
) -> Double {
  precondition(reconstruction.rows == target.rows && reconstruction.columns == target.columns)
  let size = 1 << 14
  let count = target.elements.count
  let parts = concurrentValues(count: (count + size - 1) / size, threads: threads) { chunk in
    let range = (chunk * size)..<min((chunk + 1) * size, count)
    let (a, b) = (
      reconstruction.elements.span.extracting(range), target.elements.span.extracting(range)
    )
    var sums = SIMD8<Double>.zero
    let whole = range.count / 8 * 8
    for i in stride(from: 0, to: whole, by: 8) {
      for lane in 0..<8 {
        let error = Double(a[i + lane]) - Double(b[i + lane])
        sums[lane] += error * error
      }
    }
    for i in whole..<range.count {
      let error = Double(a[i]) - Double(b[i])
      sums[0] += error * error
    }
    return sums.sum()
  }
  return weight * parts.reduce(0, +)
}

/// Turns a reconstruction into the gradient of its squared error, 2w·(x̂ − x); see
/// ``squaredError(_:_:weight:threads:)``.
public func replaceBySquaredErrorGradient(
  _ reconstruction: inout Matrix, _ target: Matrix, weight: Double, threads: Int = 1
) {
  precondition(reconstruction.rows == target.rows && reconstruction.columns == target.columns)
  let size = 1 << 14
  let scale = Float(2 * weight)
  let x = target.elements
  reconstruction.elements.withConcurrentChunks(of: size, threads: threads) { chunk, part in
    let target = x.span.extracting((chunk * size)..<(chunk * size + part.count))
    let count = part.count
    for i in 0..<count { part[i] = scale * (part[i] - target[i]) }
  }
}
