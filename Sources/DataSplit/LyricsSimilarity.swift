internal import Parallelism
internal import Randomness

/// When two texts count as the same lyrics.
public struct LyricsCriterion: Sendable, Equatable {
  /// The smallest Jaccard index of the texts' shingles that is a match, in 0.3 … 1.
  public var smallestJaccardIndex: Double

  /// The length of a shingle, in words.
  static let shingleLength = 4
  /// Texts of fewer distinct shingles are no evidence: refrains and scat resemble each other.
  static let fewestShingles = 20

  /// Creates a criterion.
  ///
  /// - Parameter smallestJaccardIndex: In 0.3 … 1.
  public init(smallestJaccardIndex: Double = 0.6) {
    self.smallestJaccardIndex = smallestJaccardIndex
  }
}

/// Finds all pairs of texts whose *shingles* (runs of four words; Broder 1997,
/// doi 10.1109/SEQUEN.1997.666900) agree: the Jaccard index is shingles shared ÷ shingles in either.
///
/// Pairs are proposed when they share one of the 24 smallest hashes of their shingles; two texts of
/// index J miss each other there with a probability below (1 − J)²⁴, 10⁻⁴ at J = 0.3. Each is then
/// compared exactly.
///
/// - Parameters:
///   - texts: Lyrics in any script, words between spaces and punctuation, in any case.
///   - criterion: What counts as a match.
///   - threads: Does not change the result.
/// - Returns: Pairs by index, with their Jaccard index.
func sameLyrics(
  among texts: [String], _ criterion: LyricsCriterion, threads: Int
) -> [(a: Int, b: Int, jaccardIndex: Double)] {
  let shingles = concurrentValues(count: texts.count, threads: threads) {
    distinctShingles(of: texts[$0])
  }
  var textsOfHash: [UInt64: [Int]] = [:]
  var found: [(a: Int, b: Int, jaccardIndex: Double)] = []
  for b in texts.indices where shingles[b].count >= LyricsCriterion.fewestShingles {
    let sketch = shingles[b].prefix(24)
    for a in Set(sketch.flatMap { textsOfHash[$0] ?? [] }).sorted() {
      let index = jaccardIndex(shingles[a], shingles[b])
      if index >= criterion.smallestJaccardIndex { found.append((a, b, index)) }
    }
    for hash in sketch { textsOfHash[hash, default: []].append(b) }
  }
  return found.sorted { ($0.a, $0.b) < ($1.a, $1.b) }
}

/// The hashes of a text's distinct shingles, ascending.
private func distinctShingles(of text: String) -> [UInt64] {
  let words = words(of: text).split(separator: " ")
  guard words.count >= LyricsCriterion.shingleLength else { return [] }
  let starts = 0...(words.count - LyricsCriterion.shingleLength)
  return Set(
    starts.map { start in
      stableHash(words[start..<(start + LyricsCriterion.shingleLength)].joined(separator: " "))
    }
  ).sorted()
}

/// |a ∩ b| ÷ |a ∪ b| of two ascending lists.
private func jaccardIndex(_ a: [UInt64], _ b: [UInt64]) -> Double {
  var (i, j, shared) = (0, 0, 0)
  while i < a.count, j < b.count {
    if a[i] == b[j] { shared += 1 }
    let (first, second) = (a[i], b[j])
    if first <= second { i += 1 }
    if second <= first { j += 1 }
  }
  return Double(shared) / Double(a.count + b.count - shared)
}
