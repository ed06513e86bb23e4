import Clustering
import LinearAlgebra
import Randomness
import Testing

@Suite("Mini-batch K-means")
struct MiniBatchKMeansTests {
  @Test func `Distant blobs are found, and other rows go to theirs`() throws {
    let (x, truth) = blobs(clusters: 5, size: 400, columns: 6)
    var generator = Generator(seed: 2)
    let fit = try MiniBatchKMeans.fit(
      x, clusters: 5, settings: .init(batch: 200), using: &generator)
    #expect(renamed(fit.labels) == renamed(truth))
    #expect(fit.assign(x, threads: 2) == fit.labels)
  }

  @Test func `The inertia comes near that of K-means`() throws {
    let (x, _) = blobs(clusters: 12, size: 300, columns: 4)
    var generator = Generator(seed: 2)
    let all = try KMeans.fit(x, clusters: 8, using: &generator)
    let small = try MiniBatchKMeans.fit(
      x, clusters: 8, settings: .init(batch: 300), using: &generator)
    #expect(small.partition.inertia < 1.5 * all.inertia)
    #expect(small.partition.iterations < 100 * 12)
  }
}
