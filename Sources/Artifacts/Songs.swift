internal import HDF5

/// The songs that an artifact is about, with the columns that are labels.
public struct Songs: Sendable, Equatable {
  /// One row a song; the column `song_id` identifies it.
  public let table: Table
  /// Names of the columns that are labels, such as "language"; an empty text is a missing label.
  public let labels: [String]
  /// The column `song_id`.
  public let ids: [String]

  /// Checks that ids are there and distinct and that every label is a column.
  ///
  /// - Throws: ``ArtifactError``.
  public init(_ table: Table, labels: [String]) throws(ArtifactError) {
    self.table = table
    self.labels = labels
    ids = try table.texts("song_id")
    guard Set(ids).count == ids.count else {
      throw ArtifactError(.invalid, "a song id occurs twice among the songs")
    }
    for label in labels { _ = try table.texts(label) }
  }

  /// Number of songs.
  public var count: Int { ids.count }

  /// One label of every song, in order.
  public func label(_ name: String) throws(ArtifactError) -> [String] {
    guard labels.contains(name) else {
      throw ArtifactError(
        .invalid, "there is no label \(name): the catalogue has \(labels.joined(separator: ", "))")
    }
    return try table.texts(name)
  }

  /// The given songs, in the given order.
  public func selecting(rows: [Int]) throws(ArtifactError) -> Songs {
    try Songs(table.selecting(rows: rows), labels: labels)
  }

  init(reading file: borrowing HDF5File) throws {
    do {
      try self.init(
        file.table("songs"), labels: file.texts(attribute: "labels", of: "songs"))
    } catch let error as ArtifactError {
      throw ArtifactError(error.fault, "\(file.path): \(error.description)")
    }
  }

  /// Writes the group `songs` and its dimension.
  func write(to file: borrowing HDF5File) throws {
    try file.createDimension("song", length: count)
    try file.write(table, group: "songs", dimension: "song")
    try file.setAttribute("labels", of: "songs", to: labels)
  }
}
