internal import DataSplit

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
    found.append(
      SongProperty(name: "loudness class", values: thirds(of: measure("loudness", of: ids))))
    found.append(
      SongProperty(
        name: "duration class", values: thirds(of: ids.map { durationOfSong[$0] ?? .nan })))
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

private func thirds(of values: [Double]) -> [String] {
  let known = values.filter { !$0.isNaN }.sorted()
  return values.map { value in
    guard !value.isNaN, !known.isEmpty else { return "" }
    let below = known.partitioningIndex { $0 >= value }
    return ["low", "middle", "high"][min(2, 3 * below / known.count)]
  }
}

extension Array {
  /// The first index whose element satisfies a condition that all later ones satisfy too.
  fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
