/// Which rows are near each other, as far as density clustering must know: clusters of core rows,
/// and all neighbours of the others, which are few.
///
/// Pairs may come in any order.
struct DensityGraph {
  private let minimumRows: Int
  private var clusters: DisjointSets
  private var isCore: [Bool]
  /// The neighbours of each row that is not core so far, fewer than `minimumRows`.
  private var neighbours: [[Int32]]

  init(rows: Int, minimumRows: Int) {
    self.minimumRows = minimumRows
    clusters = DisjointSets(count: rows)
    isCore = Array(repeating: minimumRows <= 1, count: rows)
    neighbours = Array(repeating: [], count: rows)
  }

  /// The core rows, ascending.
  var core: [Int] { isCore.indices.filter { isCore[$0] } }

  /// Notes that two rows lie within the radius of each other.
  mutating func connect(_ i: Int, _ j: Int) {
    if isCore[i] && isCore[j] {
      clusters.merge(i, j)
    } else {
      add(j, to: i)
      add(i, to: j)
    }
  }

  private mutating func add(_ neighbour: Int, to row: Int) {
    guard !isCore[row] else { return }
    neighbours[row].append(Int32(neighbour))
    guard neighbours[row].count + 1 >= minimumRows else { return }
    isCore[row] = true
    // A neighbour that is not core yet has this row among its own.
    for other in neighbours[row] where isCore[Int(other)] { clusters.merge(row, Int(other)) }
    neighbours[row] = []
  }

  /// The cluster of each row, numbered by first core rows, and how many there are; a row that is
  /// not core belongs to the first cluster it is near to, else it is noise.
  mutating func labels() -> (labels: [Int], clusters: Int) {
    var labels = [Int](repeating: noise, count: isCore.count)
    var numbers: [Int: Int] = [:]
    for row in core {
      let root = clusters.root(of: row)
      let number = numbers[root] ?? numbers.count
      numbers[root] = number
      labels[row] = number
    }
    for row in labels.indices where !isCore[row] {
      let near = neighbours[row].map { Int($0) }.filter { isCore[$0] }
      labels[row] = near.map { labels[$0] }.min() ?? noise
    }
    return (labels, numbers.count)
  }
}
