/// Sets of numbers below a count, joined by size.
struct DisjointSets {
  private var parent: [Int]
  private var sizes: [Int]

  init(count: Int) {
    parent = Array(0..<count)
    sizes = Array(repeating: 1, count: count)
  }

  mutating func root(of member: Int) -> Int {
    var node = member
    while parent[node] != node {
      parent[node] = parent[parent[node]]
      node = parent[node]
    }
    return node
  }

  /// Joins the sets of two members.
  mutating func merge(_ a: Int, _ b: Int) {
    let (first, second) = (root(of: a), root(of: b))
    if first != second { _ = join(first, second) }
  }

  /// Joins two different sets, given by their roots; returns the root of both.
  mutating func join(_ a: Int, _ b: Int) -> Int {
    let (large, small) = sizes[a] < sizes[b] ? (b, a) : (a, b)
    parent[small] = large
    sizes[large] += sizes[small]
    return large
  }

  func size(of root: Int) -> Int { sizes[root] }
}
