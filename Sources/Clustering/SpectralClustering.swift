internal import Foundation
public import LinearAlgebra
public import Randomness

/// Clustering of a graph of affinities by the eigenvectors of its Laplacian (Ng, Jordan & Weiss 2001;
/// Shi & Malik 2000, doi 10.1109/34.868688; von Luxburg 2007, doi 10.1007/s11222-007-9033-z), with
/// the definitions of scikit-learn 1.9.
///
/// Of the symmetric normalised Laplacian I − D^−½·A·D^−½, A without its diagonal and D its row sums,
/// the eigenvectors of the k least eigenvalues, divided by √D, are clustered by K-means.
///
/// n rows, d columns, k clusters.
public struct SpectralClustering: FittedClustering, Equatable {
  /// How strongly two rows belong together.
  public enum Affinity: Sendable, Equatable {
    /// ½ for each of two rows that is among the nearest of the other; the number counts the row
    /// itself, ≥ 2.
    case nearestNeighbours(Int)
    /// exp(−γ·‖a − b‖²), γ > 0; `nil` takes 1 / (d · mean variance of the columns). It holds all
    /// pairs of rows: 8·n² bytes.
    case radial(Double?)
  }

  /// How rows are clustered.
  public struct Settings: Sendable, Equatable {
    /// How strongly two rows belong together.
    public var affinity: Affinity
    /// Starts of K-means, ≥ 1.
    public var starts: Int

    /// Takes settings; scikit-learn's affinity is radial with γ = 1.
    public init(affinity: Affinity = .nearestNeighbours(10), starts: Int = 10) {
      precondition(starts >= 1)
      self.affinity = affinity
      self.starts = starts
    }
  }

  /// Other rows go to the nearest centre: an extension, not part of the graph.
  public static let assignment = "nearest centre"

  /// The cluster of each fitted row (n), numbered in the order of their first rows.
  public let labels: [Int]
  /// Number of clusters asked for, k.
  public let clusters: Int
  /// The least eigenvalues of the Laplacian, ascending (k); none where the graph falls into k parts
  /// or more.
  public let eigenvalues: [Double]
  /// Parts of the graph that no affinity joins.
  public let components: Int
  /// Means of the clusters that have rows (≤ k, d).
  public let centres: Matrix

  /// Clusters the rows of `x`.
  ///
  /// A graph that falls into k parts is clustered into these; if it falls into more, the k largest
  /// are kept, and each other part joins the one with the nearest mean. Rows that coincide lie in
  /// one cluster or not as the graph has it.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - k: Number of clusters, 1 … n.
  ///   - settings: Affinity, and starts of K-means.
  ///   - generator: Chooses the starts.
  ///   - threads: Number of workers, ≥ 1; the result does not depend on it.
  /// - Throws: ``ClusteringError`` when k > n, a value is not finite, or radial affinities would need
  ///   more than 4 GiB.
  public static func fit(
    _ x: Matrix, clusters k: Int, settings: Settings = Settings(),
    using generator: inout Generator, threads: Int = 1
  ) throws -> SpectralClustering {
    try requireClusterable(x, clusters: k)
    let graph: any AffinityGraph =
      switch settings.affinity {
      case .nearestNeighbours(let count): neighbourGraph(x, count, threads: threads)
      case .radial(let gamma): try RadialAffinities(x, gamma: gamma, threads: threads)
      }
    let components = graph.components
    let parts = (components.max() ?? -1) + 1
    guard parts < k else {
      let labels = largest(k, of: components, x)
      return SpectralClustering(
        labels: labels, clusters: k, eigenvalues: [], components: parts,
        centres: clusterMeans(x, labels, clusters: k, threads: threads))
    }
    let (eigenvalues, embedding) = try graph.embedding(k, using: &generator, threads: threads)
    let found = try KMeans.fit(
      embedding, clusters: k, settings: KMeans.Settings(starts: settings.starts),
      using: &generator, threads: threads)
    let labels = numberedByFirstRow(found.labels)
    return SpectralClustering(
      labels: labels, clusters: k, eigenvalues: eigenvalues, components: parts,
      centres: clusterMeans(
        x, labels, clusters: (labels.max() ?? 0) + 1, threads: threads))
  }

  /// The nearest centre of any rows; the lowest number on a tie.
  public func assign(_ rows: Matrix, threads: Int) -> [Int] {
    nearestOfUncentred(rows, centres, threads: threads)
  }
}

/// The k largest parts, the first on a tie; each smaller one joins the one with the nearest mean.
private func largest(_ k: Int, of components: [Int], _ x: Matrix) -> [Int] {
  let count = (components.max() ?? 0) + 1
  var sizes = [Int](repeating: 0, count: count)
  for component in components { sizes[component] += 1 }
  let kept = (0..<count).sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }.prefix(k).sorted()
  let means = clusterMeans(x, components, clusters: count)
  var target = nearestOfUncentred(means, means.gathering(rows: kept), threads: 1)
  for (index, component) in kept.enumerated() { target[component] = index }
  return numberedByFirstRow(components.map { target[$0] })
}

/// Labels renamed to 0, 1, 2 … in the order of their first rows.
func numberedByFirstRow(_ labels: [Int]) -> [Int] {
  var numbers: [Int: Int] = [:]
  return labels.map { label in
    let number = numbers[label] ?? numbers.count
    numbers[label] = number
    return number
  }
}
