/// The tree of a single linkage in which only splits into two clusters of some size count: in any
/// other split one cluster goes on and has lost rows (Campello, Moulavi & Sander 2013,
/// doi 10.1007/978-3-642-37456-2_14).
///
/// Density is λ = 1/distance. Cluster 0 holds all rows; a cluster's number is above its parent's.
struct CondensedTree {
  /// A row that left a cluster, or a cluster that came of one.
  struct Leaving {
    let cluster: Int
    let density: Double
    let size: Int
  }

  /// The cluster that each row left last, and at which density (n).
  private(set) var rows: [Leaving]
  /// Where each cluster came from; cluster 0 from nowhere, at density 0.
  private(set) var origins: [Leaving]

  /// Condenses a tree.
  ///
  /// - Parameters:
  ///   - tree: Of n rows.
  ///   - leastSize: Rows of a cluster, ≥ 2.
  init(_ tree: MergeTree, leastSize: Int) {
    let n = tree.rows
    rows = Array(repeating: Leaving(cluster: 0, density: 0, size: 1), count: n)
    origins = [Leaving(cluster: 0, density: 0, size: n)]
    func size(_ node: Int) -> Int { node < n ? 1 : tree.merges[node - n].size }
    // Nodes level by level, so that clusters are numbered so.
    var nodes = n > 1 ? [(node: 2 * n - 2, cluster: 0)] : []
    var next = 0
    while next < nodes.count {
      let (node, cluster) = nodes[next]
      next += 1
      let merge = tree.merges[node - n]
      let density = 1 / merge.height
      let children = [merge.first, merge.second]
      let split = children.allSatisfy { size($0) >= leastSize }
      for child in children {
        if split {
          origins.append(Leaving(cluster: cluster, density: density, size: size(child)))
          nodes.append((child, origins.count - 1))
        } else if size(child) >= leastSize {
          nodes.append((child, cluster))
        } else {
          for row in tree.rows(under: child) {
            rows[row] = Leaving(cluster: cluster, density: density, size: 1)
          }
        }
      }
    }
  }

  /// Σ (λ − λ of birth) over the rows of each cluster, λ being where they left it.
  var stabilities: [Double] {
    var result = [Double](repeating: 0, count: origins.count)
    for leaving in rows + origins.dropFirst() {
      let birth = origins[leaving.cluster].density
      // Clusters of rows that coincide are born at infinite density, and last no longer.
      if birth < .infinity {
        result[leaving.cluster] += (leaving.density - birth) * Double(leaving.size)
      }
    }
    return result
  }

  /// The clusters that together are most stable, none within another, ascending; never cluster 0
  /// (“excess of mass”).
  var mostStable: [Int] {
    var stabilities = stabilities
    var children = [[Int]](repeating: [], count: origins.count)
    for cluster in origins.indices.dropFirst() {
      children[origins[cluster].cluster].append(cluster)
    }
    var isChosen = [Bool](repeating: true, count: origins.count)
    isChosen[0] = false
    for cluster in origins.indices.dropFirst().reversed() {
      let below = children[cluster].reduce(0) { $0 + stabilities[$1] }
      if below > stabilities[cluster] {
        isChosen[cluster] = false
        stabilities[cluster] = below
      } else {
        var inside = children[cluster]
        while let one = inside.popLast() {
          isChosen[one] = false
          inside += children[one]
        }
      }
    }
    return isChosen.indices.filter { isChosen[$0] }
  }
}
