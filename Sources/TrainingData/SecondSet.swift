internal import Artifacts
public import Autoencoders
internal import DataSplit
public import LinearAlgebra
internal import StageKit

/// A second set of features, such as vectors of the lyrics, matched to the clips of a first.
///
/// A row of it is one token for a network, or as many as there is room for windows of a text, of which
/// a song's words may fill fewer.
public struct SecondSet {
  /// The second set, as numbers.
  public let features: FeatureFile
  /// The row of each clip of the first set; `nil` where the second has none.
  let rowOfClip: [Int?]
  /// How many clips have no row, for people; `nil` where all have one.
  public let remark: String?

  /// How many tokens each clip has: the windows of its song's words, 1 where features have no windows,
  /// and 0 where the second set has no row.
  public let counts: [Int]

  /// Matches clips, and fits what the second set needs to be numbers.
  ///
  /// - Parameters:
  ///   - features: The second set.
  ///   - first: The first.
  ///   - training: The first set's rows that may be learned from.
  ///   - threads: Number of workers.
  ///   - fitted: Takes what was fitted.
  /// - Throws: A `StageFailure` when no clip has a match.
  init(
    _ features: FeatureFile, for first: FeatureFile, _ training: [Int], threads: Int,
    recordingTo fitted: inout [ModelArtifact.Fitted]
  ) throws {
    let matched = try SecondSet(features, for: first)
    let rows = training.filter { matched.rowOfClip[$0] != nil }
    let own = Set(rows.compactMap { matched.rowOfClip[$0] }).sorted()
    guard !own.isEmpty else { throw Self.nothingToLearn(features) }
    guard let map = try FittedMap(fittedTo: features, own, threads: threads) else {
      self = matched
      return
    }
    fitted.append(map.record(name: "second \(FittedMap.name)", rows: rows))
    self.init(matched, features: try FeatureFile(features, by: map, threads: threads))
  }

  private init(_ other: SecondSet, features: FeatureFile) {
    self.features = features
    (rowOfClip, counts, remark) = (other.rowOfClip, other.counts, other.remark)
  }

  private static func nothingToLearn(_ features: FeatureFile) -> StageFailure {
    StageFailure(
      .badData, "\(features.path) has no row for any training clip: nothing can be fitted to it")
  }

  /// Matches clips by their identity, else by their song, where all rows of the song are alike or
  /// there is one.
  ///
  /// - Throws: A `StageFailure` when no clip has a match.
  public init(_ features: FeatureFile, for first: FeatureFile) throws {
    self.features = features
    let isOfSongs = features.isOfSongs
    let ids = features.songs.ids
    let byClip = Dictionary(
      zip(features.clips.ids, features.clips.ids.indices), uniquingKeysWith: { first, _ in first })
    let bySong = Dictionary(grouping: features.clips.songs.indices) {
      ids[features.clips.songs[$0]]
    }
    rowOfClip = first.clips.ids.indices.map { clip in
      if let row = byClip[first.clips.ids[clip]] { return row }
      guard let rows = bySong[first.songs.ids[first.clips.songs[clip]]],
        isOfSongs || rows.count == 1
      else { return nil }
      return rows[0]
    }
    counts = rowOfClip.map { row in
      row.map { features.windows?[features.clips.songs[$0]] ?? 1 } ?? 0
    }
    let missing = rowOfClip.count { $0 == nil }
    guard missing < rowOfClip.count else {
      throw StageFailure(
        .badData,
        "\(features.path) has no row for any clip or song of \(first.path): make both from the "
          + "same songs")
    }
    remark =
      missing == 0
      ? nil
      : "\(missing) of \(rowOfClip.count) clips of \(first.path) have no row in "
        + "\(features.path): the model does without it for them"
  }

  /// The rows of all clips, 0 where there is none, with the standardisation that was fitted to
  /// the tokens of training clips that have any. It is one for all tokens of a row.
  ///
  /// - Parameters:
  ///   - kind: Which standardisation is fitted.
  ///   - data: Says which clips may be learned from.
  ///   - threads: Number of workers.
  /// - Throws: What reading rows throws.
  public func matrix(
    _ kind: Standardization.Kind, fittedTo data: LearningData, threads: Int
  ) throws -> (x: Matrix, standardization: Standardization?) {
    let x = try matrix(threads: threads)
    guard kind == .feature else { return (x, nil) }
    let known = counts.flatMap { count in (0..<room).map { $0 < count } }
    let rows = PartitionedRows(
      isTraining: known.indices.map { known[$0] && data.parts[$0 / room] == .train },
      isValidation: known.map { _ in false })
    let ofTokens = try Standardization(of: tokens(of: x), rows.training, threads: threads)
    let standardization = Standardization(
      mean: ofTokens.mean, scale: ofTokens.scale,
      rowsSeen: data.rows.training.indices.filter { counts[$0] > 0 })
    return (standardized(x, by: standardization, threads: threads), standardization)
  }

  /// The rows of all clips, standardised as they were for a model that was fitted before.
  ///
  /// - Throws: What reading rows throws.
  public func matrix(_ standardization: Standardization?, threads: Int) throws -> Matrix {
    let x = try matrix(threads: threads)
    return standardization.map { standardized(x, by: $0, threads: threads) } ?? x
  }

  /// The rows of all clips as they are, and one for all that are missing.
  func matrix(missing: [Float], threads: Int) throws -> Matrix {
    let all = try features.matrix(threads: threads)
    return Matrix(
      rows: rowOfClip.count, columns: all.columns,
      elements: rowOfClip.flatMap { row in row.map(all.row) ?? missing })
  }

  /// The mean of the rows of some clips, as far as they have any.
  func means(of clips: [Int], threads: Int) throws -> [Float] {
    let all = try features.matrix(threads: threads)
    return all.gathering(rows: clips.compactMap { rowOfClip[$0] })
      .columnMeans(threads: threads).map { Float($0) }
  }

  private func matrix(threads: Int) throws -> Matrix {
    try matrix(missing: [Float](repeating: 0, count: features.columns), threads: threads)
  }

  /// Tokens that a row has room for.
  private var room: Int { features.description.windows ?? 1 }

  /// (clips, tokens · features) → (clips · tokens, features).
  private func tokens(of x: consuming Matrix) -> Matrix {
    Matrix(rows: x.rows * room, columns: x.columns / room, elements: x.elements)
  }

  /// What is missing stays 0.
  private func standardized(
    _ x: consuming Matrix, by standardization: Standardization, threads: Int
  ) -> Matrix {
    var tokens = tokens(of: x)
    standardization.apply(to: &tokens, threads: threads)
    for (clip, count) in counts.enumerated() {
      for token in (clip * room + count)..<((clip + 1) * room) {
        for j in 0..<tokens.columns { tokens[token, j] = 0 }
      }
    }
    return Matrix(
      rows: counts.count, columns: room * tokens.columns, elements: tokens.elements)
  }
}
