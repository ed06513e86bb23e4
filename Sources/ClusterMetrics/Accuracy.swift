extension ContingencyTable {
  /// The largest share of rows that a matching of clusters and classes explains.
  var accuracy: Double {
    let table = classes.count <= clusters.count ? self : transposed
    return Double(table.largestMatching) / Double(count)
  }

  /// The largest number of rows in pairs of class and cluster, each class and each cluster in at
  /// most one pair: shortest augmenting paths (Jonker & Volgenant 1987, doi 10.1007/BF02278710)
  /// with whole numbers. There are at least as many clusters as classes.
  ///
  /// O(classes² · clusters) time, O(n) memory: pairs that have no row in common are not stored.
  private var largestMatching: Int {
    let (rows, columns) = (classes.count, clusters.count)
    var entriesOfClass = [[Entry]](repeating: [], count: rows)
    for entry in entries { entriesOfClass[entry.classIndex].append(entry) }
    var rowPotential = [Int](repeating: 0, count: rows)
    // Column `columns` stands for the row that is being added.
    var columnPotential = [Int](repeating: 0, count: columns + 1)
    var rowOfColumn = [Int?](repeating: nil, count: columns + 1)
    for added in 0..<rows {
      rowOfColumn[columns] = added
      var distance = [Int](repeating: .max, count: columns)
      var previous = [Int](repeating: columns, count: columns)
      var isVisited = [Bool](repeating: false, count: columns + 1)
      var gains = [Int](repeating: 0, count: columns)
      var column = columns
      while let row = rowOfColumn[column] {
        isVisited[column] = true
        for entry in entriesOfClass[row] { gains[entry.clusterIndex] = entry.count }
        var (nearest, least) = (columns, Int.max)
        for other in 0..<columns where !isVisited[other] {
          let reduced = -gains[other] - rowPotential[row] - columnPotential[other]
          if reduced < distance[other] { (distance[other], previous[other]) = (reduced, column) }
          if distance[other] < least { (nearest, least) = (other, distance[other]) }
        }
        for entry in entriesOfClass[row] { gains[entry.clusterIndex] = 0 }
        for other in 0...columns {
          if isVisited[other] {
            if let row = rowOfColumn[other] { rowPotential[row] += least }
            columnPotential[other] -= least
          } else if other < columns {
            distance[other] -= least
          }
        }
        column = nearest
      }
      while column != columns {
        rowOfColumn[column] = rowOfColumn[previous[column]]
        column = previous[column]
      }
    }
    let columnOfRow = Dictionary(
      uniqueKeysWithValues: (0..<columns).compactMap { column in
        rowOfColumn[column].map { ($0, column) }
      })
    return entries.reduce(0) {
      columnOfRow[$1.classIndex] == $1.clusterIndex ? $0 + $1.count : $0
    }
  }
}
