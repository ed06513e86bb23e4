public import DataSplit
internal import HDF5
public import LinearAlgebra

/// A fitted model and the latents of all clips, `models/F/M/R.h5`.
public struct ModelArtifact: Sendable {
  /// Something that was fitted, with the rows it saw: what the audit checks.
  public struct Fitted: Sendable, Equatable {
    /// What was fitted: "standardization", "principal components", "parameters".
    public let name: String
    /// The clips it was fitted to, as rows of the model's clips, ascending.
    public let rows: [Int]
    /// The fitted numbers, such as "mean" and "scale"; empty where they lie elsewhere.
    public let values: [(name: String, numbers: [Float])]
    /// The fitted texts, such as a vocabulary.
    public let texts: [(name: String, texts: [String])]

    /// Describes something that was fitted.
    public init(
      name: String, rows: [Int], values: [(name: String, numbers: [Float])] = [],
      texts: [(name: String, texts: [String])] = []
    ) {
      self.name = name
      self.rows = rows
      self.values = values
      self.texts = texts
    }

    /// Whether two are the same, numbers and texts included.
    public static func == (a: Fitted, b: Fitted) -> Bool {
      a.name == b.name && a.rows == b.rows
        && a.values.map(\.name) == b.values.map(\.name)
        && a.values.map(\.numbers) == b.values.map(\.numbers)
        && a.texts.map(\.name) == b.texts.map(\.name)
        && a.texts.map(\.texts) == b.texts.map(\.texts)
    }
  }

  /// Where a named parameter lies in the flat buffer.
  public struct Slot: Sendable, Equatable {
    /// Its name, such as "encoder.0.weight".
    public let name: String
    /// Its first element in the buffer.
    public let offset: Int
    /// Its rows; 1 for a vector.
    public let rows: Int
    /// Its columns.
    public let columns: Int

    /// Describes a slot.
    public init(name: String, offset: Int, rows: Int, columns: Int) {
      self.name = name
      self.offset = offset
      self.rows = rows
      self.columns = columns
    }
  }

  /// Some clips' features and what the model makes of them.
  public struct Reconstructions: Sendable, Equatable {
    /// Rows of the model's clips.
    public let clips: [Int]
    /// Their features, in their own unit, axes flattened.
    public let features: Matrix
    /// Their reconstructions from latent means, likewise.
    public let values: Matrix

    /// Describes reconstructions.
    public init(clips: [Int], features: Matrix, values: Matrix) {
      precondition(features.rows == clips.count && values.rows == clips.count)
      precondition(features.columns == values.columns)
      self.clips = clips
      self.features = features
      self.values = values
    }
  }

  /// Latents of all clips when a model of two feature sets sees one of them alone.
  public struct Ablation: Sendable, Equatable {
    /// The set that is left, such as "mel".
    public let kept: String
    /// (clips, latent).
    public let mean: Matrix
    /// What the set counts beside the other where one learned number says so, 0 … 1; else `nil`.
    public let weight: Double?

    /// Describes what a model makes of one set.
    public init(kept: String, mean: Matrix, weight: Double? = nil) {
      self.kept = kept
      self.mean = mean
      self.weight = weight
    }
  }

  /// What the model was made from.
  public var provenance: Provenance
  /// The model's kind, such as "basic-vae".
  public var kind: String
  /// The songs, as in the features.
  public var songs: Songs
  /// The clips, as in the features.
  public var clips: Clips
  /// Each clip's part when the model was fitted; `nil` for a song that the split does not know.
  public var parts: [Part?]
  /// The fold that is tested, from 0; `nil` where the split has no folds.
  public var fold: Int?
  /// Latent means, (clips, latent): for a model that is not variational, its latents.
  public var mean: Matrix
  /// Logarithms of the latent variances, (clips, latent); `nil` for a model that is not variational.
  public var logVariance: Matrix?
  /// Mean divergence of the posterior from the prior over training clips, nats, for each latent
  /// dimension; `nil` for a model that is not variational.
  public var divergence: [Double]?
  /// The probability of each clip to be of each of the model's own clusters, (clips, cluster);
  /// `nil` for a model without clusters.
  public var clusters: Matrix?
  /// One row an epoch; empty for a model without epochs.
  public var history: Table
  /// All learned numbers.
  public var parameters: [Float]
  /// Where each parameter lies in ``parameters``.
  public var layout: [Slot]
  /// Everything that was fitted, and to which clips.
  public var fitted: [Fitted]
  /// Labels that the model was told.
  public var conditionedOn: [String]
  /// Latent dimensions that carry information; `nil` for a model that is not variational.
  public var activeUnits: Int?
  /// The epoch whose parameters were kept, from 1; `nil` for a model without epochs.
  public var bestEpoch: Int?
  /// The step after which training was cut short on request; `nil` where it ran to its end.
  public var truncatedAtStep: Int?
  /// The feature sets that it takes, in the order of its command line.
  public var features: [FeatureDescription]
  /// What it makes of some clips, of a model that reconstructs the first of its ``features``.
  public var reconstructions: Reconstructions?
  /// What it makes of each of two feature sets alone; empty for a model of one.
  public var ablations: [Ablation]

  /// Describes a model.
  public init(
    provenance: Provenance, kind: String, songs: Songs, clips: Clips, parts: [Part?],
    fold: Int? = nil, mean: Matrix, logVariance: Matrix? = nil, divergence: [Double]? = nil,
    clusters: Matrix? = nil,
    history: Table = Table([]), parameters: [Float] = [], layout: [Slot] = [], fitted: [Fitted],
    conditionedOn: [String] = [], activeUnits: Int? = nil, bestEpoch: Int? = nil,
    truncatedAtStep: Int? = nil, features: [FeatureDescription] = [],
    reconstructions: Reconstructions? = nil, ablations: [Ablation] = []
  ) {
    precondition(ablations.allSatisfy { $0.mean.rows == mean.rows })
    precondition(parts.count == clips.count && mean.rows == clips.count)
    precondition(divergence.map { $0.count == mean.columns } ?? true)
    self.provenance = provenance
    self.kind = kind
    self.songs = songs
    self.clips = clips
    self.parts = parts
    self.fold = fold
    self.mean = mean
    self.logVariance = logVariance
    self.divergence = divergence
    self.clusters = clusters
    self.history = history
    self.parameters = parameters
    self.layout = layout
    self.fitted = fitted
    self.conditionedOn = conditionedOn
    self.activeUnits = activeUnits
    self.bestEpoch = bestEpoch
    self.truncatedAtStep = truncatedAtStep
    self.features = features
    self.reconstructions = reconstructions
    self.ablations = ablations
  }
}

// MARK: - Reading

extension ModelArtifact {
  /// Reads a model.
  public init(reading path: String) throws {
    let file = try openArtifact(path, .model)
    let songs = try Songs(reading: file)
    let clips = try Clips(reading: file, songs: songs)
    let layout = try file.table("layout")
    let (names, offsets) = (try layout.texts("name"), try layout.integers("offset"))
    let (rows, columns) = (try layout.integers("rows"), try layout.integers("columns"))
    func optional(_ attribute: String) throws -> Int? {
      file.hasAttribute(attribute) ? try file.integer(attribute: attribute) : nil
    }
    let divergence =
      file.contains("latents/divergence") ? try file.reals("latents/divergence") : nil
    guard try divergence.map({ $0.count == (try file.shape(of: "latents/mean")).last }) ?? true
    else {
      throw ArtifactError(
        .invalid, "\(path): latents/divergence must have a value for every latent dimension")
    }
    let parts = try file.texts("parts/part")
    guard parts.count == clips.count else {
      throw ArtifactError(.invalid, "\(path): parts/part must have a value for every clip")
    }
    self.init(
      provenance: try Provenance(reading: file), kind: try file.text(attribute: "kind"),
      songs: songs, clips: clips, parts: parts.map(Part.init(rawValue:)),
      fold: try optional("fold"),
      mean: try file.matrix("latents/mean", rows: clips.count),
      logVariance: try file.optionalMatrix("latents/log_variance", rows: clips.count),
      divergence: divergence,
      clusters: try file.optionalMatrix("clusters/probability", rows: clips.count),
      history: try file.table("history"), parameters: try file.read("parameters/values"),
      layout: names.indices.map {
        Slot(name: names[$0], offset: offsets[$0], rows: rows[$0], columns: columns[$0])
      },
      fitted: try file.names(in: "fitted").map { name in
        let group = "fitted/\(name)"
        return Fitted(
          name: name, rows: try file.integers("\(group)/rows"),
          values: try file.texts(attribute: "values", of: group).map {
            ($0, try file.read("\(group)/\($0)"))
          },
          texts: file.hasAttribute("texts", of: group)
            ? try file.texts(attribute: "texts", of: group).map {
              ($0, try file.texts("\(group)/\($0)"))
            } : [])
      },
      conditionedOn: try file.texts(attribute: "conditioned_on"),
      activeUnits: try optional("active_units"), bestEpoch: try optional("best_epoch"),
      truncatedAtStep: try optional("truncated_at_step"),
      features: file.contains("features") ? try file.featureDescriptions() : [],
      reconstructions: file.contains("reconstructions")
        ? try Reconstructions(reading: file) : nil,
      ablations: file.contains("ablations")
        ? try file.names(in: "ablations").filter { $0 != "latent" }.map {
          Ablation(
            kept: try file.text(attribute: "kept", of: "ablations/\($0)"),
            mean: try file.matrix("ablations/\($0)", rows: clips.count),
            weight: file.hasAttribute("weight", of: "ablations/\($0)")
              ? try file.real(attribute: "weight", of: "ablations/\($0)") : nil)
        } : [])
  }
}

// MARK: - Writing

extension ModelArtifact {
  /// Writes the model.
  public func write(to path: String) throws {
    try writeArtifact(to: path, .model, provenance) { file in
      try file.setAttribute("kind", to: kind)
      try file.setAttribute("conditioned_on", to: conditionedOn)
      try file.setAttribute("parameter_count", to: Int64(parameters.count))
      if let fold { try file.setAttribute("fold", to: Int64(fold)) }
      if let activeUnits { try file.setAttribute("active_units", to: Int64(activeUnits)) }
      if let bestEpoch { try file.setAttribute("best_epoch", to: Int64(bestEpoch)) }
      if let truncatedAtStep {
        try file.setAttribute("truncated_at_step", to: Int64(truncatedAtStep))
      }
      try songs.write(to: file)
      try clips.write(to: file, songs: songs)
      try file.write(
        Table([.init("part", parts.map { $0?.rawValue ?? "" }, longName: "part when fitted")]),
        group: "parts", dimension: "clip")
      try writeLatents(to: file)
      if let clusters { try file.writeClusters(clusters) }
      try file.createDimension("epoch", length: history.count)
      try file.write(history, group: "history", dimension: "epoch")
      if let curve = history.columns.first(where: { $0.name == "train_total" }) {
        try file.markAsPlot(
          "history", signal: curve.name, axes: ["."], title: "Training loss by epoch",
          isDefault: false)
      }
      try file.createGroup("parameters")
      try file.createDimension("parameter", length: parameters.count)
      try file.write(
        parameters, to: "parameters/values", dimensions: ["parameter"], compressed: false)
      try file.createDimension("slot", length: layout.count)
      try file.write(
        Table([
          .init("name", layout.map(\.name)), .init("offset", layout.map(\.offset)),
          .init("rows", layout.map(\.rows)), .init("columns", layout.map(\.columns)),
        ]), group: "layout", dimension: "slot")
      try writeFitted(to: file)
      try file.write(features)
      if let reconstructions { try reconstructions.write(to: file, features: features) }
      if !ablations.isEmpty {
        try file.createGroup("ablations")
        // Of its own: readers of netCDF look for a dimension in the group and above, not beside it.
        try file.createDimension("ablations/latent", length: mean.columns)
      }
      for (index, ablation) in ablations.enumerated() {
        let dataset = "ablations/\(index)"
        try file.write(
          ablation.mean.elements, to: dataset, dimensions: ["clip", "ablations/latent"],
          compressed: false)
        try file.setAttribute("kept", of: dataset, to: ablation.kept)
        if let weight = ablation.weight {
          try file.setAttribute("weight", of: dataset, to: weight)
        }
        try file.describe(
          dataset, unit: "1", longName: "latents of clips of which only \(ablation.kept) is known")
      }
      try file.close()
    }
  }

  private func writeLatents(to file: borrowing HDF5File) throws {
    try file.writeLatents(mean: mean, logVariance: logVariance)
    guard let divergence else { return }
    try file.write(divergence, to: "latents/divergence", dimensions: ["latents/latent"])
    try file.describe(
      "latents/divergence", unit: "nat",
      longName: "mean divergence from the prior over training clips")
  }

  private func writeFitted(to file: borrowing HDF5File) throws {
    try file.createGroup("fitted")
    for statistic in fitted {
      let group = "fitted/\(statistic.name)"
      try file.createGroup(group)
      try file.setAttribute("values", of: group, to: statistic.values.map(\.name))
      try file.createDimension("\(group)/row", length: statistic.rows.count)
      try file.write(
        statistic.rows.map(Int64.init), to: "\(group)/rows", dimensions: ["\(group)/row"])
      try file.describe("\(group)/rows", unit: "", longName: "clips it was fitted to")
      for (name, numbers) in statistic.values {
        try file.createDimension("\(group)/\(name)_index", length: numbers.count)
        try file.write(
          numbers, to: "\(group)/\(name)", dimensions: ["\(group)/\(name)_index"],
          compressed: false)
      }
      if !statistic.texts.isEmpty {
        try file.setAttribute("texts", of: group, to: statistic.texts.map(\.name))
      }
      for (name, texts) in statistic.texts {
        try file.createDimension("\(group)/\(name)_index", length: texts.count)
        try file.write(
          texts, to: "\(group)/\(name)", dimensions: ["\(group)/\(name)_index"])
      }
    }
  }
}

extension ModelArtifact.Reconstructions {
  init(reading file: borrowing HDF5File) throws {
    let clips = try file.integers("reconstructions/clip")
    func matrix(_ dataset: String) throws -> Matrix {
      let shape = try file.shape(of: dataset)
      guard shape.first == clips.count else {
        throw ArtifactError(
          .invalid,
          "\(file.path): \(dataset) must have \(clips.count) rows, but has the shape \(shape)")
      }
      return Matrix(
        rows: clips.count, columns: shape.dropFirst().reduce(1, *), elements: try file.read(dataset)
      )
    }
    let (features, values) = (
      try matrix("reconstructions/features"), try matrix("reconstructions/values")
    )
    guard features.columns == values.columns else {
      throw ArtifactError(
        .invalid, "\(file.path): reconstructions are not of the shape of their features")
    }
    self.init(clips: clips, features: features, values: values)
  }

  /// Writes them over the axes of the first feature set.
  fileprivate func write(
    to file: borrowing HDF5File, features sets: [FeatureDescription]
  ) throws {
    try file.createGroup("reconstructions")
    try file.createDimension("reconstructions/example", length: clips.count)
    try file.write(
      clips.map(Int64.init), to: "reconstructions/clip", dimensions: ["reconstructions/example"])
    try file.describe("reconstructions/clip", unit: "", longName: "row of the clip")
    // Axes of its own: readers of netCDF look for a dimension in the group and above, not beside it.
    let axes = sets.first?.axes ?? []
    try file.write(axes, group: "reconstructions")
    for (name, matrix, what) in [
      ("features", features, "features of some clips"),
      ("values", values, "their reconstructions from latent means"),
    ] {
      try file.write(
        matrix.elements, to: "reconstructions/\(name)",
        dimensions: ["reconstructions/example"] + axes.map { "reconstructions/\($0.name)" },
        compressed: false)
      try file.describe(
        "reconstructions/\(name)", unit: sets.first?.unit ?? "", longName: what)
    }
  }
}
