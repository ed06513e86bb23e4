internal import DataSplit
internal import Statistics

/// Something that a song has beside its labels, by which a collection may betray them.
struct SongProperty {
  let name: String
  /// One value for each of some songs; equal values are one class.
  let values: [String]
}

extension Evidence {
  /// The properties in which some songs differ: where they came from and how they were encoded, as
  /// texts; their loudness and duration in low, middle and high thirds.
  func properties(of songs: [SplitSong]) -> [SongProperty] {
    let ids = songs.map(\.id)
    var found = ["source", "codec"].map { name in
      SongProperty(name: name, values: songs.map { $0.columns[name] ?? "" })
    }
    found.append(
      SongProperty(name: "sample rate", values: measure("sample_rate", of: ids).map { "\($0)" }))
    let measures = [
      ("loudness", measure("loudness", of: ids)),
      ("duration", ids.map { durationOfSong[$0] ?? .nan }),
    ]
    for (name, values) in measures {
      let texts = Thirds(of: values).classes(of: values).map {
        $0.map { ["low", "middle", "high"][$0] } ?? ""
      }
      found.append(SongProperty(name: "\(name) class", values: texts))
    }
    return found.filter { Set($0.values).count > 1 }
  }

  private func measure(_ name: String, of ids: [String]) -> [Double] {
    var ofSong: [String: Double] = [:]
    for shard in catalogue {
      guard let values = shard.measures.first(where: { $0.name == name })?.values else { continue }
      for (song, value) in zip(shard.songs, values) { ofSong[song.id] = value }
    }
    return ids.map { ofSong[$0] ?? .nan }
  }
}
