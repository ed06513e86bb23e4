import Artifacts
import Statistics

/// What a song has beside its labels, and what clusters may be instead of them: where it came from, and how
/// it was encoded.
struct SongProperty {
  let name: String
  /// The value of each song of the model, as a number from 0; `nil` where it has none.
  let valueOfSong: [Int?]

  /// The properties by which the scored songs differ.
  ///
  /// - Parameters:
  ///   - songs: The songs of the model.
  ///   - scored: Those that are scored, ascending.
  static func all(_ songs: Songs, scored: [Int]) throws -> [SongProperty] {
    let table = songs.table
    var found: [SongProperty] = []
    for name in ["source", "codec"] where table.contains(name) {
      found.append(SongProperty(name, texts: try table.texts(name)))
    }
    for name in ["sample_rate", "channels", "bit_depth"] where table.contains(name) {
      found.append(SongProperty(name, texts: try table.integers(name).map(String.init)))
    }
    for name in ["loudness", "duration"] where table.contains(name) {
      found.append(
        SongProperty("\(name) class", thirds: try table.reals(name), of: scored))
    }
    return found.filter { property in
      Set(scored.compactMap { property.valueOfSong[$0] }).count > 1
    }
  }

  private init(_ name: String, texts: [String]) {
    self.name = name
    let values = Set(texts).subtracting([""]).sorted()
    valueOfSong = texts.map { values.firstIndex(of: $0) }
  }

  /// Low, middle and high thirds of the scored songs.
  private init(_ name: String, thirds values: [Double], of scored: [Int]) {
    self.name = name
    valueOfSong = Thirds(of: scored.map { values[$0] }).classes(of: values)
  }
}
