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
  /// Everything that was fitted, and to which clips.
  public let fitted: [Fitted]
  /// Number of epochs that the model was trained for; 0 for a model without epochs.
  public let epochs: Int

  /// Reads what a model says of the rows it saw.
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
    fitted = try file.names(in: "fitted").map {
      Fitted(name: $0, rows: try file.integers("fitted/\($0)/rows"))
    }
    epochs = try file.table("history").count
  }
}
