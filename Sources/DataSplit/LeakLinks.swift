/// All evidence that songs belong together, in the order of ``LeakGroups/links``.
///
/// - Parameters:
///   - songs: The songs, in the order that indices refer to.
///   - criteria: What counts as shared.
///   - threads: Does not change the result.
public func leakLinks(
  among songs: [SplitSong], _ criteria: LeakCriteria, threads: Int = 1
) -> [Link] {
  var links = linksByValue(songs.map(\.audioDigest), reason: .sameAudio)
  if let criterion = criteria.fingerprint {
    links += fingerprintLinks(of: songs, criterion, threads: threads)
  }
  if criteria.title {
    links += linksByValue(songs.map(titleAndArtist), reason: .title)
  }
  if let criterion = criteria.lyrics {
    links += sameLyrics(among: songs.map(\.lyrics), criterion, threads: threads).map {
      Link($0.a, $0.b, reason: .lyrics, score: $0.jaccardIndex)
    }
  }
  for column in criteria.columns {
    let values = songs.map { comparableName($0.columns[column] ?? "") }
    links += linksByValue(values, reason: .column(column))
  }
  return links
}

/// Links every song to the first that has the same value; an empty one binds nothing.
private func linksByValue(_ values: [String], reason: LinkReason) -> [Link] {
  var first: [String: Int] = [:]
  var links: [Link] = []
  for (song, value) in values.enumerated() where !value.isEmpty {
    if let other = first[value] {
      links.append(Link(other, song, reason: reason, score: 1))
    } else {
      first[value] = song
    }
  }
  return links
}

/// Links songs that sound alike. Of songs with identical audio only the first is compared.
private func fingerprintLinks(
  of songs: [SplitSong], _ criterion: FingerprintCriterion, threads: Int
) -> [Link] {
  var seen: Set<String> = []
  let distinct = songs.indices.filter {
    !songs[$0].fingerprint.isEmpty
      && (songs[$0].audioDigest.isEmpty || seen.insert(songs[$0].audioDigest).inserted)
  }
  return nearDuplicates(
    among: distinct.map { songs[$0].fingerprint }, criterion: criterion, threads: threads
  ).map {
    Link(distinct[$0.a], distinct[$0.b], reason: .fingerprint, score: 1 - $0.bitErrorRate)
  }
}

/// What songs of one title and artist share; empty when either is missing.
private func titleAndArtist(of song: SplitSong) -> String {
  let (title, artist) = (
    comparableTitle(song.columns["title"] ?? ""), comparableTitle(song.columns["artist"] ?? "")
  )
  return title.isEmpty || artist.isEmpty ? "" : "\(title)\u{0}\(artist)"
}

/// A name without regard to case and spacing, as values of columns are compared.
public func comparableName(_ name: String) -> String {
  name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
