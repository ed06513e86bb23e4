import Artifacts
import Foundation
import Parallelism
import StageKit
import TextFeatures

/// Feature sets that are made of whole songs, from their words: each clip has its song's vector.
enum SongSource {
  /// Terms of lyrics, which are weighed when a model is fitted.
  case terms(LyricsTerms)
  /// What the writing of lyrics says.
  case scripts(ScriptStatistics)
  /// Vectors of lyrics by a pre-trained encoder.
  case encoded(LyricsCleaning, TextEncoder)
  /// What the catalogue says, which becomes numbers when a model is fitted.
  case catalogue(MetadataSettings)

  /// The axes of a song's features: what each number of a vector is, of one for each window of its
  /// words where they are kept apart.
  var axes: [FeatureAxis] {
    let columns = FeatureAxis("statistic", .texts(columnNames))
    guard case .encoded(_, let encoder) = self, let windows = encoder.windows else {
      return [columns]
    }
    return [FeatureAxis(FeatureAxis.window, .integers(Array(1...windows))), columns]
  }

  private var columnNames: [String] {
    switch self {
    case .terms: TextExtent.columnNames
    case .scripts(let statistics): statistics.columnNames
    case .encoded(_, let encoder): numbered("component", encoder.width)
    case .catalogue: ["columns"]
    }
  }

  /// The vectors of songs, or why there is none, and what else is kept of each song.
  ///
  /// - Parameters:
  ///   - songs: With lyrics and durations.
  ///   - threads: Number of workers; vectors do not depend on it.
  func vectors(
    of songs: Songs, threads: Int
  ) throws -> (vectors: [Result<[Float], TextError>], songs: Songs) {
    if case .catalogue(let settings) = self {
      return (try songs.columnCounts(settings), songs)
    }
    let lyrics = try songs.table.contains("lyrics") ? songs.table.texts("lyrics") : nil
    let durations = try songs.table.contains("duration") ? songs.table.reals("duration") : nil
    let cleaned = concurrentValues(count: songs.count, threads: threads) { [cleaning] song in
      cleaning.cleaned(lyrics?[song] ?? "")
    }
    let known = cleaned.indices.filter { !cleaned[$0].isEmpty }
    var vectors = [Result<[Float], TextError>](
      repeating: .failure(TextError("it has no lyrics")), count: songs.count)
    let found: [Result<[Float], TextError>]
    switch self {
    case .terms:
      found = concurrentValues(count: known.count, threads: threads) { index in
        Result { () throws(TextError) in try TextExtent(of: cleaned[known[index]]).values }
      }
    case .scripts(let statistics):
      found = concurrentValues(count: known.count, threads: threads) { index in
        Result { () throws(TextError) in
          try statistics.values(
            of: cleaned[known[index]], duration: durations?[known[index]] ?? 0)
        }
      }
    case .encoded(_, let encoder):
      found = encoder.vectors(of: known.map { cleaned[$0] }, threads: threads)
    case .catalogue: found = []
    }
    for (song, vector) in zip(known, found) { vectors[song] = vector }
    switch self {
    case .terms:
      return (vectors, try songs.adding(.init("text", cleaned, longName: "words without marks")))
    case .encoded(_, let encoder):
      guard let windows = encoder.windows else { return (vectors, songs) }
      let counts = vectors.map { ((try? $0.get())?.count ?? 0) / encoder.width }
      vectors = vectors.map { vector in
        vector.map { $0 + repeatElement(0, count: windows * encoder.width - $0.count) }
      }
      return (
        vectors, try songs.adding(.init("windows", counts, longName: "windows of its words"))
      )
    case .scripts, .catalogue: return (vectors, songs)
    }
  }

  private var cleaning: LyricsCleaning {
    switch self {
    case .terms(let terms): terms.cleaning
    case .scripts(let statistics): statistics.cleaning
    case .encoded(let cleaning, _): cleaning
    case .catalogue: LyricsCleaning()
    }
  }
}

/// Numbered names of one length.
private func numbered(_ name: String, _ count: Int) -> [String] {
  let digits = String(count).count
  return (1...count).map { String(format: "\(name)_%0\(digits)d", $0) }
}

extension Songs {
  /// How many of the columns that settings name each song has a value in, or that it has none.
  ///
  /// - Throws: ``StageFailure`` when there is no such column, or it is a label that is not told.
  fileprivate func columnCounts(
    _ settings: MetadataSettings
  ) throws -> [Result<[Float], TextError>] {
    if let label = settings.columns.first(where: {
      labels.contains($0) && !settings.told.contains($0)
    }) {
      throw StageFailure(
        .usage,
        "metadata would tell models \(label), a label by which clusters are scored: leave it out, or list it "
          + "in told, and no score by it will be valid")
    }
    let columns = try settings.columns.map { name in
      guard table.contains(name) else {
        throw StageFailure(
          .usage,
          "there is no column \(name) of metadata; there are "
            + table.columns.map(\.name).joined(separator: ", "))
      }
      return try table.plainTexts(name)
    }
    return ids.indices.map { song in
      let count = columns.count { !$0[song].allSatisfy(\.isWhitespace) }
      return count > 0 ? .success([Float(count)]) : .failure(TextError("it has no metadata"))
    }
  }

  /// The songs with one more column.
  ///
  /// - Throws: ``StageFailure`` when a label has its name.
  fileprivate func adding(_ column: Table.Column) throws -> Songs {
    guard !labels.contains(column.name) else {
      throw StageFailure(
        .usage,
        "a label is called \(column.name), as is what these features keep of each song: give it "
          + "another name in corpus.yaml")
    }
    return try Songs(
      Table(table.columns.filter { $0.name != column.name } + [column]), labels: labels)
  }
}
