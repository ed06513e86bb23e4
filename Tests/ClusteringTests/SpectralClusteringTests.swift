import Clustering
import Foundation
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite("Spectral clustering")
struct SpectralClusteringTests {
  @Test(arguments: ["neighbours", "radial"])
  func `Eigenvalues and clusters are those of SciPy and scikit-learn`(name: String) throws {
    let reference = try Reference()
    let x = try reference.matrix("x")
    let affinity: SpectralClustering.Affinity =
      name == "radial" ? .radial(0.1) : .nearestNeighbours(10)
    var generator = Generator(seed: 1)
    let wide = try SpectralClustering.fit(
      x, clusters: 12, settings: .init(affinity: affinity), using: &generator)
    expectClose(
      wide.eigenvalues, try reference.reals("spectral/\(name)/eigenvalues"), absolute: 1e-9)
    let fit = try SpectralClustering.fit(
      x, clusters: 4, settings: .init(affinity: affinity), using: &generator, threads: 2)
    #expect(fit.labels == renamed(try reference.integers("spectral/\(name)/labels")))
  }

  @Test func `Rings within each other are told apart`() throws {
    let n = 200
    let elements = (0..<n).flatMap { i in
      let (angle, radius) = (Double(i / 2) * 4 * .pi / Double(n), i % 2 == 0 ? 1.0 : 1.3)
      return [Float(radius * cos(angle)), Float(radius * sin(angle))]
    }
    var generator = Generator(seed: 1)
    let fit = try SpectralClustering.fit(
      Matrix(rows: n, columns: 2, elements: elements), clusters: 2,
      settings: .init(affinity: .nearestNeighbours(4)), using: &generator)
    #expect(fit.labels == (0..<n).map { $0 % 2 })
  }

  @Test(arguments: [(2, 1), (3, 0), (5, 0)])
  func `A graph in parts is clustered by its parts, the small ones joined to the nearest`(
    k: Int, joined: Int
  ) throws {
    // Far blobs of 40, 30 and 20 rows, the last nearest to the second.
    let sizes = [(40, 0.0), (30, 1000), (20, 1300)]
    var generator = Generator(seed: 4)
    let elements = sizes.flatMap { size, place in
      (0..<size * 2).map { _ in Float(place + generator.normal()) }
    }
    let x = Matrix(rows: 90, columns: 2, elements: elements)
    let fit = try SpectralClustering.fit(x, clusters: k, using: &generator)
    #expect(fit.components == 3)
    let parts = [0, 40, 70].map { fit.labels[$0] }
    #expect(Set(parts).count == 3 - joined)
    if joined == 1 { #expect(parts[1] == parts[2]) }
    #expect(Set(fit.labels).count == k)
  }

  @Test func `Rows without any affinity are parts of their own`() throws {
    var (x, _) = blobs(clusters: 1, size: 30, columns: 2)
    x[29, 0] = 1e6
    var generator = Generator(seed: 4)
    let fit = try SpectralClustering.fit(
      x, clusters: 2, settings: .init(affinity: .radial(1e-3)), using: &generator)
    #expect(fit.labels == Array(repeating: 0, count: 29) + [1])
  }

  @Test func `More affinities than memory are refused with an estimate`() {
    let x = Matrix(rows: 30_000, columns: 1)
    var generator = Generator(seed: 9)
    #expect {
      try SpectralClustering.fit(
        x, clusters: 2, settings: .init(affinity: .radial(1)), using: &generator)
    } throws: {
      "\($0)".contains("6 GiB")
    }
  }
}
