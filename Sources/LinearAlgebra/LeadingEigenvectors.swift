internal import Foundation

/// Highest degree of the polynomial that is applied between two projections; most projections.
private let (highestDegree, mostRounds) = (20, 60)

/// The most by which the polynomial may magnify, so that a block keeps its rank.
private let mostGrowth = 1e5

/// The eigenvectors of the largest eigenvalues of a symmetric matrix that is only known by its
/// products, with eigenvalues in −1 … 1.
///
/// Subspace iteration with a Chebyshev filter (Zhou, Saad, Tiago & Chelikowsky 2006,
/// doi 10.1016/j.jcp.2006.03.017): eigenvalues that repeat are found as often as they occur.
public struct LeadingEigenvectors: Sendable, Equatable {
  /// The eigenvalues, descending (k).
  public let values: [Double]
  /// The eigenvectors, of unit length, as columns (n, k) by rows; their signs are arbitrary.
  public let vectors: [Double]
  /// The largest ‖A·v − λ·v‖ of them.
  public let residual: Double

  /// Finds the k leading eigenvectors.
  ///
  /// - Parameters:
  ///   - start: A block of columns to begin with (n, width) by rows, width > k or width = n:
  ///     columns beyond k hasten convergence.
  ///   - k: Eigenvectors wanted, ≥ 1.
  ///   - tolerance: Stop when ``residual`` is at most this.
  ///   - multiply: Gives A·block for a block (n, width) by rows.
  /// - Throws: ``LinearAlgebraError``.
  public init(
    from start: [Double], order n: Int, count k: Int, tolerance: Double = 1e-7,
    multiply: ([Double]) -> [Double]
  ) throws {
    let width = start.count / max(n, 1)
    precondition(start.count == n * width && k >= 1 && k <= width, "the block is too narrow")
    var block = start
    var round = 0
    while true {
      block = try orthonormalized(block, width)
      let image = multiply(block)
      // Rayleigh–Ritz: the eigenvectors of the small matrix, by ascending eigenvalues.
      let small = product(
        transposed(block, width), image, rows: width, columns: width, terms: n)
      let (ritz, rotation) = try symmetricEigen(small, order: width)
      block = product(block, rotation, .transposed, rows: n, columns: width, terms: width)
      let rotated = product(image, rotation, .transposed, rows: n, columns: width, terms: width)
      let leading = (0..<k).map { width - 1 - $0 }
      let residual =
        leading.map { column in
          (0..<n).reduce(0.0) {
            let difference =
              rotated[$1 * width + column] - ritz[column] * block[$1 * width + column]
            return $0 + difference * difference
          }.squareRoot()
        }.max() ?? 0
      if residual <= tolerance || round == mostRounds {
        values = leading.map { ritz[$0] }
        vectors = (0..<n).flatMap { row in leading.map { block[row * width + $0] } }
        self.residual = residual
        return
      }
      block = filtered(block, below: min(max(ritz[0], -0.99), 0.999), multiply)
      round += 1
    }
  }
}

/// Chebyshev's polynomial of the matrix, which stays within ±1 on −1 … `cut` and grows beyond.
private func filtered(
  _ block: [Double], below cut: Double, _ multiply: ([Double]) -> [Double]
) -> [Double] {
  let (half, centre) = ((cut + 1) / 2, (cut - 1) / 2)
  // At 1 the polynomial of degree m is cosh(m·acosh(x)).
  let degree = min(highestDegree, max(1, Int(acosh(mostGrowth) / acosh((1 - centre) / half))))
  func mapped(_ block: [Double]) -> [Double] {
    var image = multiply(block)
    for i in image.indices { image[i] = (image[i] - centre * block[i]) / half }
    return image
  }
  var (previous, current) = (block, mapped(block))
  for _ in stride(from: 1, to: degree, by: 1) {
    var next = mapped(current)
    for i in next.indices { next[i] = 2 * next[i] - previous[i] }
    (previous, current) = (current, next)
  }
  return current
}
