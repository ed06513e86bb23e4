public import LinearAlgebra
internal import Parallelism

/// How much more one latent dimension tells of the classes than any other does: the mutual
/// information gap (Chen, Li, Grosse & Duvenaud 2018, https://arxiv.org/abs/1802.04942), the
/// difference of the two largest mutual informations of a dimension and the classes over the
/// entropy of the classes.
///
/// Each dimension is cut into 20 bins of equal width between its least and its largest value, as
/// Locatello et al. 2019 (https://proceedings.mlr.press/v97/locatello19a.html) do; few rows let the
/// information of every dimension come out too large.
///
/// - Parameters:
///   - latents: (n, d), finite; the second dimension's information is 0 where there is one.
///   - classes: The class of each row, any whole numbers (n).
///   - threads: Number of workers, ≥ 1; the result does not depend on it.
/// - Returns: 0 … 1; NaN where all rows are of one class or there are none.
public func mutualInformationGap(
  _ latents: Matrix, classes: [Int], threads: Int = 1
) -> Double {
  precondition(latents.rows == classes.count, "one class a row")
  let shares = concurrentValues(count: latents.columns, threads: threads) { dimension -> Double in
    let column = (0..<latents.rows).map { latents[$0, dimension] }
    guard let low = column.min(), let high = column.max(), high > low else { return 0 }
    let bins = column.map { min(19, Int(20 * (($0 - low) / (high - low)))) }
    return ContingencyTable(classes: classes, clusters: bins).homogeneity
  }
  guard Set(classes).count > 1 else { return .nan }
  let largest = shares.sorted(by: >) + [0, 0]
  return largest[0] - largest[1]
}
