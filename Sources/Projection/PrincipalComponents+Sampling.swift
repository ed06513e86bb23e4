internal import Foundation
public import LinearAlgebra
public import Randomness

/// Directions sampled beyond those wanted, and how often rows are multiplied with them and back.
private let (oversampling, blocks) = (10, 3)

extension PrincipalComponents {
  /// Finds the leading components from a random sample of the directions that rows span: a block
  /// Krylov method (Halko, Martinsson & Tropp 2011, doi 10.1137/090771806; Musco & Musco 2015,
  /// https://arxiv.org/abs/1504.05477). Variances come out slightly too small, the less so the
  /// faster they fall; time is O(n·d·k) instead of O(n·d·min(n, d)).
  ///
  /// Products are taken in `Float`: a mean that is many times as large as deviations from it costs
  /// digits.
  ///
  /// - Parameters:
  ///   - x: (n, d), n ≥ 1.
  ///   - count: Components wanted, k ≥ 0. Where 3·(k + 10) directions are not fewer than n − 1 and d,
  ///     the exact ones are found; see ``init(of:components:threads:)``.
  ///   - generator: Draws the sample.
  ///   - threads: Number of workers, ≥ 1; the result's bits do not depend on it.
  /// - Throws: ``ProjectionError``, as the exact way.
  public init(
    sampling x: Matrix, components count: Int, using generator: inout Generator, threads: Int = 1
  ) throws {
    let width = count + oversampling
    guard count > 0, blocks * width < min(x.rows - 1, x.columns) else {
      try self.init(of: x, components: count, threads: threads)
      return
    }
    let means = x.columnMeans(threads: threads)
    // What is not finite shows in the means, which cost less than a look at every value.
    if !means.allSatisfy(\.isFinite), let row = x.firstNonFiniteRow {
      throw ProjectionError(nonFinite: row, of: x.rows)
    }
    let (n, d) = (x.rows, x.columns)
    var basis = KrylovBasis(rows: n, width: width)
    try basis.add((0..<n * width).map { _ in generator.normal() })
    // The products of each block of the basis with the rows, (width, d), one below the other.
    var image = Matrix(rows: blocks * width, columns: d)
    for block in 0..<blocks {
      let directions = Matrix(rows: n, columns: width, elements: basis.last.map { Float($0) })
      let offset = block * width * d
      multiply(
        Factor(directions, .transposed), Factor(x), into: &image.elements, at: offset,
        threads: threads)
      if block + 1 < blocks {
        var next = Matrix(rows: n, columns: width)
        multiply(
          Factor(x), Factor(image.elements, offset: offset, rows: width, columns: d).transposed,
          into: &next.elements, threads: threads)
        try basis.add(next.elements.map(Double.init))
      }
    }
    let (ascending, vectors) = try symmetricEigen(
      CentredRows(image, mean: means.map { _ in 0 }).rowProducts(threads), order: image.rows)
    let mean = means.map { Float($0) }
    let total = x.squaredDistances(to: mean, threads: threads).reduce(0, +)
    // What rounding leaves of rows that are all alike is no variance.
    let floor = (total + Double(n) * means.reduce(0) { $0 + $1 * $1 }) * 0x1p-40
    let kept = (0..<image.rows).reversed().filter { ascending[$0] > floor }.prefix(count)
    let rotation = Matrix(
      rows: kept.count, columns: image.rows,
      elements: kept.flatMap { vectors[($0 * image.rows)..<(($0 + 1) * image.rows)] }
        .map { Float($0) })
    let directions = rotation.times(image, threads: threads)
    self.init(
      mean: mean,
      components: Matrix(
        rows: kept.count, columns: d,
        elements: oriented(directions.elements, dimensions: d, threads: threads)),
      explainedVariance: kept.map { ascending[$0] / Double(n - 1) },
      explainedVarianceRatio: kept.map { ascending[$0] / total })
  }
}

/// Orthonormal directions among n rows, a block at a time, all orthogonal to the constant one: so
/// that products with them are those of centred rows.
private struct KrylovBasis {
  private let n: Int
  private let width: Int
  /// The blocks, each (n, width).
  private var blocks: [[Double]] = []

  init(rows n: Int, width: Int) {
    self.n = n
    self.width = width
  }

  /// The block that was added last (n, width).
  var last: [Double] { blocks[blocks.count - 1] }

  /// Adds what a block (n, width) has beyond the span of the others.
  mutating func add(_ block: [Double]) throws {
    var block = centred(block)
    for _ in 0..<2 {
      for other in blocks {
        let shares = product(
          transposed(other, width), block, rows: width, columns: width, terms: n)
        let known = product(other, shares, rows: n, columns: width, terms: width)
        for i in block.indices { block[i] -= known[i] }
      }
      block = try orthonormalized(block, width)
    }
    blocks.append(block)
  }

  private func centred(_ block: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: width)
    for i in block.indices { sums[i % width] += block[i] }
    return block.indices.map { block[$0] - sums[$0 % width] / Double(n) }
  }
}
