public import LinearAlgebra
public import Randomness

/// K-means for many rows: centres follow the means of small random batches (Sculley 2010,
/// doi 10.1145/1772690.1772862), with the definitions and defaults of scikit-learn 1.9.
///
/// n rows, d columns, k clusters.
public struct MiniBatchKMeans: FittedClustering, Equatable {
  /// How it is run.
  public struct Settings: Sendable, Equatable {
    /// Starts, of which the one with the lowest inertia on a sample is continued; ≥ 1.
    public var starts: Int
    /// Rows of a batch, ≥ 1.
    public var batch: Int
    /// Most passes over the data, ≥ 1.
    public var passes: Int
    /// Stop after so many batches without a lower smoothed inertia, ≥ 1.
    public var patience: Int
    /// A centre whose rows so far number less than this share of the largest centre's moves to a
    /// random row; 0 … 1.
    public var reassignment: Double

    /// Takes settings; the defaults are scikit-learn's.
    public init(
      starts: Int = 3, batch: Int = 1024, passes: Int = 100, patience: Int = 10,
      reassignment: Double = 0.01
    ) {
      precondition(starts >= 1 && batch >= 1 && passes >= 1 && patience >= 1 && reassignment >= 0)
      self.starts = starts
      self.batch = batch
      self.passes = passes
      self.patience = patience
      self.reassignment = reassignment
    }
  }

  /// Other rows go to the nearest centre.
  public static let assignment = KMeans.assignment

  /// The centres, the nearest of each row and the inertia of all of them; `iterations` are batches.
  public let partition: KMeans

  /// The nearest centre of each fitted row (n).
  public var labels: [Int] { partition.labels }
  /// Number of centres, k.
  public var clusters: Int { partition.clusters }

  /// Clusters the rows of `x`. Some clusters may be empty.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - k: Number of clusters, 1 … n.
  ///   - settings: Starts, batches and stopping rule.
  ///   - generator: Chooses starts and batches.
  ///   - threads: Number of workers, ≥ 1; the result's bits do not depend on it.
  /// - Throws: ``ClusteringError`` when k > n or a value is not finite.
  public static func fit(
    _ x: Matrix, clusters k: Int, settings: Settings = Settings(),
    using generator: inout Generator, threads: Int = 1
  ) throws -> MiniBatchKMeans {
    try requireClusterable(x, clusters: k)
    let problem = CentredProblem(x, threads: threads)
    let batch = min(settings.batch, x.rows)
    let sampleSize = min(x.rows, max(3 * batch, 3 * k))
    func sample() -> Matrix {
      problem.x.gathering(rows: (0..<sampleSize).map { _ in generator.integer(below: x.rows) })
    }
    let validation = sample()
    var (centres, least) = (Matrix(rows: k, columns: x.columns), Double.infinity)
    for _ in 0..<settings.starts {
      let rows = sample()
      let start = seededCentres(
        rows, norms: squaredNorms(rows, threads: threads), count: k, using: &generator,
        threads: threads)
      let inertia = Batch(validation, start, threads).inertia
      if inertia < least { (centres, least) = (start, inertia) }
    }
    var descent = Descent(centres: centres, reassignment: settings.reassignment)
    let batches = max(1, settings.passes * x.rows / batch)
    var (count, unimproved, lowest, smoothed) = (0, 0, Double.infinity, Double?.none)
    while count < batches && unimproved < settings.patience {
      count += 1
      let rows = problem.x.gathering(
        rows: (0..<batch).map { _ in generator.integer(below: x.rows) })
      let inertia = descent.step(rows, using: &generator, threads: threads) / Double(batch)
      // The first batch still has the centres of the start.
      guard count > 1 else { continue }
      let share = min(1, 2 * Double(batch) / Double(x.rows + 1))
      let mean = smoothed.map { $0 * (1 - share) + inertia * share } ?? inertia
      smoothed = mean
      unimproved = mean < lowest ? 0 : unimproved + 1
      lowest = min(lowest, mean)
    }
    let fit = problem.finished(
      descent.centres, iterations: count, converged: count < batches, threads)
    return MiniBatchKMeans(partition: problem.restored(fit))
  }

  /// The nearest centre of any rows; the lowest number on a tie.
  public func assign(_ rows: Matrix, threads: Int) -> [Int] {
    partition.assign(rows, threads: threads)
  }
}

/// Rows with their nearest centres.
private struct Batch {
  let labels: [Int]
  let inertia: Double

  init(_ rows: Matrix, _ centres: Matrix, _ threads: Int) {
    labels = nearestCentres(rows, centres, threads: threads)
    inertia = rows.squaredDistances(to: centres, chosen: labels, threads: threads).reduce(0, +)
  }
}

/// Centres that are the means of the rows they were nearest to when these came by.
private struct Descent {
  private(set) var centres: Matrix
  private var counts: [Double]
  private let reassignment: Double
  /// Rows that came by since centres were last moved.
  private var rowsSinceMove = 0

  init(centres: Matrix, reassignment: Double) {
    self.centres = centres
    self.reassignment = reassignment
    counts = Array(repeating: 0, count: centres.rows)
  }

  /// Takes in a batch; returns its inertia before.
  mutating func step(_ rows: Matrix, using generator: inout Generator, threads: Int) -> Double {
    let (k, d) = (centres.rows, centres.columns)
    let batch = Batch(rows, centres, threads)
    let (sums, found) = clusterSums(rows, batch.labels, clusters: k, threads: threads)
    for cluster in 0..<k where found[cluster] > 0 {
      let count = counts[cluster] + Double(found[cluster])
      for t in (cluster * d)..<((cluster + 1) * d) {
        centres.elements[t] = Float(
          (counts[cluster] * Double(centres.elements[t]) + sums[t]) / count)
      }
      counts[cluster] = count
    }
    rowsSinceMove += rows.rows
    if counts.contains(0) || rowsSinceMove >= 10 * k {
      rowsSinceMove = 0
      moveRareCentres(rows, using: &generator)
    }
    return batch.inertia
  }

  private mutating func moveRareCentres(_ rows: Matrix, using generator: inout Generator) {
    let least = reassignment * (counts.max() ?? 0)
    var rare = counts.indices.filter { counts[$0] < least }
    // At most half of a batch, the rarest first.
    if rare.count > rows.rows / 2 {
      rare.sort { (counts[$0], $0) < (counts[$1], $1) }
      rare.removeLast(rare.count - rows.rows / 2)
    }
    guard !rare.isEmpty else { return }
    let kept = counts.indices.filter { !rare.contains($0) }.map { counts[$0] }.min() ?? 0
    var places = Array(0..<rows.rows)
    generator.shuffle(&places)
    for (cluster, place) in zip(rare, places) {
      for t in 0..<centres.columns { centres[cluster, t] = rows[place, t] }
      counts[cluster] = kept
    }
  }
}
