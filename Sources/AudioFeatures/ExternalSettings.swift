public import Configuration

/// Vectors that a user brings: where they are, and to what they belong.
public struct ExternalSettings: Sendable, Equatable {
  /// What a vector belongs to.
  public enum Join: String, CaseIterable, Sendable {
    /// A song: each of its clips has the song's vector.
    case song
    /// A clip.
    case clip
  }

  /// How vectors are stored.
  public enum Storage: Sendable, Equatable {
    /// A two-dimensional array of NumPy's format, a row a vector.
    case npy
    /// A two-dimensional dataset of this path in an HDF5 file, `dataset`, `values` by default.
    case hdf5(dataset: String)
  }

  /// The array, `file`: a path relative to the folder of the feature set's file.
  public let file: String
  /// What kind of file it is, by the ending of its name.
  public let storage: Storage
  /// The ids of its rows, `ids`: a CSV file with the column `song_id` or `clip_id`, a path like
  /// ``file``.
  public let ids: String
  /// What a vector belongs to, `join`, `song` by default.
  public let join: Join

  /// Reads the keys of a feature set of kind `external`.
  public init(_ section: Section) throws(ConfigurationError) {
    file = try section.text("file")
    let name = file.lowercased()
    if name.hasSuffix(".npy") {
      storage = .npy
    } else if name.hasSuffix(".h5") || name.hasSuffix(".hdf5") {
      storage = .hdf5(dataset: try section.text("dataset", default: "values"))
    } else {
      throw section.error("file", "must end in .npy, .h5 or .hdf5")
    }
    ids = try section.text("ids")
    join = try section.choice("join", default: .song)
  }

  /// The column of ``ids`` that is read.
  public var idColumn: String { "\(join.rawValue)_id" }
}
