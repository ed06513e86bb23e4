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
  /// 1 − H(class | cluster) / H(class); a single class is homogeneous in any cluster.
  var homogeneity: Double {
    guard classes.count > 1 else { return 1 }
    let n = Double(count)
    let conditional = entries.reduce(0) { sum, entry in
      let joint = Double(entry.count)
      return sum - joint / n * log(joint / Double(clusterCounts[entry.clusterIndex]))
    }
    let entropy = classCounts.reduce(0) { $0 - Double($1) / n * log(Double($1) / n) }
    let share = 1 - conditional / entropy
    // Independent partitions leave a rounding error instead of 0.
    return share < 1e-14 ? 0 : share
  }

  /// Harmonic mean of homogeneity and completeness: twice the mutual information over the sum of
  /// both entropies.
  var vMeasure: Double {
    let (h, c) = (homogeneity, transposed.homogeneity)
    return h + c == 0 ? 0 : 2 * h * c / (h + c)
  }
}
