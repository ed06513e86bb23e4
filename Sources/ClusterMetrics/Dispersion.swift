internal import LinearAlgebra

/// How far clusters extend and how far they lie apart.
struct Dispersion {
  /// Sum of squared distances of all rows to the centres of their clusters.
  private var squaredWithin = 0.0
  /// Sum over rows of the squared distance of the cluster's centre to the centre of all.
  private var squaredBetween = 0.0
  /// Mean distance of the rows of each cluster to its centre.
  private var extents: [Double]
  /// Centres of the clusters (k, d).
  private var centres: [Double]
  private let (n, k, d): (Int, Int, Int)

  init(_ x: Matrix, _ partition: Partition) {
    (n, k, d) = (x.rows, partition.count, x.columns)
    extents = Array(repeating: 0, count: k)
    centres = Array(repeating: 0, count: k * d)
    var mean = [Double](repeating: 0, count: d)
    for i in 0..<n {
      let cluster = partition.labels[i]
      for t in 0..<d {
        let value = Double(x.elements[i * d + t])
        mean[t] += value
        centres[cluster * d + t] += value
      }
    }
    // Sums are divided at the end, so that clusters of the same rows have the same centre.
    for t in 0..<d { mean[t] /= Double(n) }
    for t in centres.indices { centres[t] /= Double(partition.sizes[t / d]) }

    for i in 0..<n {
      let cluster = partition.labels[i]
      var squared = 0.0
      for t in 0..<d {
        let difference = Double(x.elements[i * d + t]) - centres[cluster * d + t]
        squared += difference * difference
      }
      squaredWithin += squared
      extents[cluster] += squared.squareRoot()
    }
    for cluster in 0..<k {
      extents[cluster] /= Double(partition.sizes[cluster])
      for t in 0..<d {
        let difference = centres[cluster * d + t] - mean[t]
        squaredBetween += Double(partition.sizes[cluster]) * difference * difference
      }
    }
  }

  var calinskiHarabasz: Double {
    squaredWithin == 0
      ? 1 : squaredBetween * Double(n - k) / (squaredWithin * Double(k - 1))
  }

  var daviesBouldin: Double {
    // Below this, scikit-learn takes all for zero (the absolute tolerance of numpy.allclose).
    let least = 1e-8
    var largestDistance = 0.0
    var worst = [Double](repeating: 0, count: k)
    for a in 0..<k {
      for b in 0..<k where b != a {
        let distance = self.distance(a, b)
        largestDistance = max(largestDistance, distance)
        if distance > 0 { worst[a] = max(worst[a], (extents[a] + extents[b]) / distance) }
      }
    }
    let largestExtent = extents.max() ?? 0
    return largestExtent <= least || largestDistance <= least ? 0 : worst.reduce(0, +) / Double(k)
  }

  private func distance(_ a: Int, _ b: Int) -> Double {
    var sum = 0.0
    for t in 0..<d {
      let difference = centres[a * d + t] - centres[b * d + t]
      sum += difference * difference
    }
    return sum.squareRoot()
  }
}
