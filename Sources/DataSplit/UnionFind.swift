/// Disjoint sets of the integers 0 ..< n, merged pair by pair (Tarjan & van Leeuwen 1984,
/// doi 10.1145/62.2160: path halving).
public struct UnionFind: Sendable {
  private var parent: [Int]

  /// Starts with every integer below `count` in a set of its own.
  public init(count: Int) {
    parent = Array(0..<count)
  }

  /// The smallest member of the set that `element` is in.
  public mutating func root(of element: Int) -> Int {
    var element = element
    while parent[element] != element {
      parent[element] = parent[parent[element]]
      element = parent[element]
    }
    return element
  }

  /// Merges the sets of two elements.
  public mutating func unite(_ a: Int, _ b: Int) {
    let (a, b) = (root(of: a), root(of: b))
    // The smaller number stays the root, so that the outcome does not depend on the order of links.
    parent[max(a, b)] = min(a, b)
  }

  /// For each element its set's number; sets are numbered in the order of their smallest members.
  public mutating func numbers() -> [Int] {
    var number = [Int](repeating: 0, count: parent.count)
    var sets = 0
    for element in parent.indices {
      let root = root(of: element)
      if root == element {
        number[element] = sets
        sets += 1
      } else {
        number[element] = number[root]
      }
    }
    return number
  }
}
