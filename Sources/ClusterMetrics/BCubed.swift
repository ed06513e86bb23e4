extension ContingencyTable {
  /// How well each row's cluster is its class: the harmonic mean of the share of its cluster that is of
  /// its class and the share of its class that is in its cluster, itself counted in both (B³: Bagga &
  /// Baldwin 1998, doi 10.3115/980845.980859; Amigó et al. 2009, doi 10.1007/s10791-008-9066-8).
  ///
  /// A score for each row is what paired tests between clusterings need.
  ///
  /// - Parameters:
  ///   - classes: The class of each row (n).
  ///   - clusters: The cluster of each row (n).
  /// - Returns: Above 0, at most 1, for each row (n).
  public static func bCubedScores(classes: [Int], clusters: [Int]) -> [Double] {
    let table = ContingencyTable(classes: classes, clusters: clusters)
    let (classOfRow, clusterOfRow) = (numbered(classes).places, numbered(clusters).places)
    let width = table.clusters.count
    var common: [Int: Int] = [:]
    for entry in table.entries {
      common[entry.classIndex * width + entry.clusterIndex] = entry.count
    }
    return zip(classOfRow, clusterOfRow).map { ofClass, ofCluster in
      let both = Double(common[ofClass * width + ofCluster] ?? 0)
      return 2 * both / Double(table.classCounts[ofClass] + table.clusterCounts[ofCluster])
    }
  }
}
