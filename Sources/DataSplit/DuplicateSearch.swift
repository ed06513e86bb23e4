/// Two recordings that sound alike.
public struct NearDuplicate: Sendable, Equatable {
  /// Index of the one fingerprint, the smaller.
  public let a: Int
  /// Index of the other fingerprint.
  public let b: Int
  /// Share of bits that differ at the best alignment, in 0 … 1.
  public let bitErrorRate: Double
}

/// One value of one fingerprint, as 24 key bits, 20 bits of song and 20 bits of position, so that
/// sorting brings equal keys together.
private struct Posting {
  static let largestIndex = 1 << 20
  private static let indexBits: UInt64 = (1 << 20) - 1

  let packed: UInt64

  init(value: UInt32, song: Int, position: Int) {
    packed = UInt64(value >> 8) << 40 | UInt64(song) << 20 | UInt64(position)
  }

  var key: UInt64 { packed >> 40 }
  var song: Int { Int((packed >> 20) & Posting.indexBits) }
  var position: Int { Int(packed & Posting.indexBits) }
}

/// Finds all pairs of fingerprints that match, without comparing all pairs.
///
/// An index of the upper 24 bits of every value proposes pairs and alignments: those where at least
/// two values agree at the same offset. Each proposal is then verified over the whole overlap.
/// Constant stretches (silence) neither propose nor count, and a value that is everywhere proposes
/// nothing. Unrelated music proposes next to nothing, so time grows hardly faster than the corpus.
///
/// - Parameters:
///   - fingerprints: Chromaprint values of each song, fewer than 2²⁰ songs; what lies beyond 2²⁰
///     values of a song (36 hours) proposes nothing.
///   - criterion: What counts as a match.
/// - Returns: The pairs, ordered by index.
public func nearDuplicates(
  among fingerprints: [[UInt32]], criterion: FingerprintCriterion
) -> [NearDuplicate] {
  precondition(fingerprints.count < Posting.largestIndex)
  let marked = fingerprints.map(MarkedFingerprint.init)
  let index = postings(of: marked)
  var found: [NearDuplicate] = []
  for a in marked.indices {
    for (b, offsets) in proposals(for: a, marked[a], index) {
      let rate = offsets.compactMap { marked[a].bitErrorRate(marked[b], offset: $0) }.min()
      if let rate, rate <= criterion.largestBitErrorRate {
        found.append(NearDuplicate(a: a, b: b, bitErrorRate: rate))
      }
    }
  }
  return found
}

/// Every value that says something, sorted by key, song and position.
private func postings(of fingerprints: [MarkedFingerprint]) -> [Posting] {
  var all: [Posting] = []
  for (song, fingerprint) in fingerprints.enumerated()
  where fingerprint.informative >= FingerprintCriterion.shortestOverlap {
    for (position, value) in fingerprint.values.prefix(Posting.largestIndex).enumerated()
    where !fingerprint.isConstant[position] {
      all.append(Posting(value: value, song: song, position: position))
    }
  }
  return all.sorted { $0.packed < $1.packed }
}

/// The later songs that may match song `a`, each with the offsets worth verifying.
private func proposals(
  for a: Int, _ fingerprint: MarkedFingerprint, _ index: [Posting]
) -> [(song: Int, offsets: [Int])] {
  /// A key that occurs more often proposes nothing: it would cost much and distinguish little.
  let commonKey = 1024
  var hits: [Hit] = []
  guard fingerprint.informative >= FingerprintCriterion.shortestOverlap else { return [] }
  for (position, value) in fingerprint.values.prefix(Posting.largestIndex).enumerated()
  where !fingerprint.isConstant[position] {
    let first = lowerBound(of: Posting(value: value, song: 0, position: 0), in: index)
    let key = UInt64(value >> 8)
    if first + commonKey < index.count, index[first + commonKey].key == key { continue }
    for entry in index[first...].prefix(while: { $0.key == key }) where entry.song > a {
      hits.append(Hit(song: entry.song, offset: entry.position - position))
    }
  }
  return votes(hits)
}

/// One agreement of two values.
private struct Hit: Comparable {
  let song: Int
  let offset: Int

  static func < (a: Hit, b: Hit) -> Bool { (a.song, a.offset) < (b.song, b.offset) }
}

/// Groups agreements by song, and keeps the offsets that agree most often, with their neighbours.
private func votes(_ hits: [Hit]) -> [(song: Int, offsets: [Int])] {
  var result: [(song: Int, offsets: [Int])] = []
  for ofSong in hits.sorted().chunked(by: { $0.song }) {
    let offsets = ofSong.chunked { $0.offset }.map {
      (offset: $0[$0.startIndex].offset, votes: $0.count)
    }
    let best = offsets.filter { $0.votes >= 2 }
      .sorted { ($1.votes, $0.offset) < ($0.votes, $1.offset) }.prefix(4)
    if !best.isEmpty {
      let tried = best.flatMap { [$0.offset, $0.offset - 1, $0.offset + 1] }
      result.append((ofSong[ofSong.startIndex].song, tried))
    }
  }
  return result
}

/// The first position in a sorted index that is not before `posting`.
private func lowerBound(of posting: Posting, in index: [Posting]) -> Int {
  var (low, high) = (0, index.count)
  while low < high {
    let middle = (low + high) / 2
    if index[middle].packed < posting.packed { low = middle + 1 } else { high = middle }
  }
  return low
}

extension Collection {
  /// Consecutive elements that share a key, together.
  fileprivate func chunked<Key: Equatable>(by key: (Element) -> Key) -> [SubSequence] {
    var chunks: [SubSequence] = []
    var rest = self[...]
    while let first = rest.first {
      let chunk = rest.prefix { key($0) == key(first) }
      chunks.append(chunk)
      rest = rest[chunk.endIndex...]
    }
    return chunks
  }
}
