public import Artifacts
public import Autoencoders
public import LinearAlgebra
internal import StageKit
internal import Synchronization

/// The features of all clips, as a file has them: read where they are asked for.
public final class FeatureFile: FeatureRows {
  /// Where it lies.
  public let path: String
  /// The songs of its clips.
  public let songs: Songs
  /// Its rows.
  public let clips: Clips
  /// What its features are.
  public let description: FeatureDescription
  /// Features of a clip.
  public let columns: Int
  /// Texts that its values are put into, where there are any.
  let sentences: Sentences?
  /// How many windows the words of each song fill, where each window has features of its own.
  let windows: [Int]?
  private let artifact: Mutex<FeaturesArtifact>
  /// What a map makes of the features, where they are not numbers themselves.
  private let mapped: Matrix?

  /// Clips.
  public var rows: Int { clips.count }

  /// Opens a file.
  ///
  /// - Throws: `ArtifactError` when it is not one of features.
  public init(_ path: String) throws {
    let artifact = try FeaturesArtifact(reading: path)
    self.path = path
    songs = artifact.songs
    clips = artifact.clips
    description = artifact.description
    columns = artifact.width
    sentences = artifact.sentences
    windows = artifact.windows
    mapped = nil
    self.artifact = Mutex(artifact)
  }

  /// The numbers that a map makes of a file's features.
  ///
  /// - Throws: A `StageFailure` when the file lacks what the map reads.
  public init(_ file: FeatureFile, by map: FittedMap, threads: Int) throws {
    let (matrix, axis) = try map.rows(of: file, threads: threads)
    path = file.path
    songs = file.songs
    clips = file.clips
    sentences = file.sentences
    windows = nil
    description = FeatureDescription(
      axes: [axis], unit: "1", configuration: file.description.configuration)
    columns = matrix.columns
    mapped = matrix
    artifact = Mutex(try FeaturesArtifact(reading: file.path))
  }

  /// Two sets side by side: the columns of the first, then those of the second.
  ///
  /// - Parameters:
  ///   - first: Gives clips and songs.
  ///   - second: Matched to it.
  ///   - missing: What stands for a row that the second lacks.
  ///   - threads: Number of workers.
  /// - Throws: What reading rows throws.
  public init(_ first: FeatureFile, beside second: SecondSet, missing: [Float], threads: Int) throws
  {
    let (a, b) = (
      try first.matrix(threads: threads), try second.matrix(missing: missing, threads: threads)
    )
    var elements: [Float] = []
    elements.reserveCapacity(a.elements.count + b.elements.count)
    for row in 0..<a.rows { elements += a.row(row) + b.row(row) }
    path = "\(first.path) and \(second.features.path)"
    songs = first.songs
    clips = first.clips
    sentences = nil
    windows = nil
    columns = a.columns + b.columns
    description = FeatureDescription(
      axes: [FeatureAxis("feature", .integers(Array(0..<(a.columns + b.columns))))],
      unit: "mixed",
      configuration: first.description.configuration + second.features.description.configuration)
    mapped = Matrix(rows: a.rows, columns: a.columns + b.columns, elements: elements)
    artifact = Mutex(try FeaturesArtifact(reading: first.path))
  }

  /// Reads rows; those that follow each other at once.
  ///
  /// - Throws: A `StageFailure` that names a clip whose features are not all finite.
  public func copy(_ rows: [Int], to target: inout Matrix, threads: Int) throws {
    precondition(target.rows == rows.count && target.columns == columns)
    if let mapped { return mapped.copy(rows, to: &target, threads: threads) }
    let order = rows.indices.sorted { rows[$0] < rows[$1] }
    var start = 0
    while start < order.count {
      let first = rows[order[start]]
      var end = start + 1
      while end < order.count, rows[order[end]] == first + end - start { end += 1 }
      let run = first..<(first + end - start)
      let block = try artifact.withLock { try $0.rows(run) }
      if let row = block.firstNonFiniteRow {
        throw StageFailure(
          .badData,
          "\(path): the features of clip \(clips.ids[first + row]) are not all finite; "
            + "make them again")
      }
      if rows.elementsEqual(run) {
        target.elements = block.elements
        return
      }
      for i in start..<end {
        let (from, to) = ((i - start) * columns, order[i] * columns)
        for j in 0..<columns { target.elements[to + j] = block.elements[from + j] }
      }
      start = end
    }
  }
}
