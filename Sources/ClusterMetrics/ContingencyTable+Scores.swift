internal import Foundation

// MARK: - Pairs

extension ContingencyTable {
  /// Counted over ordered pairs of rows; 1 when no pair is together in one and apart in the other.
  var adjustedRandIndex: Double {
    let n = Double(count)
    let both = sumOfSquares(entries.map(\.count))
    let together = both - n
    let classOnly = sumOfSquares(classCounts) - both
    let clusterOnly = sumOfSquares(clusterCounts) - both
    let apart = n * n - n - together - classOnly - clusterOnly
    if classOnly == 0 && clusterOnly == 0 { return 1 }
    return 2 * (together * apart - classOnly * clusterOnly)
      / ((together + classOnly) * (classOnly + apart)
        + (together + clusterOnly) * (clusterOnly + apart))
  }

  /// The share of rows in the largest class of their cluster.
  var purity: Double {
    var largest = [Int](repeating: 0, count: clusters.count)
    for entry in entries {
      largest[entry.clusterIndex] = max(largest[entry.clusterIndex], entry.count)
    }
    return Double(largest.reduce(0, +)) / Double(count)
  }
}

private func sumOfSquares(_ counts: [Int]) -> Double {
  counts.reduce(0) { $0 + Double($1) * Double($1) }
}

// MARK: - Information

extension ContingencyTable {
  /// I(class; cluster), nats.
  private var mutualInformation: Double {
    let n = Double(count)
    let sum = entries.reduce(0) { sum, entry in
      let joint = Double(entry.count)
      let a = Double(classCounts[entry.classIndex])
      let b = Double(clusterCounts[entry.clusterIndex])
      return sum + joint / n * (log(joint) + log(n) - log(a) - log(b))
    }
    // Independent partitions give a rounding error instead of 0.
    return sum < 1e-14 ? 0 : sum
  }

  /// Relative to the arithmetic mean of both entropies; 1 for a single class in a single cluster.
  var normalizedMutualInformation: Double {
    if classes.count == 1 && clusters.count == 1 { return 1 }
    let information = mutualInformation
    if information == 0 { return 0 }
    let mean = (entropy(classCounts, of: count) + entropy(clusterCounts, of: count)) / 2
    return min(information / mean, 1)
  }

  /// I / H(class); a single class is homogeneous in any cluster.
  var homogeneity: Double {
    guard classes.count > 1 else { return 1 }
    return min(mutualInformation / entropy(classCounts, of: count), 1)
  }
}

/// H of a partition, nats.
private func entropy(_ counts: [Int], of n: Int) -> Double {
  -counts.reduce(0) { sum, count in
    let p = Double(count) / Double(n)
    return sum + p * log(p)
  }
}
