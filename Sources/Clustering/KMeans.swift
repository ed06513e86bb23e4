public import LinearAlgebra
public import Randomness

/// A partition around k centres that makes the sum of squared distances small (Lloyd 1982,
/// doi 10.1109/TIT.1982.1056489), with the definitions and defaults of scikit-learn 1.9.
///
/// n rows, d columns, k clusters.
public struct KMeans: FittedClustering, Equatable {
  /// How K-means is run.
  public struct Settings: Sendable, Equatable {
    /// Independent starts, of which the one with the lowest inertia wins; ≥ 1.
    public var starts: Int
    /// Most iterations of one start, ≥ 1.
    public var iterations: Int
    /// Stop when the squared movement of all centres together is at most this share of the mean
    /// variance of the columns; ≥ 0.
    public var tolerance: Double

    /// Takes settings; the defaults are those of study A and of scikit-learn.
    public init(starts: Int = 10, iterations: Int = 300, tolerance: Double = 1e-4) {
      precondition(starts >= 1 && iterations >= 1 && tolerance >= 0)
      self.starts = starts
      self.iterations = iterations
      self.tolerance = tolerance
    }
  }

  /// Other rows go to the nearest centre.
  public static let assignment = "nearest centre"

  /// The centres (k, d).
  public let centres: Matrix
  /// The nearest centre of each fitted row (n).
  public let labels: [Int]
  /// Sum of squared distances of the rows to their centres.
  public let inertia: Double
  /// Iterations of the start that won.
  public let iterations: Int
  /// Whether that start stopped by itself.
  public let converged: Bool

  /// Number of centres, k.
  public var clusters: Int { centres.rows }

  /// Clusters the rows of `x`, from centres chosen by k-means++.
  ///
  /// Rows that coincide are one cluster: with fewer distinct rows than k, some clusters are empty.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - k: Number of clusters, 1 … n.
  ///   - settings: Starts and stopping rule.
  ///   - generator: Chooses the starts.
  ///   - threads: Number of workers, ≥ 1; the result's bits do not depend on it.
  /// - Throws: ``ClusteringError`` when k > n or a value is not finite.
  public static func fit(
    _ x: Matrix, clusters k: Int, settings: Settings = Settings(),
    using generator: inout Generator, threads: Int = 1
  ) throws -> KMeans {
    try requireClusterable(x, clusters: k)
    let problem = CentredProblem(x, threads: threads)
    func fit() -> KMeans {
      let start = seededCentres(
        problem.x, norms: problem.norms, count: k, using: &generator, threads: threads)
      return problem.lloyd(from: start, settings, threads)
    }
    var best = fit()
    for _ in 1..<settings.starts {
      let next = fit()
      if next.inertia < best.inertia { best = next }
    }
    return problem.restored(best)
  }

  /// Clusters the rows of `x` from given centres; see ``fit(_:clusters:settings:using:threads:)``.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - centres: (k, d).
  ///   - settings: The stopping rule; there is one start.
  ///   - threads: Number of workers, ≥ 1.
  public static func fit(
    _ x: Matrix, from centres: Matrix, settings: Settings = Settings(), threads: Int = 1
  ) throws -> KMeans {
    try requireClusterable(x, clusters: centres.rows)
    precondition(centres.columns == x.columns, "centres have another number of columns")
    let problem = CentredProblem(x, threads: threads)
    return problem.restored(
      problem.lloyd(from: centres.subtracting(problem.mean), settings, threads))
  }

  /// The nearest centre of any rows; the lowest number on a tie.
  public func assign(_ rows: Matrix, threads: Int) -> [Int] {
    nearestOfUncentred(rows, centres, threads: threads)
  }
}

// MARK: - Lloyd's iteration

/// The rows less their mean, so that products keep their precision.
struct CentredProblem {
  let x: Matrix
  let mean: [Float]
  let meanVariance: Double
  /// ‖row‖² of each row.
  let norms: [Double]

  init(_ x: Matrix, threads: Int) {
    mean = x.columnMeans(threads: threads).map { Float($0) }
    self.x = x.subtracting(mean, threads: threads)
    norms = squaredNorms(self.x, threads: threads)
    meanVariance = norms.reduce(0, +) / Double(max(x.elements.count, 1))
  }

  func restored(_ fit: KMeans) -> KMeans {
    KMeans(
      centres: shifted(fit.centres, by: mean), labels: fit.labels, inertia: fit.inertia,
      iterations: fit.iterations, converged: fit.converged)
  }

  fileprivate func lloyd(
    from start: Matrix, _ settings: KMeans.Settings, _ threads: Int
  ) -> KMeans {
    let tolerance = settings.tolerance * meanVariance
    var (centres, labels, iteration, converged) = (start, [Int](), 0, false)
    while iteration < settings.iterations && !converged {
      iteration += 1
      let nearest = nearestCentres(x, centres, threads: threads)
      let moved = means(of: nearest, previous: centres, threads)
      let shift = (0..<centres.rows).reduce(0) { $0 + squaredDistance(centres, $1, moved, $1) }
      converged = nearest == labels || shift <= tolerance
      (centres, labels) = (moved, nearest)
    }
    // The labels are those of the centres before the last movement: take them anew.
    return finished(centres, iterations: iteration, converged: converged, threads)
  }

  /// The labels and the inertia of given centres.
  func finished(
    _ centres: Matrix, iterations: Int, converged: Bool, _ threads: Int
  ) -> KMeans {
    let labels = nearestCentres(x, centres, threads: threads)
    let distances = x.squaredDistances(to: centres, chosen: labels, threads: threads)
    return KMeans(
      centres: centres, labels: labels, inertia: distances.reduce(0, +), iterations: iterations,
      converged: converged)
  }

  /// The mean of each cluster. A cluster without rows takes the row farthest from its own centre;
  /// if every row lies on its centre, it takes the place of the largest cluster.
  private func means(of labels: [Int], previous: Matrix, _ threads: Int) -> Matrix {
    let (k, d) = (previous.rows, x.columns)
    var (sums, counts) = clusterSums(x, labels, clusters: k, threads: threads)
    let empty = (0..<k).filter { counts[$0] == 0 }
    if !empty.isEmpty {
      let distances = x.squaredDistances(to: previous, chosen: labels, threads: threads)
      let farthest = (0..<x.rows).sorted { (-distances[$0], $0) < (-distances[$1], $1) }
      for (cluster, row) in zip(empty, farthest) where distances[farthest[0]] > 0 {
        for t in 0..<d {
          sums[labels[row] * d + t] -= Double(x.elements[row * d + t])
          sums[cluster * d + t] = Double(x.elements[row * d + t])
        }
        counts[labels[row]] -= 1
        counts[cluster] = 1
      }
    }
    let largest = (0..<k).reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
    var means = Matrix(rows: k, columns: d)
    for cluster in 0..<k {
      let source = counts[cluster] > 0 ? cluster : largest
      for t in 0..<d {
        means.elements[cluster * d + t] = Float(sums[source * d + t] / Double(counts[source]))
      }
    }
    return means
  }
}
