internal import Parallelism

/// Two recordings that sound alike.
public struct NearDuplicate: Sendable, Equatable {
  /// Index of the one fingerprint, the smaller.
  public let a: Int
  /// Index of the other fingerprint.
  public let b: Int
  /// Share of bits that differ at the best alignment, in 0 … 1.
  public let bitErrorRate: Double
}

/// Finds all pairs of fingerprints that match, without comparing all pairs.
///
/// An index of the values proposes pairs and alignments at equal speed, excerpts among them: those
/// where at least two values agree at the same offset. The course of whole fingerprints proposes
/// pairs at speeds that differ by up to 2 %. Each proposal is then verified over the whole overlap.
/// Constant stretches (silence) neither propose nor count, and a value that is everywhere proposes
/// nothing. Unrelated music proposes next to nothing, so time grows hardly faster than the corpus.
///
/// - Parameters:
///   - fingerprints: Chromaprint values of each song, fewer than 2²² songs; what lies beyond 2¹⁸
///     values of a song (nine hours) proposes nothing.
///   - criterion: What counts as a match.
///   - threads: Does not change the result.
/// - Returns: The pairs, ordered by index.
public func nearDuplicates(
  among fingerprints: [[UInt32]], criterion: FingerprintCriterion, threads: Int = 1
) -> [NearDuplicate] {
  let marked = fingerprints.map(MarkedFingerprint.init)
  let found = atEqualSpeed(marked, criterion, threads: threads)
  let known = Set(found.map { [$0.a, $0.b] })
  return (found + atOtherSpeed(marked, threads: threads).filter { !known.contains([$0.a, $0.b]) })
    .sorted { ($0.a, $0.b) < ($1.a, $1.b) }
}

private func atEqualSpeed(
  _ marked: [MarkedFingerprint], _ criterion: FingerprintCriterion, threads: Int
) -> [NearDuplicate] {
  let index = FingerprintIndex(of: marked)
  return concurrentValues(count: marked.count, threads: threads) { a in
    index.proposals(for: a, marked[a]).compactMap { b, offsets -> NearDuplicate? in
      let rate = offsets.compactMap { marked[a].bitErrorRate(marked[b], offset: $0) }.min()
      guard let rate, rate <= criterion.largestBitErrorRate else { return nil }
      return NearDuplicate(a: a, b: b, bitErrorRate: rate)
    }
  }.flatMap { $0 }
}
