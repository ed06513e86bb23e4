import DataSplit
import Randomness

let languages = ["ar", "en", "es", "hi"]
let genres = ["hip-hop", "pop", "rock"]

/// The design of 4 languages × 3 genres × 15 songs.
func crossedDesign() -> [SplitSong] {
  var songs: [SplitSong] = []
  for language in languages {
    for genre in genres {
      for number in 0..<15 {
        songs.append(
          SplitSong(
            id: "\(language)_\(genre)_\(number)", audioDigest: "\(language)\(genre)\(number)",
            columns: ["language": language, "genre": genre]))
      }
    }
  }
  return songs
}

/// Songs with random labels, of random artists.
func randomCorpus(songs: Int, artists: Int, using generator: inout Generator) -> [SplitSong] {
  (0..<songs).map { number in
    SplitSong(
      id: "song-\(number)",
      columns: [
        "artist": "Artist \(generator.integer(below: artists))",
        "language": languages[generator.integer(below: languages.count)],
        "genre": genres[generator.integer(below: genres.count)],
      ])
  }
}

/// Settings that stratify by language and genre.
func crossedSettings(seed: Int = 42) -> SplitSettings {
  var settings = SplitSettings()
  settings.stratify = ["language", "genre"]
  settings.seed = seed
  return settings
}

extension SongSplit {
  /// The number of songs in a part of which every given column has the given value.
  func count(_ part: Part, _ values: [String: String] = [:]) -> Int {
    songs.indices.count { song in
      parts[song] == part && values.allSatisfy { songs[song].columns[$0.key] == $0.value }
    }
  }
}
