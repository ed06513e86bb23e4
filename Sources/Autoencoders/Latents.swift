public import LinearAlgebra
internal import NeuralNetwork
internal import Foundation

/// Where a model puts each clip.
public struct Latents: Sendable, Equatable {
  /// (N, Z): the posterior mean of a variational model, else the code itself.
  public let mean: Matrix
  /// log σ² (N, Z) of a variational model.
  public let logVariance: Matrix?
  /// The probability of each clip to be of each cluster, (N, K), of a model that has clusters.
  public let clusters: Matrix?

  /// Latents; means and log variances are of one shape.
  public init(mean: Matrix, logVariance: Matrix? = nil, clusters: Matrix? = nil) {
    self.mean = mean
    self.logVariance = logVariance
    self.clusters = clusters
  }

  /// Encodes rows by a trained network, without noise or dropout.
  ///
  /// - Parameters:
  ///   - x: (N, D).
  ///   - classes: The label's value of each row, for a conditional network.
  ///   - model: The network.
  ///   - state: The training's end; its best epoch is used.
  ///   - threads: Number of workers, ≥ 1; bits do not depend on it.
  /// - Throws: What reading rows throws.
  public init(
    of x: any FeatureRows, classes: [Int] = [], by model: Autoencoder, _ state: TrainingState,
    threads: Int = 1
  ) throws {
    try self.init(
      of: x, classes: classes, by: model, parameters: state.bestParameters,
      statistics: state.bestStatistics, threads: threads)
  }

  /// Encodes rows by a network that was trained before; see ``init(of:classes:by:_:threads:)``.
  ///
  /// - Parameters:
  ///   - x: (N, D).
  ///   - classes: The label's value of each row, for a conditional network.
  ///   - model: The network.
  ///   - parameters: What it learned, as its layout has them.
  ///   - statistics: Its running statistics.
  ///   - threads: Number of workers, ≥ 1; bits do not depend on it.
  /// - Throws: What reading rows throws.
  public init(
    of x: any FeatureRows, classes: [Int] = [], by model: Autoencoder, parameters: [Float],
    statistics: [Float], threads: Int = 1
  ) throws {
    var pass = Pass(model.layout, seed: 0, threads: threads)
    pass.statistics = statistics
    try self.init(
      of: x, rows: Array(0..<x.rows), classes: classes, by: model,
      Parameters(model.layout, values: parameters), &pass)
  }

  /// Encodes some rows, without noise or dropout.
  init(
    of x: any FeatureRows, rows: [Int], classes: [Int], by model: Autoencoder,
    _ parameters: Parameters, _ pass: inout Pass
  ) throws {
    var means: [Float] = []
    var logVariances: [Float] = []
    for start in stride(from: 0, to: rows.count, by: rowsTogether) {
      let taken = Array(rows[start...].prefix(rowsTogether))
      var part = pass.workspace.matrix(rows: taken.count, columns: x.columns)
      try x.copy(taken, to: &part, threads: pass.threads)
      x.prepare(Array(rows.dropFirst(start + taken.count).prefix(rowsTogether)))
      let told = model.isConditional ? taken.map { classes[$0] } : []
      let (mean, logVariance) = model.encode(part, classes: told, parameters, &pass)
      means += mean.elements
      logVariances += logVariance?.elements ?? []
    }
    let mean = Matrix(rows: rows.count, columns: model.latent, elements: means)
    self.init(
      mean: mean,
      logVariance: model.isVariational
        ? Matrix(rows: rows.count, columns: model.latent, elements: logVariances) : nil,
      clusters: model.clusterProbabilities(of: mean, parameters))
  }

  /// How many dimensions the training rows use: those whose mean varies by more than 0.01 (Burda,
  /// Grosse & Salakhutdinov 2016, arXiv 1509.00519), with the divisor n. None in use, in a
  /// variational model, is posterior collapse.
  ///
  /// - Parameter rows: At least one.
  public func activeUnits(over rows: TrainingRows) -> Int {
    let count = Double(rows.indices.count)
    return (0..<mean.columns).count { j in
      let average = rows.indices.reduce(0) { $0 + Double(mean[$1, j]) } / count
      let variance = rows.indices.reduce(0) { sum, row in
        let deviation = Double(mean[row, j]) - average
        return sum + deviation * deviation
      }
      return variance / count > 0.01
    }
  }

  /// How many clusters are the most probable one of some training row; `nil` without clusters.
  public func occupiedClusters(over rows: TrainingRows) -> Int? {
    clusters.map { clusters in
      Set(
        rows.indices.map { i in
          (0..<clusters.columns).reduce(0) { clusters[i, $1] > clusters[i, $0] ? $1 : $0 }
        }
      ).count
    }
  }

  /// The mean divergence of the posterior from the prior over the training rows, for each
  /// dimension (Z), in nats; `nil` unless variational.
  ///
  /// - Parameter rows: At least one.
  public func divergencePerDimension(over rows: TrainingRows) -> [Double]? {
    logVariance.map { logVariance in
      (0..<mean.columns).map { j in
        rows.indices.reduce(0) {
          let v = logVariance[$1, j]
          return $0
            + gaussianDivergence(mean: mean[$1, j], logVariance: v, excess: expm1(Double(v)))
        } / Double(rows.indices.count)
      }
    }
  }
}

/// Rows encoded at a time. Fixed, since the bits of a product depend on it.
private let rowsTogether = 32
