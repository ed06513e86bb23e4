internal import HDF5

/// A training run that was interrupted, beside the model that it will become,
/// `models/F/M/R.h5.checkpoint`.
///
/// What its numbers mean is the trainer's business: it is nobody's input but that of the same
/// training run, told by its provenance.
public struct CheckpointArtifact: Sendable, Equatable {
  /// What the model is made from.
  public let provenance: Provenance
  /// Arrays by name: parameters, moments, running statistics. Each is read back bit by bit.
  public let arrays: [String: [Float]]
  /// One row of counters and real numbers.
  public let counters: Table
  /// One row per finished epoch.
  public let history: Table

  /// Describes a checkpoint.
  public init(
    provenance: Provenance, arrays: [String: [Float]], counters: Table, history: Table
  ) {
    self.provenance = provenance
    self.arrays = arrays
    self.counters = counters
    self.history = history
  }

  /// Reads a checkpoint.
  public init(reading path: String) throws {
    let file = try openArtifact(path, .checkpoint)
    var arrays: [String: [Float]] = [:]
    for name in try file.names(in: "arrays") {
      let values: [Float] = try file.read("arrays/\(name)")
      arrays[name] = values
    }
    self.init(
      provenance: try Provenance(reading: file), arrays: arrays,
      counters: try file.table("counters"), history: try file.table("history"))
  }

  /// Writes the checkpoint; one that was there before is replaced when this one is complete.
  public func write(to path: String) throws {
    try writeArtifact(to: path, .checkpoint, provenance) { file in
      try file.createGroup("arrays")
      for (name, values) in arrays.sorted(by: { $0.key < $1.key }) {
        try file.createDimension("\(name)_index", length: values.count)
        try file.write(
          values, to: "arrays/\(name)", dimensions: ["\(name)_index"], compressed: false)
      }
      try file.createDimension("counter", length: counters.count)
      try file.write(counters, group: "counters", dimension: "counter")
      try file.createDimension("epoch", length: history.count)
      try file.write(history, group: "history", dimension: "epoch")
      try file.close()
    }
  }
}
