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

  /// √(precision · recall) of pairs that are together.
  var fowlkesMallows: Double {
    let (both, inClusters, inClasses) = pairsTogether
    return both == 0
      ? 0 : (both / inClusters).squareRoot() * (both / inClasses).squareRoot()
  }

  /// 2 · precision · recall / (precision + recall) of pairs that are together.
  var pairF1: Double {
    let (both, inClusters, inClasses) = pairsTogether
    return both == 0 ? 0 : 2 * both / (inClusters + inClasses)
  }

  /// Ordered pairs of different rows that are together in both, in a cluster, in a class.
  private var pairsTogether: (both: Double, inClusters: Double, inClasses: Double) {
    let n = Double(count)
    return (
      sumOfSquares(entries.map(\.count)) - n, sumOfSquares(clusterCounts) - n,
      sumOfSquares(classCounts) - n
    )
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
  /// 1 − H(class | cluster) / H(class); a single class is homogeneous in any cluster.
  var homogeneity: Double {
    guard classes.count > 1 else { return 1 }
    let share = 1 - conditionalEntropy / entropy(classCounts)
    // Independent partitions leave a rounding error instead of 0.
    return share < 1e-14 ? 0 : share
  }

  /// Harmonic mean of homogeneity and completeness: twice the mutual information over the sum of
  /// both entropies.
  var vMeasure: Double {
    let (h, c) = (homogeneity, transposed.homogeneity)
    return h + c == 0 ? 0 : 2 * h * c / (h + c)
  }

  /// Mutual information over some mean of both entropies; 0 where it is 0, 1 where both are a single
  /// part.
  func normalizedInformation(by mean: (Double, Double) -> Double) -> Double {
    if classes.count == 1 && clusters.count == 1 { return 1 }
    let share = homogeneity
    if classes.count == 1 || clusters.count == 1 || share == 0 { return 0 }
    let entropies = (entropy(classCounts), entropy(clusterCounts))
    return min(1, share * entropies.0 / mean(entropies.0, entropies.1))
  }

  /// (I − E) / (mean entropy − E), E the mutual information that chance gives.
  var adjustedMutualInformation: Double {
    if classes.count == 1 && clusters.count == 1 { return 1 }
    if classes.count == 1 || clusters.count == 1 { return 0 }
    let entropies = (entropy(classCounts), entropy(clusterCounts))
    let expected = expectedMutualInformation
    let excess = max(0, entropies.0 - conditionalEntropy) - expected
    let room = (entropies.0 + entropies.1) / 2 - expected
    // Where chance leaves no room both are 0, but for rounding.
    return max(-1, min(1, awayFromZero(excess) / awayFromZero(room)))
  }

  /// H(class | cluster), nats.
  private var conditionalEntropy: Double {
    let n = Double(count)
    return entries.reduce(0) { sum, entry in
      let joint = Double(entry.count)
      return sum - joint / n * log(joint / Double(clusterCounts[entry.clusterIndex]))
    }
  }
}

/// Nats.
private func entropy(_ counts: [Int]) -> Double {
  let n = Double(counts.reduce(0, +))
  return counts.reduce(0) { $0 - Double($1) / n * log(Double($1) / n) }
}

private func awayFromZero(_ value: Double) -> Double {
  value < 0 ? min(value, -Double.ulpOfOne) : max(value, Double.ulpOfOne)
}
