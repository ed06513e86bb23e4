internal import Foundation
public import LinearAlgebra
public import NeuralNetwork

/// K centres that latents are drawn to, each to the one it is nearest already: deep embedded
/// clustering (Xie, Girshick & Farhadi 2016, arXiv 1511.06335).
///
/// A latent z belongs to the centre m_c with q_c ∝ 1/(1 + ‖z − m_c‖²), Student's t with one degree
/// of freedom; the target p_c ∝ q_c²/f_c sharpens it, f_c the sum of q_c over the training rows.
/// The target is not differentiated. f is taken before every epoch, q with every batch.
public struct StudentClusters: Sendable {
  /// m, (K, Z).
  public let mean: Slot
  /// f, (1, K), a statistic.
  public let frequency: Slot

  /// Reserves “clusters.mean” and “clusters.frequency”.
  public init(centres: Int, dimensions: Int, in layout: inout Layout) {
    mean = layout.reserveParameter(
      "clusters.mean", rows: centres, columns: dimensions, initial: .normal)
    frequency = layout.reserveStatistic("clusters.frequency", columns: centres, initial: 1)
  }

  /// q of any points (B, Z): (B, K), rows sum to 1.
  public func probabilities(of z: Matrix, _ parameters: Parameters) -> Matrix {
    Matrix(
      rows: z.rows, columns: mean.rows,
      elements: (0..<z.rows).flatMap { memberships(z, $0, parameters).q.map { Float($0) } })
  }

  /// Σ q over points (B, Z): f of them, (K).
  public func frequencies(of z: Matrix, _ parameters: Parameters) -> [Float] {
    var sums = [Double](repeating: 0, count: mean.rows)
    for i in 0..<z.rows {
      for (c, q) in memberships(z, i, parameters).q.enumerated() { sums[c] += q }
    }
    return sums.map { Float($0) }
  }

  /// Σ KL(p ‖ q) = Σ p·log(p/q) over rows and centres, nats.
  ///
  /// - Parameters:
  ///   - z: (B, Z).
  ///   - parameters: Of the layout.
  ///   - statistics: Of the layout: f.
  public func divergence(
    of z: Matrix, _ parameters: Parameters, statistics: [Float]
  ) -> Double {
    (0..<z.rows).reduce(0) { sum, i in
      let q = memberships(z, i, parameters).q
      return zip(target(q, statistics), q).reduce(sum) { $0 + $1.0 * log($1.0 / $1.1) }
    }
  }

  /// The gradient of w·``divergence(of:_:statistics:)``; that with respect to m is added.
  ///
  /// - Returns: With respect to z, 2w·Σ (p_c − q_c)·(z − m_c)/(1 + ‖z − m_c‖²); (B, Z).
  public func backward(
    _ z: Matrix, weight: Double, _ parameters: Parameters, statistics: [Float],
    accumulatingInto gradients: inout [Float], _ workspace: inout Workspace
  ) -> Matrix {
    var dz = workspace.matrix(rows: z.rows, columns: z.columns)
    var dMean = [Double](repeating: 0, count: mean.rows * mean.columns)
    for i in 0..<z.rows {
      let (q, kernel) = memberships(z, i, parameters)
      let p = target(q, statistics)
      var row = [Double](repeating: 0, count: z.columns)
      for c in 0..<mean.rows {
        let pull = 2 * weight * (p[c] - q[c]) * kernel[c]
        for j in 0..<z.columns {
          let k = c * z.columns + j
          let g = pull * Double(z[i, j] - parameters.values[mean.offset + k])
          row[j] += g
          dMean[k] -= g
        }
      }
      for j in 0..<z.columns { dz[i, j] = Float(row[j]) }
    }
    for k in dMean.indices { gradients[mean.offset + k] += Float(dMean[k]) }
    return dz
  }

  /// q of one row, and 1/(1 + ‖z − m‖²).
  private func memberships(
    _ z: Matrix, _ row: Int, _ parameters: Parameters
  ) -> (q: [Double], kernel: [Double]) {
    precondition(z.columns == mean.columns)
    let kernel = (0..<mean.rows).map { c in
      1
        / (0..<z.columns).reduce(1.0) { sum, j in
          let distance = Double(
            z[row, j] - parameters.values[mean.offset + c * z.columns + j])
          return sum + distance * distance
        }
    }
    let total = kernel.reduce(0, +)
    return (kernel.map { $0 / total }, kernel)
  }

  private func target(_ q: [Double], _ statistics: [Float]) -> [Double] {
    // A centre that no row is near has no frequency to divide by.
    let sharpened = q.enumerated().map {
      $1 * $1 / max(Double(statistics[frequency.offset + $0]), 1e-12)
    }
    let total = sharpened.reduce(0, +)
    return sharpened.map { $0 / total }
  }
}
