public import LinearAlgebra
internal import Parallelism

/// The affine map that gives each feature mean 0 and standard deviation 1 over the training rows.
public struct Standardization: Sendable, Equatable {
  /// What is standardised.
  public enum Kind: String, CaseIterable, Sendable {
    /// Each feature by itself.
    case feature
    /// Nothing.
    case none
  }

  /// Mean of each feature over the rows seen.
  public let mean: [Float]
  /// Standard deviation of each feature over the rows seen, with the divisor n; 1 for a feature
  /// that is constant but for rounding (deviation ≤ 2⁻²²·|mean|), which so becomes 0.
  public let scale: [Float]
  /// The rows it was fitted on, ascending.
  public let rowsSeen: [Int]

  /// Fits the map.
  ///
  /// - Parameters:
  ///   - x: (N, D), all rows; only training rows are read, twice.
  ///   - rows: The training rows, at least one.
  ///   - threads: Number of workers, ≥ 1; bits do not depend on it.
  /// - Throws: What reading rows throws.
  public init(of x: some FeatureRows, _ rows: TrainingRows, threads: Int = 1) throws {
    precondition(!rows.indices.isEmpty, "there is nothing to fit on")
    let count = Double(rows.indices.count)
    var means = [Double](repeating: 0, count: x.columns)
    try x.forEachBlock(of: rows.indices, threads: threads) { block in
      block.addColumns(to: &means, threads: threads) { value, _ in value }
    }
    for j in means.indices { means[j] /= count }
    let fittedMeans = means
    var deviations = [Double](repeating: 0, count: x.columns)
    try x.forEachBlock(of: rows.indices, threads: threads) { block in
      block.addColumns(to: &deviations, threads: threads) { value, j in
        let deviation = value - fittedMeans[j]
        return deviation * deviation
      }
    }
    mean = means.map { Float($0) }
    scale = zip(means, deviations).map { mean, squares in
      let deviation = (squares / count).squareRoot()
      return deviation <= 0x1p-22 * abs(mean) ? 1 : Float(deviation)
    }
    rowsSeen = rows.indices
  }

  /// A map that was fitted before.
  ///
  /// - Parameters:
  ///   - mean: Of each feature.
  ///   - scale: Of each feature.
  ///   - rowsSeen: The rows it was fitted on.
  public init(mean: [Float], scale: [Float], rowsSeen: [Int]) {
    precondition(mean.count == scale.count)
    self.mean = mean
    self.scale = scale
    self.rowsSeen = rowsSeen
  }

  /// Replaces each element by x·scale + mean: undoes ``apply(to:threads:)``.
  ///
  /// - Parameter x: (n, D), any rows.
  public func undo(in x: inout Matrix) {
    precondition(x.columns == mean.count, "rows have another number of features")
    for i in 0..<x.rows {
      for j in 0..<x.columns { x[i, j] = x[i, j] * scale[j] + mean[j] }
    }
  }

  /// Replaces each element by (x − mean)/scale.
  ///
  /// - Parameters:
  ///   - x: (n, D), any rows.
  ///   - threads: Number of workers, ≥ 1.
  public func apply(to x: inout Matrix, threads: Int = 1) {
    precondition(x.columns == mean.count, "rows have another number of features")
    guard x.columns > 0 else { return }
    x.elements.withConcurrentChunks(of: x.columns, threads: threads) { _, row in
      for j in 0..<row.count { row[j] = (row[j] - mean[j]) / scale[j] }
    }
  }
}

extension Matrix {
  /// Adds f(x, j) of each row to the sum of each column j, rows in order.
  fileprivate func addColumns(
    to sums: inout [Double], threads: Int, _ f: @Sendable (Double, Int) -> Double
  ) {
    let (rows, columns, elements) = (rows, columns, elements)
    sums.withConcurrentChunks(of: columnsPerChunk, threads: threads) { chunk, part in
      let (width, first) = (part.count, chunk * columnsPerChunk)
      for row in 0..<rows {
        let start = row * columns + first
        for j in 0..<width { part[j] += f(Double(elements[start + j]), first + j) }
      }
    }
  }
}

/// Columns summed together. They do not share sums: any number gives the same bits.
private let columnsPerChunk = 2048
