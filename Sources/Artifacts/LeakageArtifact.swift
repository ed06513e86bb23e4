internal import HDF5

/// What leaky splits do to scores, `leakage/inflation.h5`.
public struct LeakageArtifact: Sendable {
  /// What it was made from.
  public let provenance: Provenance
  /// One row a split, model and score: texts split, model, task, clustering, level, metric; whole
  /// number runs; real numbers by_song, by_this_split, low, high, p_value.
  public let inflation: Table

  /// Describes a study.
  public init(provenance: Provenance, inflation: Table) {
    self.provenance = provenance
    self.inflation = inflation
  }

  /// Reads a study.
  public init(reading path: String) throws {
    let file = try openArtifact(path, .leakage)
    self.init(
      provenance: try Provenance(reading: file), inflation: try file.table("inflation"))
  }

  /// Writes the study.
  public func write(to path: String) throws {
    try writeArtifact(to: path, .leakage, provenance) { file in
      try file.createDimension("difference", length: inflation.count)
      try file.write(inflation, group: "inflation", dimension: "difference")
      try file.close()
    }
  }
}
