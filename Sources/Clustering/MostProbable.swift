public import LinearAlgebra

/// The most probable cluster of each row: a clustering that a model made itself, as a VaDE's mixture
/// does (Jiang et al. 2017, doi 10.24963/ijcai.2017/273).
///
/// - Parameter probabilities: (n, k).
/// - Returns: A number 0 ..< k for each row, the lowest on a tie; −1, for noise, where a probability is
///   not a number.
public func mostProbableClusters(_ probabilities: Matrix) -> [Int] {
  (0..<probabilities.rows).map { row in
    let all = probabilities.row(row)
    guard !all.contains(where: \.isNaN) else { return noise }
    return all.indices.reduce(0) { all[$1] > all[$0] ? $1 : $0 }
  }
}
