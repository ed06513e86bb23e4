internal import Foundation
internal import LinearAlgebra
internal import Parallelism
internal import Randomness

/// Chooses k rows as starting centres by k-means++ (Arthur & Vassilvitskii 2007,
/// https://dl.acm.org/doi/10.5555/1283383.1283494), greedily as scikit-learn does: of
/// 2 + ⌊ln k⌋ candidates, each drawn with a probability proportional to the squared distance to
/// the nearest centre so far, the one that leaves the smallest sum of these distances is taken.
///
/// - Parameters:
///   - x: (n, d), n ≥ 1, centred.
///   - norms: ‖row‖² of each row (n).
func seededCentres(
  _ x: Matrix, norms: [Double], count k: Int, using generator: inout Generator, threads: Int
) -> Matrix {
  let trials = 2 + Int(log(Double(k)))
  var chosen = [generator.integer(below: x.rows)]
  var nearest = squaredDistances(x, norms, to: chosen, threads)
  while chosen.count < k {
    let candidates = drawn(trials, proportionalTo: nearest, using: &generator)
    let distances = squaredDistances(x, norms, to: candidates, threads)
    var (best, least) = (0, Double.infinity)
    for trial in 0..<trials {
      let sum = nearest.indices.reduce(0) { $0 + min(nearest[$1], distances[$1 * trials + trial]) }
      if sum < least { (best, least) = (trial, sum) }
    }
    chosen.append(candidates[best])
    for i in nearest.indices { nearest[i] = min(nearest[i], distances[i * trials + best]) }
  }
  return x.gathering(rows: chosen)
}

/// Squared distances of all rows to some of them, (n, chosen.count).
private func squaredDistances(
  _ x: Matrix, _ norms: [Double], to chosen: [Int], _ threads: Int
) -> [Double] {
  let (others, k) = (x.gathering(rows: chosen), chosen.count)
  let size = rowsPerBlock(columns: x.columns)
  var distances = [Double](repeating: 0, count: x.rows * k)
  distances.withConcurrentChunks(of: size * k, threads: threads) { block, chunk in
    let rows = (block * size)..<(block * size + chunk.count / k)
    var products = [Float](repeating: 0, count: chunk.count)
    x.fillProducts(&products, rows: rows, others: others)
    for (place, i) in rows.enumerated() {
      for j in 0..<k {
        let sum = norms[i] + norms[chosen[j]]
        let distance = sum - 2 * Double(products[place * k + j])
        // What cancels is computed anew, so that a row that is drawn already is not drawn again.
        chunk[place * k + j] =
          distance < 1e-4 * sum ? squaredDistance(x, i, x, chosen[j]) : distance
      }
    }
  }
  return distances
}

/// Row numbers drawn with replacement, each with a probability proportional to its weight.
private func drawn(
  _ count: Int, proportionalTo weights: [Double], using generator: inout Generator
) -> [Int] {
  var cumulative: [Double] = []
  cumulative.reserveCapacity(weights.count)
  var total = 0.0
  for weight in weights {
    total += weight
    cumulative.append(total)
  }
  return (0..<count).map { _ in
    let target = generator.uniform() * total
    // The first row whose cumulative weight exceeds the target.
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
