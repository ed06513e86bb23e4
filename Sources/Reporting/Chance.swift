internal import Foundation

/// The mutual information that two partitions share by chance: its mean over all partitions with
/// the same sizes (hypergeometric model; Vinh, Epps & Bailey, "Information theoretic measures for
/// clusterings comparison", JMLR 11, 2010, equation 24).
///
/// - Parameters:
///   - a: Sizes of the parts of one partition.
///   - b: Sizes of the parts of the other; the same sum.
/// - Returns: Nats.
public func expectedMutualInformation(_ a: [Int], _ b: [Int]) -> Double {
  let n = a.reduce(0, +)
  precondition(n == b.reduce(0, +), "two partitions of the same objects")
  var factorials = [0.0]  // logarithms of 0!, 1!, …
  for i in 0..<n { factorials.append(factorials[i] + log(Double(i + 1))) }
  var sum = 0.0
  for a in a where a > 0 {
    for b in b where b > 0 {
      for common in max(1, a + b - n)..<(min(a, b) + 1) {
        let term = Double(common) / Double(n) * log(Double(n * common) / Double(a * b))
        let rest = n - a - b + common
        let sizes: Double = factorials[a] + factorials[b] + factorials[n - a] + factorials[n - b]
        let cells: Double = factorials[common] + factorials[a - common] + factorials[b - common]
        sum += term * exp(sizes - cells - factorials[rest] - factorials[n])
      }
    }
  }
  return sum
}

/// The normalised mutual information (arithmetic mean of the entropies) that a clustering of these
/// sizes has with these labels on average when it is drawn at random.
///
/// - Parameter counts: Clusters × labels.
/// - Returns: 0–1; 1 where both partitions are a single part, as the score itself then is; NaN
///   without any object, or beyond 100,000 of them, where it is next to 0 and slow to compute.
public func chanceMutualInformation(_ counts: [[Int]]) -> Double {
  let a = counts.map { $0.reduce(0, +) }
  let b = (counts.first ?? []).indices.map { column in counts.reduce(0) { $0 + $1[column] } }
  let n = a.reduce(0, +)
  guard n > 0, n <= 100_000 else { return .nan }
  let mean = (entropy(a) + entropy(b)) / 2
  return mean > 0 ? min(1, max(0, expectedMutualInformation(a, b) / mean)) : 1
}

/// Entropy of a partition, nats.
private func entropy(_ sizes: [Int]) -> Double {
  let n = Double(sizes.reduce(0, +))
  let shares = sizes.filter { $0 > 0 }.map { Double($0) / n }
  return shares.reduce(0) { $0 - $1 * log($1) }
}
