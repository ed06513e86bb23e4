/// When two fingerprints count as the same recording.
///
/// A Chromaprint fingerprint is a sequence of 32-bit values, about eight a second (Lalinský 2011;
/// after Ke, Hoiem & Sukthankar 2005, doi 10.1109/CVPR.2005.105). Two are compared by the *bit
/// error rate*, the share of bits that differ where they overlap (Haitsma & Kalker 2002). On ten
/// real songs re-encodings at 32 kbit/s and above, changes of gain, excerpts at any offset and
/// added silence differ in at most 6 % of bits; different songs, at their best alignment, in 40 %
/// or more.
public struct FingerprintCriterion: Sendable, Equatable {
  /// The largest bit error rate of a match, in 0 … 0.35.
  public var largestBitErrorRate: Double

  /// The shortest overlap that is evidence, in values: what 15 seconds of audio give.
  ///
  /// Besides, the overlap must be half of the shorter fingerprint. A song shorter than this is
  /// found by identical audio only.
  public static let shortestOverlap = 96

  /// Equal values in a row, from this many on, are silence or a held tone: no evidence.
  static let constantRun = 8

  /// Creates a criterion.
  ///
  /// - Parameter largestBitErrorRate: In 0 … 0.35.
  public init(largestBitErrorRate: Double = 0.15) {
    self.largestBitErrorRate = largestBitErrorRate
  }
}

/// A fingerprint with the places that say nothing marked.
struct MarkedFingerprint {
  let values: [UInt32]
  /// Whether a value lies in a long run of equal values.
  let isConstant: [Bool]
  /// Number of values that are not constant.
  let informative: Int

  init(_ values: [UInt32]) {
    var isConstant = [Bool](repeating: false, count: values.count)
    var start = 0
    for end in 1..<(values.count + 1) where end == values.count || values[end] != values[start] {
      if end - start >= FingerprintCriterion.constantRun {
        for index in start..<end { isConstant[index] = true }
      }
      start = end
    }
    self.values = values
    self.isConstant = isConstant
    informative = isConstant.count { !$0 }
  }

  /// The bit error rate where `other`, moved, overlaps with this fingerprint.
  ///
  /// - Parameters:
  ///   - other: The other fingerprint.
  ///   - offset: `other.values[i + offset]` is compared with `values[i]`.
  /// - Returns: The rate in 0 … 1, or `nil` when too few informative values overlap. Places where
  ///   both are constant are left out.
  func bitErrorRate(_ other: MarkedFingerprint, offset: Int) -> Double? {
    let first = max(0, -offset)
    let end = min(values.count, other.values.count - offset)
    guard first < end else { return nil }
    var differing = 0
    var compared = 0
    for i in first..<end where !(isConstant[i] && other.isConstant[i + offset]) {
      differing += (values[i] ^ other.values[i + offset]).nonzeroBitCount
      compared += 1
    }
    let needed = max(
      FingerprintCriterion.shortestOverlap, (min(informative, other.informative) + 1) / 2)
    return compared < needed ? nil : Double(differing) / Double(32 * compared)
  }
}
