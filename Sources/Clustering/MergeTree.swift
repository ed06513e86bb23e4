/// The order in which an agglomerative clustering joined rows, as SciPy's `linkage` gives it.
public struct MergeTree: Sendable, Equatable {
  /// One joining of two clusters.
  public struct Merge: Sendable, Equatable {
    /// The clusters joined, `first` < `second`: a number below n is a row, n + i is merge i.
    public let first: Int
    /// See ``first``.
    public let second: Int
    /// The distance at which they were joined.
    public let height: Double
    /// Rows in the cluster that results.
    public let size: Int
  }

  /// Number of rows, n.
  public let rows: Int
  /// The n − 1 merges by increasing height.
  public let merges: [Merge]

  /// Numbers merges given in any order that builds clusters bottom up.
  ///
  /// - Parameters:
  ///   - rows: Number of rows, n ≥ 1.
  ///   - pairs: For each of n − 1 merges a row of either cluster, and the height.
  init(rows: Int, pairs: [(first: Int, second: Int, height: Double)]) {
    self.rows = rows
    var sets = DisjointSets(count: rows)
    var name = Array(0..<rows)
    var merges: [Merge] = []
    // Equal heights keep the order in which they were found: a child comes before its parent.
    for (index, pair) in pairs.sortedStably(by: \.height).enumerated() {
      let (a, b) = (sets.root(of: pair.first), sets.root(of: pair.second))
      let root = sets.join(a, b)
      merges.append(
        Merge(
          first: min(name[a], name[b]), second: max(name[a], name[b]), height: pair.height,
          size: sets.size(of: root)))
      name[root] = rows + index
    }
    self.merges = merges
  }

  /// The clusters that remain when the last k − 1 merges are undone.
  ///
  /// - Parameter k: Number of clusters, 1 … n.
  /// - Returns: A number 0 ..< k for each row, in the order of the clusters' first rows.
  public func labels(clusters k: Int) -> [Int] {
    precondition(k >= 1 && k <= max(rows, 1))
    var parent = Array(0..<(rows + merges.count))
    for (index, merge) in merges.prefix(rows - k).enumerated() {
      parent[merge.first] = rows + index
      parent[merge.second] = rows + index
    }
    // A parent has a higher number than its children: from the top, each finds its root at once.
    for node in parent.indices.reversed() { parent[node] = parent[parent[node]] }
    var numbers = [Int?](repeating: nil, count: parent.count)
    var next = 0
    return (0..<rows).map { row in
      if let number = numbers[parent[row]] { return number }
      numbers[parent[row]] = next
      next += 1
      return next - 1
    }
  }
}

extension MergeTree {
  /// The rows in a cluster, which is named as in ``Merge/first``.
  func rows(under node: Int) -> [Int] {
    var found: [Int] = []
    var open = [node]
    while let next = open.popLast() {
      if next < rows {
        found.append(next)
      } else {
        open += [merges[next - rows].second, merges[next - rows].first]
      }
    }
    return found
  }
}

extension Array {
  fileprivate func sortedStably<Key: Comparable>(by key: (Element) -> Key) -> [Element] {
    enumerated().sorted {
      let (a, b) = (key($0.element), key($1.element))
      return a == b ? $0.offset < $1.offset : a < b
    }.map(\.element)
  }
}
