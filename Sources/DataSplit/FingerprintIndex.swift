/// Where each fingerprint value occurs in a corpus, so that songs can be looked up by what they
/// share.
///
/// A value is known by its upper 24 bits, its *key*. An entry is 24 bits of key, 22 of song and 18 of
/// position, so that sorting brings equal keys together. Of a large corpus only every n-th key is
/// kept, the same keys of every song, so that the index holds at most 2²⁶ entries (512 MiB): what
/// two songs share, they share among these keys too.
struct FingerprintIndex {
  /// More songs than an entry can number.
  static let songLimit = 1 << 22
  private static let positionBits: UInt64 = 18
  private static let positionLimit = 1 << positionBits
  private static let largestCount = 1 << 26
  /// A key that occurs more often proposes nothing: it would cost much and distinguish little.
  private static let commonKey = 1024
  private static let bucketBits = 20

  private let entries: [UInt64]
  /// The first entry of each bucket of keys that share their upper 20 bits.
  private let bucketStarts: [Int]
  /// One key of so many is kept.
  private let sampling: UInt64

  /// Indexes every value that says something.
  init(of fingerprints: [MarkedFingerprint]) {
    precondition(fingerprints.count < FingerprintIndex.songLimit)
    let total = fingerprints.reduce(0) { $0 + $1.informative }
    sampling = UInt64(max(1, (total + Self.largestCount - 1) / Self.largestCount))
    var entries: [UInt64] = []
    entries.reserveCapacity(total / Int(sampling) + total / 64)
    for (song, fingerprint) in fingerprints.enumerated() {
      for (position, key) in Self.keys(of: fingerprint, sampling) {
        entries.append(key << 40 | UInt64(song) << Self.positionBits | UInt64(position))
      }
    }
    entries.sort()
    var starts = [Int](repeating: 0, count: 1 << Self.bucketBits + 1)
    for entry in entries { starts[Int(entry >> (64 - UInt64(Self.bucketBits))) + 1] += 1 }
    for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
    self.entries = entries
    bucketStarts = starts
  }

  /// The later songs that may match song `a`, each with the offsets worth verifying: those where at
  /// least two values agree, the most frequent with their neighbours.
  func proposals(for a: Int, _ fingerprint: MarkedFingerprint) -> [(song: Int, offsets: [Int])] {
    var hits: [Hit] = []
    for (position, key) in Self.keys(of: fingerprint, sampling) {
      let bucket = Int(key >> UInt64(24 - Self.bucketBits))
      let range = bucketStarts[bucket]..<bucketStarts[bucket + 1]
      let first = lowerBound(of: key << 40, in: range)
      let end = lowerBound(of: (key + 1) << 40, in: first..<range.upperBound)
      guard end - first <= Self.commonKey else { continue }
      let later = lowerBound(of: key << 40 | UInt64(a + 1) << Self.positionBits, in: first..<end)
      for entry in entries[later..<end] {
        hits.append(
          Hit(
            song: Int(entry >> Self.positionBits) % Self.songLimit,
            offset: Int(entry % UInt64(Self.positionLimit)) - position))
      }
    }
    return votes(hits)
  }

  /// The positions and keys of a fingerprint that are indexed; none of one too short to match.
  private static func keys(
    of fingerprint: MarkedFingerprint, _ sampling: UInt64
  ) -> [(position: Int, key: UInt64)] {
    guard fingerprint.informative >= FingerprintCriterion.shortestOverlap else { return [] }
    var keys: [(position: Int, key: UInt64)] = []
    for (position, value) in fingerprint.values.prefix(positionLimit).enumerated()
    where !fingerprint.isConstant[position] {
      let key = UInt64(value >> 8)
      // Fibonacci hashing, so that which keys are kept has nothing to do with what they mean.
      if sampling == 1 || (key &* 0x9E37_79B9_7F4A_7C15) >> 40 % sampling == 0 {
        keys.append((position, key))
      }
    }
    return keys
  }

  private func lowerBound(of entry: UInt64, in range: Range<Int>) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle] < entry { low = middle + 1 } else { high = middle }
    }
    return low
  }
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
