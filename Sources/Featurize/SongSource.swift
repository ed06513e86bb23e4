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

  /// What each number of a vector is.
  var columnNames: [String] {
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
    guard case .terms = self else { return (vectors, songs) }
    return (vectors, try songs.adding(.init("text", cleaned, longName: "words without marks")))
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
  fileprivate func adding(_ column: Table.Column) throws -> Songs {
    try Songs(Table(table.columns.filter { $0.name != column.name } + [column]), labels: labels)
  }
}
