internal import Foundation
public import LinearAlgebra
internal import Parallelism

/// How far rows belong together: the fuzzy union of what each thinks of its neighbours (McInnes,
/// Healy & Melville 2018, https://arxiv.org/abs/1802.03426, algorithms 2 and 3), as umap-learn 0.5.
public struct FuzzyGraph: Sendable {
  /// The memberships 0 … 1, the same both ways.
  let memberships: SymmetricWeights
  /// The distance of each row to its nearest other that does not coincide with it (n).
  public let nearest: [Double]
  /// The scale of each row's memberships (n).
  public let scales: [Double]

  /// Joins rows to their nearest others.
  ///
  /// - Parameters:
  ///   - x: (n, d), finite, n ≥ 2.
  ///   - neighbours: Nearest rows, the row itself among them, 2 … n.
  ///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
  public init(_ x: Matrix, neighbours: Int, threads: Int = 1) {
    let found = NeighbourLists(among: x, count: neighbours - 1, threads: threads)
    let memberships = Memberships(found, threads: threads)
    (nearest, scales) = (memberships.nearest, memberships.scales)
    self.memberships = SymmetricWeights(
      neighbours: found.indices, weights: memberships.values, perRow: found.count
    ) { $0 + $1 - $0 * $1 }
  }

  /// The pairs of rows that belong together at all, in ascending order, each both ways.
  public var pairs: [(row: Int, other: Int, membership: Float)] {
    (0..<memberships.count).flatMap { row in
      (memberships.starts[row]..<memberships.starts[row + 1]).map {
        (row, Int(memberships.others[$0]), memberships.values[$0])
      }
    }
  }
}

/// How far each row's neighbours belong to it: exp(−(distance − ρ) / σ), at most 1; ρ the distance to
/// the nearest other, σ such that memberships and the row's own sum to log₂ of their number.
struct Memberships: Sendable {
  /// ρ (n).
  let nearest: [Double]
  /// σ (n).
  let scales: [Double]
  /// The memberships (n, k).
  let values: [Float]

  init(_ found: NeighbourLists, threads: Int) {
    let (n, k) = (found.distances.count / max(found.count, 1), found.count)
    // A row and itself, at distance 0, are counted by the means.
    let mean = found.distances.reduce(0.0) { $0 + Double($1) } / Double(max(n * (k + 1), 1))
    let rows = concurrentValues(count: n, threads: threads) { row in
      scale(found.distances[(row * k)..<((row + 1) * k)].map(Double.init), meanOfAll: mean)
    }
    nearest = rows.map(\.nearest)
    scales = rows.map(\.scale)
    values = found.distances.enumerated().map { index, distance in
      let (nearest, scale) = rows[index / k]
      let excess = Double(distance) - nearest
      return excess <= 0 || scale == 0 ? 1 : Float(exp(-excess / scale))
    }
  }
}

/// ρ and σ of one row.
private func scale(
  _ distances: [Double], meanOfAll: Double
) -> (nearest: Double, scale: Double) {
  let target = log2(Double(distances.count + 1))
  let nearest = distances.first { $0 > 0 } ?? 0
  var (low, middle, high) = (0.0, 1.0, Double.infinity)
  for _ in 0..<64 {
    var sum = 0.0
    for distance in distances {
      sum += distance > nearest ? exp(-(distance - nearest) / middle) : 1
    }
    if abs(sum - target) < 1e-5 { break }
    if sum > target {
      high = middle
      middle = (low + high) / 2
    } else {
      low = middle
      middle = high.isInfinite ? middle * 2 : (low + high) / 2
    }
  }
  let mean =
    nearest > 0 ? distances.reduce(0, +) / Double(distances.count + 1) : meanOfAll
  return (nearest, max(middle, 1e-3 * mean))
}
