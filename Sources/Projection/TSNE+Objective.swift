internal import Foundation
public import LinearAlgebra
internal import Parallelism

extension TSNE {
  /// What t-SNE makes small: the divergence KL(P ‖ Q) = Σ p log(p / q) of similarities in the plane
  /// from similarities of the rows, both over ordered pairs (van der Maaten & Hinton 2008,
  /// https://jmlr.org/papers/v9/vandermaaten08a.html).
  ///
  /// p is the symmetric mean of conditional similarities exp(−β‖x − x'‖²), each row's β such that
  /// their entropy is the logarithm of the perplexity. With an angle above 0, rows beyond the
  /// ⌊3 · perplexity⌋ + 1 nearest have p = 0 (van der Maaten 2014,
  /// https://jmlr.org/papers/v15/vandermaaten14a.html).
  public struct Objective: Sendable {
    /// p, not yet divided by their sum.
    private let similarities: SymmetricWeights
    private let scale: Float
    private let angle: Float

    /// Finds the similarities of rows.
    ///
    /// - Parameters:
    ///   - x: (n, d), finite, n ≥ 2.
    ///   - perplexity: 1 … n − 1, exclusive.
    ///   - angle: See ``TSNE/Settings/angle``; at 0 all pairs are looked at.
    ///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
    /// - Throws: ``ProjectionError`` when the similarities of all pairs would need more than 4 GiB.
    public init(_ x: Matrix, perplexity: Double, angle: Double, threads: Int = 1) throws {
      precondition(x.rows >= 2 && perplexity > 0 && (0...0.7).contains(angle))
      let all = x.rows - 1
      let count = angle > 0 ? min(all, Int(3 * perplexity) + 1) : all
      let bytes = x.rows * count * 24
      guard bytes <= 4 << 30 else {
        throw ProjectionError(
          "exact t-SNE of \(x.rows) rows needs \(bytes >> 30) GiB for all pairs; "
            + "give it an angle above 0, such as 0.5")
      }
      let found = NeighbourLists(among: x, count: count, threads: threads)
      var conditional = [Float](repeating: 0, count: x.rows * count)
      conditional.withConcurrentChunks(of: count, threads: threads) { row, chunk in
        let own = found.distances[(row * count)..<((row + 1) * count)].map {
          Double($0) * Double($0)
        }
        for (index, value) in conditionalSimilarities(own, perplexity: perplexity).enumerated() {
          chunk[index] = Float(value)
        }
      }
      similarities = SymmetricWeights(
        neighbours: found.indices, weights: conditional, perRow: count, join: +)
      scale = Float(1 / similarities.values.reduce(0.0) { $0 + Double($1) })
      self.angle = Float(angle)
    }

    /// The gradient 4 Σ (p − q) q' (y − y'), q' = 1/(1 + ‖y − y'‖²), for each row (n, 2).
    ///
    /// - Parameters:
    ///   - coordinates: (n, 2).
    ///   - exaggeration: What p is multiplied by.
    ///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
    public func gradient(
      at coordinates: Matrix, exaggeration: Double = 1, threads: Int = 1
    ) -> Matrix {
      let found = gradient(
        at: points(coordinates), exaggeration: Float(exaggeration), threads: threads)
      return Matrix(
        rows: coordinates.rows, columns: 2, elements: found.flatMap { [$0.x, $0.y] })
    }

    /// The divergence, nats. See ``gradient(at:exaggeration:threads:)`` for the parameters.
    public func divergence(at coordinates: Matrix, threads: Int = 1) -> Double {
      let y = points(coordinates)
      let total = QuadTree(y).repulsion(angle: angle, threads: threads).total
      let parts = concurrentValues(count: y.count, threads: threads) { row in
        var sum = 0.0
        for index in similarities.starts[row]..<similarities.starts[row + 1] {
          let p = Double(scale * similarities.values[index])
          let difference = y[row] - y[Int(similarities.others[index])]
          let q = 1 / (1 + Double((difference * difference).sum())) / total
          if p > 0 { sum += p * log(p / q) }
        }
        return sum
      }
      return parts.reduce(0, +)
    }

    func gradient(
      at y: [SIMD2<Float>], exaggeration: Float, threads: Int
    ) -> [SIMD2<Float>] {
      let (forces, total) = QuadTree(y).repulsion(angle: angle, threads: threads)
      let share = Float(1 / max(total, .leastNormalMagnitude))
      var gradient = forces
      gradient.withConcurrentChunks(of: 256, threads: threads) { chunk, rows in
        for place in 0..<rows.count {
          let row = chunk * 256 + place
          let own = y[row]
          var attraction = SIMD2<Float>.zero
          for index in similarities.starts[row]..<similarities.starts[row + 1] {
            let difference = own - y[Int(similarities.others[index])]
            let q = 1 / (1 + (difference * difference).sum())
            attraction += similarities.values[index] * q * difference
          }
          rows[place] = 4 * (exaggeration * scale * attraction - share * rows[place])
        }
      }
      return gradient
    }
  }
}

private func points(_ coordinates: Matrix) -> [SIMD2<Float>] {
  precondition(coordinates.columns == 2, "the plane has two coordinates")
  return (0..<coordinates.rows).map { SIMD2(coordinates[$0, 0], coordinates[$0, 1]) }
}

/// exp(−β d²) for each neighbour, over their sum, with the entropy log(perplexity) to within 1e-5;
/// β by bisection.
private func conditionalSimilarities(_ squared: [Double], perplexity: Double) -> [Double] {
  // What all have in common cancels, and would underflow.
  let least = squared.min() ?? 0
  let target = log(perplexity)
  var (beta, low, high) = (1.0, 0.0, Double.infinity)
  var weights: [Double] = []
  for _ in 0..<200 {
    weights = squared.map { exp(-beta * ($0 - least)) }
    let sum = weights.reduce(0, +)
    var mean = 0.0
    for (weight, distance) in zip(weights, squared) { mean += weight / sum * (distance - least) }
    weights = weights.map { $0 / sum }
    let excess = log(sum) + beta * mean - target
    if abs(excess) <= 1e-5 { break }
    if excess > 0 {
      low = beta
      beta = high.isInfinite ? beta * 2 : (beta + high) / 2
    } else {
      high = beta
      beta = (beta + low) / 2
    }
  }
  return weights
}
