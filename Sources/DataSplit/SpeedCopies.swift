internal import LinearAlgebra
internal import Parallelism

/// Finds pairs of whole recordings of which one plays up to about 2 % faster than the other, pitch
/// included.
///
/// A change of speed moves pitches between Chromaprint's semitones and positions along the
/// fingerprint, so single values no longer agree. What stays is the *course*: of each bit, how often
/// it is set in each 64th of the song. Pairs whose lengths differ by at most 3 % and whose courses
/// correlate are proposed, and verified along the line that their lengths give. On 61 songs, real
/// and composed, copies at 0.98 and 1.02 correlated by 0.21 or more and differed in at most 37.5 % of
/// bits; of pairs of different songs of like length none had both a correlation above 0.2 and a rate
/// below 39.9 %.
func atOtherSpeed(_ fingerprints: [MarkedFingerprint], threads: Int) -> [NearDuplicate] {
  let songs = fingerprints.indices
    .filter { fingerprints[$0].informative >= SpeedCriterion.shortestOverlap }
    .sorted { (fingerprints[$0].values.count, $0) < (fingerprints[$1].values.count, $1) }
  guard songs.count > 1 else { return [] }
  let means = bitMeans(of: songs.map { fingerprints[$0] })
  let blocks = stride(from: 0, to: songs.count, by: 256).map {
    Array(songs[$0..<min($0 + 256, songs.count)])
  }
  @Sendable func length(_ song: Int?) -> Int { song.map { fingerprints[$0].values.count } ?? 0 }
  /// The first block after this one whose songs are all too long for it.
  @Sendable func end(of block: Int) -> Int {
    blocks[(block + 1)...].firstIndex {
      !SpeedCriterion.mayMatch(length(blocks[block].last), length($0.first))
    } ?? blocks.count
  }

  @Sendable func matches(in block: Int, _ courses: [Matrix?]) -> [NearDuplicate] {
    var found: [NearDuplicate] = []
    for other in block..<end(of: block) {
      guard let own = courses[block], let theirs = courses[other] else { break }
      let correlations = own.times(theirs, .transposed)
      for (i, first) in blocks[block].enumerated() {
        for (j, second) in blocks[other].enumerated() where block < other || i < j {
          guard correlations[i, j] >= SpeedCriterion.smallestCorrelation,
            SpeedCriterion.mayMatch(length(first), length(second))
          else { continue }
          let (a, b) = (min(first, second), max(first, second))
          let rate = fingerprints[a].stretchedBitErrorRate(fingerprints[b])
          if rate <= SpeedCriterion.largestBitErrorRate {
            found.append(NearDuplicate(a: a, b: b, bitErrorRate: rate))
          }
        }
      }
    }
    return found
  }

  // Courses are kept of the blocks of one stripe and those that they may match: of a large corpus all
  // would take more than the fingerprints.
  let stripe = 16
  var courses = [Matrix?](repeating: nil, count: blocks.count)
  var (known, found) = (0, [NearDuplicate]())
  for start in stride(from: 0, to: blocks.count, by: stripe) {
    let stop = min(start + stripe, blocks.count)
    let needed = known..<end(of: stop - 1)
    courses[needed] =
      concurrentValues(count: needed.count, threads: threads) { index in
        let block = blocks[needed.lowerBound + index]
        return Matrix(
          rows: block.count, columns: 32 * SpeedCriterion.segments,
          elements: block.flatMap { course(of: fingerprints[$0].values, means: means) })
      }.map { $0 as Matrix? }[...]
    known = needed.upperBound
    let window = courses
    found += concurrentValues(count: stop - start, threads: threads) { index in
      matches(in: start + index, window)
    }.flatMap { $0 }
    for block in start..<stop { courses[block] = nil }
  }
  return found
}

/// When two fingerprints count as one recording at two speeds.
private enum SpeedCriterion {
  static let smallestCorrelation: Float = 0.2
  static let largestBitErrorRate = 0.38
  /// In values: 25 s. Chance alone brings shorter ones near the largest rate.
  static let shortestOverlap = 200
  static let segments = 64

  /// Whether two numbers of values differ by at most 3 %.
  static func mayMatch(_ a: Int, _ b: Int) -> Bool { 100 * max(a, b) <= 103 * min(a, b) }
}

/// The mean of each bit as ±1 over all values of a corpus.
private func bitMeans(of fingerprints: [MarkedFingerprint]) -> [Float] {
  var set = [Int](repeating: 0, count: 32)
  var count = 0
  for fingerprint in fingerprints {
    for value in fingerprint.values {
      for bit in 0..<32 { set[bit] += Int((value >> bit) & 1) }
    }
    count += fingerprint.values.count
  }
  return set.map { Float(2 * Double($0) / Double(max(count, 1)) - 1) }
}

/// The course of a fingerprint: of each 64th of it the mean of each bit as ±1, less that bit's mean
/// over the corpus, scaled to unit length.
private func course(of values: [UInt32], means: [Float]) -> [Float] {
  let segments = SpeedCriterion.segments
  var course = [Float](repeating: 0, count: 32 * segments)
  var square = 0.0
  for segment in 0..<segments {
    let range = segment * values.count / segments..<(segment + 1) * values.count / segments
    for bit in 0..<32 {
      let set = values[range].reduce(0) { $0 + Int(($1 >> bit) & 1) }
      let centred = Float(2 * set - range.count) / Float(range.count) - means[bit]
      course[32 * segment + bit] = centred
      square += Double(centred * centred)
    }
  }
  let scale = Float(1 / max(square.squareRoot(), 1e-30))
  return course.map { $0 * scale }
}

extension MarkedFingerprint {
  /// The smallest bit error rate when `other` is stretched to this fingerprint's length, give or
  /// take half a percent and a second.
  fileprivate func stretchedBitErrorRate(_ other: MarkedFingerprint) -> Double {
    let ratio = Double(other.values.count) / Double(values.count)
    func least(_ steps: [Double], _ offsets: [Double]) -> Double {
      steps.reduce(1) { least, step in
        offsets.reduce(least) { min($0, bitErrorRate(other, step: step, offset: $1)) }
      }
    }
    // A value spans 2.6 s, so a copy shows half a second beside the best alignment already.
    let glance = least([ratio], [-4, 0, 4])
    guard glance <= 0.45 else { return glance }
    return least(
      [-0.005, -0.0025, 0, 0.0025, 0.005].map { ratio + $0 }, (-8...8).map(Double.init))
  }

  /// The bit error rate between `values[i]` and the value of `other` at `step · i + offset`; 1 when
  /// too few overlap.
  private func bitErrorRate(_ other: MarkedFingerprint, step: Double, offset: Double) -> Double {
    var (differing, compared) = (0, 0)
    for i in values.indices {
      let j = Int((step * Double(i) + offset).rounded())
      guard other.values.indices.contains(j), !(isConstant[i] && other.isConstant[j]) else {
        continue
      }
      differing += (values[i] ^ other.values[j]).nonzeroBitCount
      compared += 1
    }
    guard compared >= SpeedCriterion.shortestOverlap else { return 1 }
    return Double(differing) / Double(32 * compared)
  }
}
