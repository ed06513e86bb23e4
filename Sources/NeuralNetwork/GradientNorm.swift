internal import Kernels
internal import Parallelism

/// The Euclidean norm of a flat array, summed in `Double` over fixed chunks: the same bits at any
/// number of threads.
public func euclideanNorm(_ values: [Float], threads: Int = 1) -> Double {
  let size = 1 << 16
  let parts = concurrentValues(count: (values.count + size - 1) / size, threads: threads) { chunk in
    sumOfSquares(
      values.span.extracting((chunk * size)..<min((chunk + 1) * size, values.count)))
  }
  return parts.reduce(0, +).squareRoot()
}

/// The factor that limits the norm of a gradient as PyTorch does: min(1, limit/(norm + 1e-6)).
public func clippingScale(norm: Double, limit: Double) -> Float {
  Float(min(1, limit / (norm + 1e-6)))
}
