internal import Artifacts
internal import DataSplit

// Leaks between songs of different parts, from the catalogue and split.h5 alone.
extension Check {
  static let songInTwoParts = Check(
    code: "L01", title: "a song in two parts", severity: .error
  ) { evidence, check in
    let parts = evidence.partsOfSong
    var answer = Answer(examined: evidence.split?.songIDs.count ?? 0)
    if evidence.split?.deal != nil {
      answer.findings.append(
        check.finding(
          "The split deals clips, whatever their song: it is for measuring what that leak is worth.",
          ["split.h5"], remedy: "Set strategy: song in split.yaml for figures that generalise."))
    }
    for (song, found) in parts.sorted(by: { $0.key < $1.key }) where found.count > 1 {
      answer.findings.append(
        check.finding(
          "\(song) lies in \(names(of: found)) at once.", [song], remedy: splitAgain))
    }
    return answer
  }

  static let sameAudio = Check(
    code: "L02", title: "identical audio in different parts", severity: .error
  ) { evidence, check in
    let songs = evidence.songs
    let parts = evidence.partsOfSong
    let known = songs.filter { !$0.audioDigest.isEmpty }
    var answer = Answer(examined: known.count)
    for same in groups(of: known, by: \.audioDigest) {
      let found = union(of: same.map(\.id), parts)
      if same.count > 1, found.count > 1 {
        answer.findings.append(
          check.finding(
            "\(listed(same.map(\.id))) decode to the same samples but lie in \(names(of: found)).",
            same.map(\.id), remedy: splitAgain))
      }
    }
    return answer
  }

  static let nearDuplicate = Check(
    code: "L03", title: "near-duplicate audio in different parts", severity: .error
  ) { evidence, check in
    // A split cannot lower the bar by which it is judged.
    let threshold = max(
      FingerprintCriterion().largestBitErrorRate,
      evidence.settings.criteria.fingerprint?.largestBitErrorRate ?? 0)
    let songs = evidence.songs.filter { !$0.fingerprint.isEmpty }
    let parts = evidence.partsOfSong
    var answer = Answer(examined: songs.count)
    let pairs = nearDuplicates(
      among: songs.map(\.fingerprint),
      criterion: FingerprintCriterion(largestBitErrorRate: threshold),
      threads: evidence.threads)
    for pair in pairs {
      let (a, b) = (songs[pair.a], songs[pair.b])
      let found = union(of: [a.id, b.id], parts)
      guard found.count > 1, a.audioDigest.isEmpty || a.audioDigest != b.audioDigest else {
        continue
      }
      answer.findings.append(
        check.finding(
          """
          \(a.id) and \(b.id) sound alike (\(percent(1 - pair.bitErrorRate)) of their \
          fingerprints' bits agree) but lie in \(names(of: found)).
          """, [a.id, b.id], remedy: splitAgain))
    }
    return answer
  }

  static let sharedColumn = Check(
    code: "L04", title: "the same artist, or other column to group by, in different parts",
    severity: .error
  ) { evidence, check in
    let songs = evidence.songs
    let parts = evidence.partsOfSong
    var answer = Answer(examined: songs.count)
    func shared(_ column: String) -> [(value: String, songs: [String])] {
      groups(of: songs) { comparableName($0.columns[column] ?? "") }
        .map { ($0[0].columns[column] ?? "", $0.map(\.id)) }
        .filter { !$0.0.allSatisfy(\.isWhitespace) && $0.1.count > 1 }
        .filter { union(of: $0.1, parts).count > 1 }
    }
    for column in evidence.settings.criteria.columns {
      for (value, ids) in shared(column) {
        answer.findings.append(
          check.finding(
            "Songs of one \(column), \(value), lie in \(names(of: union(of: ids, parts))).", ids,
            remedy: splitAgain))
      }
    }
    if !evidence.settings.criteria.columns.contains("artist") {
      let artists = shared("artist")
      if !artists.isEmpty {
        answer.findings.append(
          check.finding(
            """
            \(artists.count) artists have songs in different parts: what a model learns of an \
            artist's voice or studio may count as what was asked of it.
            """, artists.map(\.value),
            remedy: "Add artist to group_by in split.yaml, or report the scores with this caveat.",
            severity: .warning))
      }
    }
    return answer
  }
}

extension Check {
  static let sameSong = Check(
    code: "L05", title: "the same title and artist, or lyrics, in different parts",
    severity: .error
  ) { evidence, check in
    let songs = evidence.songs
    let parts = evidence.partsOfSong
    // As for fingerprints: what the split leaves out is looked for all the same.
    let threshold = min(
      LyricsCriterion().smallestJaccardIndex,
      evidence.settings.criteria.lyrics?.smallestJaccardIndex ?? 1)
    let links = leakLinks(
      among: songs.map { SplitSong(id: $0.id, lyrics: $0.lyrics, columns: $0.columns) },
      LeakCriteria(
        fingerprint: nil, lyrics: LyricsCriterion(smallestJaccardIndex: threshold)),
      threads: evidence.threads)
    var answer = Answer(examined: songs.count)
    for link in links {
      let (a, b) = (songs[link.a].id, songs[link.b].id)
      let found = union(of: [a, b], parts)
      guard found.count > 1 else { continue }
      answer.findings.append(
        check.finding(
          """
          \(a) and \(b) have the same \(link.reason) (\(percent(link.score))) but lie in \
          \(names(of: found)).
          """, [a, b], remedy: splitAgain))
    }
    return answer
  }
}

/// All parts that any of the songs lies in.
private func union(
  of songs: [String], _ parts: [String: Set<Part>]
) -> Set<Part> {
  songs.reduce(into: []) { $0.formUnion(parts[$1] ?? []) }
}

/// Songs that share a key, groups in the order of their first songs.
private func groups(of songs: [SplitSong], by key: (SplitSong) -> String) -> [[SplitSong]] {
  var groups: [[SplitSong]] = []
  var numbers: [String: Int] = [:]
  for song in songs {
    let key = key(song)
    if let number = numbers[key] {
      groups[number].append(song)
    } else {
      numbers[key] = groups.count
      groups.append([song])
    }
  }
  return groups
}

/// A few names, joined as in a sentence.
private func listed(_ names: [String]) -> String {
  names.count <= 4
    ? names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
    : names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
}
