internal import Foundation

/// How similar two points of a map are at a distance x: 1 / (1 + a x^(2b)), fitted to 1 below the
/// least distance and exp(−(x − least) / spread) beyond by least squares, as umap-learn does.
public struct LayoutCurve: Sendable, Equatable {
  /// Steepness.
  public let a: Double
  /// Half the exponent.
  public let b: Double

  /// Fits the curve at 300 distances up to three times the spread (Levenberg–Marquardt).
  ///
  /// - Parameters:
  ///   - leastDistance: From where similarity falls, ≥ 0, at most the spread.
  ///   - spread: How fast it falls, > 0.
  public init(leastDistance: Double, spread: Double) {
    precondition(leastDistance >= 0 && spread > 0 && leastDistance <= spread)
    let xs = (1..<300).map { 3 * spread * Double($0) / 299 }
    let ys = xs.map { $0 < leastDistance ? 1 : exp(-($0 - leastDistance) / spread) }
    func loss(_ a: Double, _ b: Double) -> Double {
      zip(xs, ys).reduce(0) {
        let residual = 1 / (1 + a * pow($1.0, 2 * b)) - $1.1
        return $0 + residual * residual
      }
    }
    var (a, b, damping) = (1.0, 1.0, 1e-3)
    var least = loss(a, b)
    for _ in 0..<200 {
      // Normal equations of both parameters.
      var (aa, ab, bb, ga, gb) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (x, y) in zip(xs, ys) {
        let power = pow(x, 2 * b)
        let value = 1 / (1 + a * power)
        let (da, db) = (-power * value * value, -2 * a * power * log(x) * value * value)
        aa += da * da
        ab += da * db
        bb += db * db
        ga += da * (value - y)
        gb += db * (value - y)
      }
      let (p, q) = (aa * (1 + damping), bb * (1 + damping))
      let determinant = p * q - ab * ab
      let (stepA, stepB) = (
        (q * ga - ab * gb) / determinant, (p * gb - ab * ga) / determinant
      )
      let found = loss(a - stepA, b - stepB)
      if found < least {
        (a, b, least) = (a - stepA, b - stepB, found)
        damping /= 10
      } else {
        damping *= 10
      }
      if abs(stepA) + abs(stepB) < 1e-12 { break }
    }
    (self.a, self.b) = (a, b)
  }
}
