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
    #expect(try method("kind: agglomerative") == .agglomerative(.average))
    #expect(try method("{kind: agglomerative, linkage: single}") == .agglomerative(.single))
  }

  @Test(arguments: ClusteringMethod.Kind.allCases)
  func `Every kind clusters rows and assigns others`(kind: ClusteringMethod.Kind) throws {
    let (x, truth) = blobs(clusters: 3, size: 20, columns: 4)
    var generator = Generator(seed: 2)
    let fit = try method("{kind: \(kind.rawValue)\(kind == .density ? ", eps: 9" : "")}").fit(
      x, clusters: 3, using: &generator, threads: 2)
    #expect(renamed(fit.labels) == renamed(truth))
    #expect(fit.clusters == 3)
    #expect(fit.assign(x.gathering(rows: [5, 1]), threads: 1) == [fit.labels[5], fit.labels[1]])
    #expect(!type(of: fit).assignment.isEmpty)
  }

  @Test(arguments: ClusteringMethod.Kind.allCases)
  func `Every kind refuses rows without columns`(kind: ClusteringMethod.Kind) throws {
    var generator = Generator(seed: 2)
    let chosen = try method("kind: \(kind.rawValue)")
    #expect(throws: ClusteringError.self) {
      try chosen.fit(Matrix(rows: 3, columns: 0), clusters: 2, using: &generator, threads: 1)
    }
  }
}
