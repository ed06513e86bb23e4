import Artifacts
import DataSplit
import Reporting

extension Experiment {
  /// Adds the songs of one shard of decoded audio.
  mutating func readAudio(_ path: String) throws {
    let shard = try AudioArtifact(reading: path)
    if labels.isEmpty { labels = shard.songs.labels }
    songs += try reading(path) { try rows(of: shard.songs) }
    add(shard.quarantine)
  }

  /// Adds a feature set, and its songs where there is no audio.
  mutating func readFeatures(_ path: String, name: String) throws {
    let artifact = try FeaturesArtifact(reading: path)
    if labels.isEmpty { labels = artifact.songs.labels }
    if songs.isEmpty { songs = try reading(path) { try rows(of: artifact.songs) } }
    add(artifact.quarantine)
    if features.isEmpty {
      var counts: [String: Int] = [:]
      for song in artifact.clips.songs { counts[artifact.songs.ids[song], default: 0] += 1 }
      for index in songs.indices { songs[index].clips = counts[songs[index].id] ?? 0 }
    }
    features.append(
      FeatureSet(
        name: String(name.dropFirst("features/".count).dropLast(".h5".count)),
        clips: artifact.clips.count, songs: Set(artifact.clips.songs).count,
        shape: artifact.axes.map { "\($0.count) \($0.name)" }.joined(separator: " × ")))
  }

  /// Gives every song its part and leak group.
  mutating func readSplit(_ path: String) throws {
    let split = try SplitArtifact(reading: path)
    let groups = Dictionary(zip(split.songIDs, split.groups)) { first, _ in first }
    let names = split.folds.map { $0.ofSong.map { "fold \($0)" } } ?? split.parts.map(\.rawValue)
    let parts = Dictionary(zip(split.songIDs, names)) { first, _ in first }
    for index in songs.indices {
      songs[index].part = parts[songs[index].id] ?? ""
      songs[index].group = groups[songs[index].id]
    }
    links = split.links.map { Link($0.songA, $0.songB, reason: $0.reason, score: $0.score) }
  }

  /// Says of every song where a browser finds its audio.
  mutating func locateAudio(_ corpus: CorpusLocation) {
    for index in songs.indices { songs[index].audio = corpus.address(of: songs[index].path) ?? "" }
  }

  private func rows(of songs: Songs) throws -> [Song] {
    let table = songs.table
    func texts(_ name: String) throws -> [String] {
      table.contains(name)
        ? try table.texts(name) : Array(repeating: "", count: songs.count)
    }
    func integers(_ name: String) throws -> [Int] {
      table.contains(name) ? try table.integers(name) : Array(repeating: 0, count: songs.count)
    }
    let (titles, artists, paths) = (try texts("title"), try texts("artist"), try texts("path"))
    let (codecs, lyrics) = (try texts("codec"), try texts("lyrics"))
    let sources = try texts("source")
    let (rates, channels) = (try integers("sample_rate"), try integers("channels"))
    let bits = try integers("bit_depth")
    let durations =
      table.contains("duration")
      ? try table.reals("duration") : Array(repeating: .nan, count: songs.count)
    let values = try labels.map { songs.labels.contains($0) ? try songs.label($0) : try texts("") }
    return songs.ids.indices.map { row in
      var song = Song(
        id: songs.ids[row], title: titles[row], artist: artists[row], path: paths[row],
        labels: values.map { $0[row] }, duration: durations[row], codec: codecs[row],
        sampleRate: rates[row], channels: channels[row], bitDepth: bits[row],
        hasLyrics: !lyrics[row].isEmpty)
      song.source = sources[row]
      return song
    }
  }

  private mutating func add(_ found: [QuarantinedSong]) {
    // Later stages repeat what earlier ones have quarantined.
    var known = Set(quarantine)
    for song in found {
      let row = Quarantined(
        id: song.songID, path: song.path, stage: song.stage, reason: song.reason)
      if known.insert(row).inserted { quarantine.append(row) }
    }
  }
}
