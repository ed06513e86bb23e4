/// Leak groups of more than one song, with the links that made them.
struct DuplicateGroups {
  struct Group {
    let number: Int
    let songs: [Experiment.Song]
    let links: [Experiment.Link]
  }

  /// The groups, by number.
  let groups: [Group]

  init(_ experiment: Experiment) {
    var members: [Int: [Experiment.Song]] = [:]
    var groupOfSong: [String: Int] = [:]
    for song in experiment.songs {
      guard let group = song.group else { continue }
      members[group, default: []].append(song)
      groupOfSong[song.id] = group
    }
    var links: [Int: [Experiment.Link]] = [:]
    for link in experiment.links {
      guard let group = groupOfSong[link.a] ?? groupOfSong[link.b] else { continue }
      links[group, default: []].append(link)
    }
    groups = members.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map {
      Group(number: $0.key, songs: $0.value, links: links[$0.key] ?? [])
    }
  }
}
