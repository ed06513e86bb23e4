import Clustering
import Configuration
import LinearAlgebra
import Randomness
import Testing

@Suite("Clustering methods")
struct ClusteringMethodTests {
  private func method(_ yaml: String) throws -> ClusteringMethod {
    try configuration(parsing: yaml, name: "test.yaml") { try ClusteringMethod(reading: $0) }
      .settings
  }

  @Test func `A kind alone takes the defaults of study A`() throws {
    #expect(
      try method("kind: kmeans") == .kMeans(.init(starts: 10, iterations: 300, tolerance: 1e-4)))
    #expect(try method("kind: ward") == .ward)
    #expect(
      try method("kind: gaussian-mixture")
        == .gaussianMixture(
          .init(starts: 10, iterations: 100, tolerance: 1e-3, regularization: 1e-6)))
  }

  @Test func `Settings are read, and those of another kind are refused`() throws {
    #expect(
      try method("{kind: kmeans, n_init: 3, tol: 0}") == .kMeans(.init(starts: 3, tolerance: 0)))
    #expect(throws: ConfigurationError.self) { try method("{kind: ward, n_init: 3}") }
    #expect(throws: ConfigurationError.self) { try method("kind: meanshift") }
    #expect(throws: ConfigurationError.self) { try method("{kind: kmeans, n_init: 0}") }
    #expect(try method("kind: dbscan") == .density(.init()))
    #expect(
      try method("{kind: dbscan, eps: 0.5, min_samples: 3}")
        == .density(.init(radius: 0.5, minimumRows: 3)))
    for eps in ["0", "-1", "knee", "inf", "nan"] {
      #expect(throws: ConfigurationError.self) { try method("{kind: dbscan, eps: \(eps)}") }
    }
    #expect(try method("kind: hdbscan") == .hierarchicalDensity(.init(minimumRows: 5)))
    #expect(
      try method("{kind: hdbscan, min_cluster_size: 9}")
        == .hierarchicalDensity(.init(minimumSize: 9, minimumRows: 9)))
    #expect(try method("kind: spectral") == .spectral(.init()))
    #expect(
      try method("{kind: spectral, affinity: rbf}") == .spectral(.init(affinity: .radial(nil))))
    #expect(
      try method("{kind: spectral, affinity: rbf, gamma: 2}")
        == .spectral(.init(affinity: .radial(2))))
    #expect(
      try method("{kind: gaussian-mixture, covariance_type: tied, init_params: random}")
        == .gaussianMixture(.init(shape: .tied, start: .random, starts: 10)))
    #expect(
      try method("{kind: minibatch-kmeans, batch_size: 64}")
        == .miniBatchKMeans(.init(batch: 64)))
    for wrong in [
      "{kind: hdbscan, min_cluster_size: 1}", "{kind: spectral, gamma: 2}",
      "{kind: spectral, affinity: rbf, gamma: 0}", "{kind: gaussian-mixture, covariance_type: all}",
    ] {
      #expect(throws: ConfigurationError.self) { try method(wrong) }
    }
    #expect(try method("kind: agglomerative") == .agglomerative(.average))
    #expect(try method("{kind: agglomerative, linkage: single}") == .agglomerative(.single))
  }

  /// Every kind that finds clusters in rows.
  private static let kinds = ClusteringMethod.Kind.allCases.filter { $0 != .model }

  private func fit(
    _ kind: ClusteringMethod.Kind, _ x: Matrix, clusters: Int, _ settings: String = "",
    threads: Int = 2
  ) throws -> any FittedClustering {
    var generator = Generator(seed: 2)
    return try method("{kind: \(kind.rawValue)\(settings)}").fit(
      x, clusters: clusters, using: &generator, threads: threads)
  }

  @Test(arguments: kinds)
  func `Every kind clusters rows and assigns others`(kind: ClusteringMethod.Kind) throws {
    let (x, truth) = blobs(clusters: 3, size: 20, columns: 4)
    let fit = try fit(kind, x, clusters: 3, kind == .density ? ", eps: 9" : "")
    #expect(renamed(fit.labels) == renamed(truth))
    #expect(fit.clusters == 3)
    #expect(fit.assign(x.gathering(rows: [5, 1]), threads: 1) == [fit.labels[5], fit.labels[1]])
    #expect(!type(of: fit).assignment.isEmpty)
  }

  @Test(arguments: kinds)
  func `Every kind gives the same on 1, 2 and 4 threads`(kind: ClusteringMethod.Kind) throws {
    let (x, _) = blobs(clusters: 6, size: 350, columns: 9)
    let one = try fit(kind, x, clusters: 5, threads: 1)
    let (others, _) = blobs(clusters: 6, size: 50, columns: 9, seed: 3)
    for threads in [2, 4] {
      let more = try fit(kind, x, clusters: 5, threads: threads)
      #expect(more.labels == one.labels)
      #expect(more.assign(others, threads: threads) == one.assign(others, threads: 1))
    }
  }

  @Test(arguments: kinds)
  func `Every kind takes rows that coincide, columns that are constant, and k of 1`(
    kind: ClusteringMethod.Kind
  ) throws {
    let same = Matrix(rows: 30, columns: 3, repeating: -0.7)
    for k in [1, 3, 30] {
      let labels = try fit(kind, same, clusters: k).labels
      #expect(labels.count == 30)
      #expect(labels.allSatisfy { (-1..<30).contains($0) })
    }
    var (x, truth) = blobs(clusters: 3, size: 20, columns: 4)
    for row in 0..<60 { x[row, 2] = 5 }
    let settings = kind == .density ? ", eps: 9" : ""
    #expect(try renamed(fit(kind, x, clusters: 3, settings).labels) == renamed(truth))
    let one = try fit(kind, x, clusters: 1, settings)
    if !ClusteringMethodTests.findsCount(kind) {
      #expect(one.labels == Array(repeating: 0, count: 60))
    }
    let alone = try fit(kind, x.gathering(rows: [7]), clusters: 1)
    #expect(alone.labels == [ClusteringMethodTests.findsCount(kind) ? -1 : 0])
  }

  private static func findsCount(_ kind: ClusteringMethod.Kind) -> Bool {
    kind == .density || kind == .hierarchicalDensity
  }

  @Test(arguments: kinds)
  func `Every kind refuses what it cannot cluster`(kind: ClusteringMethod.Kind) throws {
    #expect(throws: ClusteringError.self) {
      try fit(kind, Matrix(rows: 3, columns: 0), clusters: 2)
    }
    for value in [Float.nan, .infinity, -2e15] {
      var x = Matrix(rows: 8, columns: 2, repeating: 1)
      x[5, 1] = value
      #expect {
        try fit(kind, x, clusters: 2)
      } throws: {
        "\($0)".contains("row 6 of 8")
      }
    }
    if !ClusteringMethodTests.findsCount(kind) {
      #expect {
        try fit(kind, Matrix(rows: 8, columns: 2), clusters: 9)
      } throws: {
        "\($0)".contains("9 clusters were asked of 8 rows")
      }
    }
  }

  @Test func `A model's own clusters are the most probable ones`() throws {
    let probabilities = Matrix(
      rows: 4, columns: 3, elements: [0.2, 0.5, 0.3, 0.4, 0.2, 0.4, 0, 0, 1, .nan, 0, 0])
    #expect(mostProbableClusters(probabilities) == [1, 0, 2, -1])
    #expect(try method("kind: model") == .model)
    #expect(throws: ClusteringError.self) {
      try fit(.model, Matrix(rows: 3, columns: 2), clusters: 2)
    }
  }
}
