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
  ///   - x: (N, D), all rows; only training rows are read.
  ///   - rows: The training rows, at least one.
  ///   - threads: Number of workers, ≥ 1; bits do not depend on it.
  public init(of x: Matrix, _ rows: TrainingRows, threads: Int = 1) {
    precondition(!rows.indices.isEmpty, "there is nothing to fit on")
    let (columns, elements, indices) = (x.columns, x.elements, rows.indices)
    let count = Double(indices.count)
    var means = [Double](repeating: 0, count: columns)
    means.withConcurrentChunks(of: columnsPerChunk, threads: threads) { chunk, part in
      let width = part.count
      for row in indices {
        let start = row * columns + chunk * columnsPerChunk
        for j in 0..<width { part[j] += Double(elements[start + j]) }
      }
      for j in 0..<width { part[j] /= count }
    }
    let fittedMeans = means
    var deviations = [Double](repeating: 0, count: columns)
    deviations.withConcurrentChunks(of: columnsPerChunk, threads: threads) { chunk, part in
      let (width, first) = (part.count, chunk * columnsPerChunk)
      for row in indices {
        let start = row * columns + first
        for j in 0..<width {
          let deviation = Double(elements[start + j]) - fittedMeans[first + j]
          part[j] += deviation * deviation
        }
      }
      for j in 0..<width { part[j] = (part[j] / count).squareRoot() }
    }
    mean = means.map { Float($0) }
    scale = zip(means, deviations).map { mean, deviation in
      deviation <= 0x1p-22 * abs(mean) ? 1 : Float(deviation)
    }
    rowsSeen = indices
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

/// Columns summed together. They do not share sums: any number gives the same bits.
private let columnsPerChunk = 2048
