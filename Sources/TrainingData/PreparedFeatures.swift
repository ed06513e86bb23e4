public import Artifacts
public import Autoencoders
public import LinearAlgebra
internal import StageKit

/// What is done to features before a model sees them.
public struct Preparation: Sendable {
  let standardization: Standardization?
  let precision: InputPrecision

  /// - Parameters:
  ///   - standardization: Comes first; `nil` where features stay as they are.
  ///   - precision: To which they are rounded.
  public init(standardization: Standardization?, precision: InputPrecision) {
    self.standardization = standardization
    self.precision = precision
  }

  /// Standardises a block, then rounds it.
  func apply(to block: inout Matrix, threads: Int) {
    standardization?.apply(to: &block, threads: threads)
    if precision == .half { block.roundToHalfPrecision(threads: threads) }
  }
}

extension FeatureFile {
  /// All features in memory, as they are.
  func matrix(threads: Int) throws -> Matrix {
    var elements: [Float] = []
    elements.reserveCapacity(rows * columns)
    try forEachBlock(of: 0..<rows, threads: threads) { elements += $0.elements }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// All features in memory, prepared.
  ///
  /// - Throws: What reading rows throws.
  public func matrix(_ preparation: Preparation, threads: Int) throws -> Matrix {
    var x = try matrix(threads: threads)
    preparation.apply(to: &x, threads: threads)
    return x
  }

  /// All features as a network takes them, in memory or to be read again and again.
  ///
  /// Every row is looked at once, so that none is found wanting later.
  ///
  /// - Throws: A `StageFailure` that names a clip whose features are not finite, or too large to
  ///   be rounded.
  public func prepared(
    by preparation: Preparation, inMemory: Bool, threads: Int
  ) throws -> any FeatureRows {
    if inMemory, preparation.precision == .single {
      return try matrix(preparation, threads: threads)
    }
    var half = HalfPrecisionRows(columns: columns, capacity: inMemory ? rows : 0)
    var done = 0
    try forEachBlock(of: 0..<rows, threads: threads) { block in
      var block = block
      preparation.apply(to: &block, threads: threads)
      if let row = block.firstNonFiniteRow {
        throw StageFailure(
          .badData,
          "\(path): the features of clip \(clips.ids[done + row]) are too large for "
            + "training.input_precision: \(preparation.precision.rawValue); choose single, or "
            + "standardize: feature")
      }
      done += block.rows
      if inMemory { half.append(block) }
    }
    return inMemory ? half : StreamedRows(self, preparation)
  }
}

extension LearningData {
  /// All features in memory, with the standardisation that was fitted to the training clips.
  ///
  /// - Throws: What reading rows throws.
  public func matrix(
    _ kind: Standardization.Kind, threads: Int
  ) throws -> (x: Matrix, standardization: Standardization?) {
    var x = try features.matrix(threads: threads)
    let standardization = try standardization(kind, of: x, threads: threads)
    standardization?.apply(to: &x, threads: threads)
    return (x, standardization)
  }

  /// The standardisation that is fitted to the training clips, whose features alone are read.
  ///
  /// - Throws: What reading rows throws.
  public func standardization(_ kind: Standardization.Kind, threads: Int) throws
    -> Standardization?
  {
    try standardization(kind, of: features, threads: threads)
  }

  /// The standardisation of training clips, after which features count what they are to.
  private func standardization(
    _ kind: Standardization.Kind, of x: some FeatureRows, threads: Int
  ) throws -> Standardization? {
    guard kind == .feature else { return nil }
    let plain = try Standardization(of: x, rows.training, threads: threads)
    guard !weights.isEmpty else { return plain }
    // A set that counts nothing has all of its deviations at infinity.
    return Standardization(
      mean: plain.mean, scale: zip(plain.scale, weights).map { $0 / $1 }, rowsSeen: plain.rowsSeen)
  }

  /// All features as a network takes them, with the standardisation that was fitted to the training
  /// clips: from memory, or with the same bits from their file.
  ///
  /// - Throws: A `StageFailure` that names a clip whose features are not finite, or too large to
  ///   be rounded.
  public func inputs(
    _ kind: Standardization.Kind, _ precision: InputPrecision, inMemory: Bool, threads: Int
  ) throws -> (x: any FeatureRows, standardization: Standardization?) {
    if inMemory, precision == .single { return try matrix(kind, threads: threads) }
    let standardization = try standardization(kind, threads: threads)
    let preparation = Preparation(standardization: standardization, precision: precision)
    return (
      try features.prepared(by: preparation, inMemory: inMemory, threads: threads), standardization
    )
  }
}

extension [ModelArtifact.Fitted] {
  /// What says that features were standardised, if they were.
  public init(_ standardization: Standardization?, name: String = "standardization") {
    self =
      standardization.map {
        [
          ModelArtifact.Fitted(
            name: name, rows: $0.rowsSeen,
            values: [("mean", $0.mean), ("scale", $0.scale)])
        ]
      } ?? []
  }
}
