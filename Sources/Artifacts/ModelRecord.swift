public import DataSplit
internal import HDF5

/// What a model says of the songs, clips and rows that it saw: a model without its numbers, which
/// may be large.
public struct ModelRecord: Sendable {
  /// Something that was fitted.
  public struct Fitted: Sendable, Equatable {
    /// What was fitted; see ``ModelArtifact/Fitted``.
    public let name: String
    /// The clips it was fitted to, as rows of the model's clips.
    public let rows: [Int]
  }

  /// What the model was made from.
  public let provenance: Provenance
  /// The model's kind, such as "basic-vae".
  public let kind: String
  /// The songs, as in the features.
  public let songs: Songs
  /// The clips, as in the features.
  public let clips: Clips
  /// Each clip's part when the model was fitted; `nil` for a song that the split did not know.
  public let parts: [Part?]
  /// The fold that is tested, from 0; `nil` where the split has no folds.
  public let fold: Int?
  /// Labels that the model was told.
  public let conditionedOn: [String]
  /// Everything that was fitted, and to which clips.
  public let fitted: [Fitted]
  /// One row an epoch; empty for a model without epochs.
  public let history: Table
  /// Number of latent dimensions.
  public let latents: Int
  /// Number of learned numbers.
  public let parameterCount: Int
  /// Latent dimensions that carry information; `nil` for a model that is not variational.
  public let activeUnits: Int?
  /// The epoch whose parameters were kept, from 1; `nil` for a model without epochs.
  public let bestEpoch: Int?
  /// The step after which training was cut short on request; `nil` where it ran to its end.
  public let truncatedAtStep: Int?

  /// Mean divergence from the prior of each latent dimension, nat; `nil` for a model that is not variational.
  public let divergence: [Double]?
  /// The feature sets that it takes.
  public let features: [FeatureDescription]
  /// What it makes of some clips, of a model that reconstructs.
  public let reconstructions: ModelArtifact.Reconstructions?

  /// Number of epochs that the model was trained for; 0 for a model without epochs.
  public var epochs: Int { history.count }

  /// Reads what a model says of itself and of the rows it saw.
  public init(reading path: String) throws {
    let file = try openArtifact(path, .model)
    provenance = try Provenance(reading: file)
    kind = try file.text(attribute: "kind")
    songs = try Songs(reading: file)
    clips = try Clips(reading: file, songs: songs)
    parts = try file.texts("parts/part").map(Part.init(rawValue:))
    guard parts.count == clips.count else {
      throw ArtifactError(.invalid, "\(path): parts/part must have a value for every clip")
    }
    fold = file.hasAttribute("fold") ? try file.integer(attribute: "fold") : nil
    conditionedOn = try file.texts(attribute: "conditioned_on")
    fitted = try file.names(in: "fitted").map {
      Fitted(name: $0, rows: try file.integers("fitted/\($0)/rows"))
    }
    history = try file.table("history")
    let shape = try file.shape(of: "latents/mean")
    guard shape.count == 2, shape[0] == clips.count else {
      throw ArtifactError(
        .invalid,
        "\(path): latents/mean must have \(clips.count) rows, but has the shape \(shape)")
    }
    latents = shape[1]
    parameterCount = try file.integer(attribute: "parameter_count")
    activeUnits =
      file.hasAttribute("active_units") ? try file.integer(attribute: "active_units") : nil
    bestEpoch = file.hasAttribute("best_epoch") ? try file.integer(attribute: "best_epoch") : nil
    truncatedAtStep =
      file.hasAttribute("truncated_at_step")
      ? try file.integer(attribute: "truncated_at_step") : nil
    divergence = file.contains("latents/divergence") ? try file.reals("latents/divergence") : nil
    features = file.contains("features") ? try file.featureDescriptions() : []
    reconstructions =
      file.contains("reconstructions") ? try ModelArtifact.Reconstructions(reading: file) : nil
  }
}
