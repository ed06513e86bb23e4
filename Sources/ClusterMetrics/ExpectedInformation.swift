internal import Foundation

extension ContingencyTable {
  /// The mean mutual information, nats, of all partitions with these sizes of classes and clusters
  /// (Vinh, Epps & Bailey 2010, https://jmlr.org/papers/v11/vinh10a.html, theorem 3).
  ///
  /// Counts that are equal are taken together, so that it takes O(n) steps for each of at most
  /// O(n) pairs of different counts.
  var expectedMutualInformation: Double {
    let n = count
    var logFactorials = [0.0]
    logFactorials.reserveCapacity(n + 1)
    for i in 0..<n { logFactorials.append(logFactorials[i] + log(Double(i + 1))) }
    var sum = 0.0
    for (a, classesOfSize) in frequencies(classCounts) {
      for (b, clustersOfSize) in frequencies(clusterCounts) {
        let fixed =
          logFactorials[a] + logFactorials[b] + logFactorials[n - a] + logFactorials[n - b]
          - logFactorials[n]
        var term = 0.0
        for both in max(1, a + b - n)...max(1, min(a, b)) {
          let logProbability =
            fixed - logFactorials[both] - logFactorials[a - both] - logFactorials[b - both]
            - logFactorials[n - a - b + both]
          let ratio = Double(n) * Double(both) / (Double(a) * Double(b))
          term += Double(both) / Double(n) * log(ratio) * exp(logProbability)
        }
        sum += Double(classesOfSize) * Double(clustersOfSize) * term
      }
    }
    return sum
  }
}

/// Each different number and how often it occurs, ascending.
private func frequencies(_ counts: [Int]) -> [(value: Int, count: Int)] {
  var result: [(value: Int, count: Int)] = []
  for count in counts.sorted() {
    if result.last?.value == count {
      result[result.count - 1].count += 1
    } else {
      result.append((count, 1))
    }
  }
  return result
}
