internal import Foundation
internal import LinearAlgebra
internal import Parallelism
internal import Randomness

/// Affinities between rows, the same both ways, of which the diagonal counts for nothing.
protocol AffinityGraph {
  /// The part of the graph that each row lies in, numbered by first rows (n).
  var components: [Int] { get }

  /// The sum of the affinities of each row (n).
  var degrees: [Double] { get }

  /// S·A·S times a block (n, width) by rows, S being a diagonal matrix; the bits do not depend on
  /// `threads`.
  func times(_ block: [Double], width: Int, scales: [Double], threads: Int) -> [Double]
}

/// Columns of a block of eigenvectors beyond those wanted: they hasten convergence.
private let guardColumns = 8

extension AffinityGraph {
  /// The eigenvalues of the symmetric normalised Laplacian, ascending (k), and the eigenvectors
  /// divided by √degree (n, k).
  func embedding(
    _ k: Int, using generator: inout Generator, threads: Int
  ) throws -> (eigenvalues: [Double], rows: Matrix) {
    let degrees = degrees
    let scales = degrees.map { $0 > 0 ? 1 / $0.squareRoot() : 1 }
    let n = degrees.count
    let width = min(n, k + guardColumns)
    let start = (0..<n * width).map { _ in generator.normal() }
    let leading = try LeadingEigenvectors(from: start, order: n, count: k) {
      times($0, width: width, scales: scales, threads: threads)
    }
    return (
      leading.values.map { max(0, 1 - $0) },
      Matrix(
        rows: n, columns: k,
        elements: leading.vectors.indices.map { Float(leading.vectors[$0] * scales[$0 / k]) })
    )
  }
}

// MARK: - Nearest neighbours

/// ½ for each of two rows that is among the `count` nearest of the other, itself among them.
func neighbourGraph(_ x: Matrix, _ count: Int, threads: Int) -> SymmetricWeights {
  let others = min(count, x.rows) - 1
  guard others > 0 else { return SymmetricWeights(alone: x.rows) }
  let nearest = SquaredDistances(among: x, threads: threads).nearest(others, threads: threads)
  return SymmetricWeights(
    neighbours: nearest.indices.map { Int32($0) },
    weights: Array(repeating: 0.5, count: nearest.indices.count), perRow: others, join: +)
}

extension SymmetricWeights: AffinityGraph {
  var components: [Int] {
    var sets = DisjointSets(count: count)
    for row in 0..<count {
      for other in others[starts[row]..<starts[row + 1]] { sets.merge(row, Int(other)) }
    }
    return numberedByFirstRow((0..<count).map { sets.root(of: $0) })
  }
}

// MARK: - Radial functions

/// exp(−γ·‖a − b‖²) of all pairs of rows, by blocks of rows.
struct RadialAffinities: AffinityGraph {
  /// Rows of a block. Fixed, since the bits of products depend on it.
  private static let rowsPerBlock = 256
  private static let mostBytes = 0x1p32

  private let count: Int
  /// (rowsPerBlock, n) each; 0 on the diagonal.
  private let blocks: [[Double]]
  let degrees: [Double]

  init(_ x: Matrix, gamma: Double?, threads: Int) throws {
    let n = x.rows
    let bytes = 8 * Double(n) * Double(n)
    guard bytes <= Self.mostBytes else {
      throw ClusteringError(
        "radial affinities of \(n) rows need about \(Int(bytes / 0x1p30)) GiB of memory; at most 4 "
          + "are allowed: take those of nearest neighbours")
    }
    let distances = SquaredDistances(among: x, threads: threads)
    let total = x.squaredDistances(
      to: x.columnMeans(threads: threads).map { Float($0) }, threads: threads
    ).reduce(0, +)
    // The mean variance of the columns times their number is the mean squared distance to the mean.
    let gamma = gamma ?? (total > 0 ? Double(n) / total : 1)
    let size = Self.rowsPerBlock
    blocks = concurrentValues(count: (n + size - 1) / size, threads: threads) { block in
      let rows = (block * size)..<min((block + 1) * size, n)
      var tile: [Double] = []
      distances.fill(&tile, rows: rows, others: 0..<n)
      for place in tile.indices { tile[place] = exp(-gamma * tile[place]) }
      for row in rows { tile[(row - rows.lowerBound) * n + row] = 0 }
      return tile
    }
    count = n
    degrees = blocks.flatMap { block in
      stride(from: 0, to: block.count, by: n).map { block[$0..<($0 + n)].reduce(0, +) }
    }
  }

  var components: [Int] {
    var sets = DisjointSets(count: count)
    for (index, block) in blocks.enumerated() {
      for place in block.indices where block[place] > 0 {
        sets.merge(index * Self.rowsPerBlock + place / count, place % count)
      }
    }
    return numberedByFirstRow((0..<count).map { sets.root(of: $0) })
  }

  func times(_ block: [Double], width: Int, scales: [Double], threads: Int) -> [Double] {
    var scaled = block
    for i in scaled.indices { scaled[i] *= scales[i / width] }
    var image = concurrentValues(count: blocks.count, threads: threads) { [scaled] index in
      product(
        blocks[index], scaled, rows: blocks[index].count / count, columns: width, terms: count)
    }.flatMap { $0 }
    for i in image.indices { image[i] *= scales[i / width] }
    return image
  }
}
