import Artifacts
import AudioFeatures
import Parallelism
import TextFeatures

/// Feature sets that are made of whole songs, from their words: each clip has its song's vector.
enum SongSource {
  /// Terms of lyrics, which are weighed when a model is fitted.
  case terms(LyricsTerms)
  /// What the writing of lyrics says.
  case scripts(ScriptStatistics)

  /// What each number of a vector is.
  var columnNames: [String] {
    switch self {
    case .terms: TextExtent.columnNames
    case .scripts(let statistics): statistics.columnNames
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
    let lyrics = try songs.table.contains("lyrics") ? songs.table.texts("lyrics") : nil
    let durations = try songs.table.contains("duration") ? songs.table.reals("duration") : nil
    let cleaned = concurrentValues(count: songs.count, threads: threads) { [cleaning] song in
      cleaning.cleaned(lyrics?[song] ?? "")
    }
    let vectors = concurrentValues(count: songs.count, threads: threads) { song in
      Result<[Float], TextError> { () throws(TextError) in
        guard !cleaned[song].isEmpty else { throw TextError("it has no lyrics") }
        return switch self {
        case .terms: try TextExtent(of: cleaned[song]).values
        case .scripts(let statistics):
          try statistics.values(of: cleaned[song], duration: durations?[song] ?? 0)
        }
      }
    }
    guard case .terms = self else { return (vectors, songs) }
    return (vectors, try songs.adding(.init("text", cleaned, longName: "words without marks")))
  }

  private var cleaning: LyricsCleaning {
    switch self {
    case .terms(let terms): terms.cleaning
    case .scripts(let statistics): statistics.cleaning
    }
  }
}

extension Songs {
  /// The songs with one more column.
  fileprivate func adding(_ column: Table.Column) throws -> Songs {
    try Songs(Table(table.columns.filter { $0.name != column.name } + [column]), labels: labels)
  }
}
