import Artifacts
import LinearAlgebra
import Projection
import Randomness

/// A picture of all clips. It is fitted to all of them, since it is only looked at: nothing is
/// clustered or scored in it.
enum MapKind: String, CaseIterable {
  case pca
  case tsne
  case umap

  /// Draws the latents of all clips; zero along axes that they do not have.
  func drawn(_ latents: Matrix, seed: UInt64, threads: Int) throws -> ScoresArtifact.Map {
    var generator = Generator(seed: seed, stream: "map \(rawValue)")
    switch self {
    case .pca:
      let found = try PrincipalComponents(of: latents, components: 2, threads: threads)
      let coordinates = found.transform(latents, threads: threads)
      var plane = Matrix(rows: latents.rows, columns: 2)
      for clip in 0..<latents.rows {
        for axis in 0..<coordinates.columns { plane[clip, axis] = coordinates[clip, axis] }
      }
      let missing = Array(repeating: 0.0, count: 2 - coordinates.columns)
      return ScoresArtifact.Map(
        kind: rawValue, coordinates: plane,
        explainedVariance: found.explainedVarianceRatio + missing)
    case .tsne:
      return ScoresArtifact.Map(
        kind: rawValue,
        coordinates: try TSNE.fit(latents, using: &generator, threads: threads).coordinates)
    case .umap:
      return ScoresArtifact.Map(
        kind: rawValue,
        coordinates: try UMAP.fit(latents, using: &generator, threads: threads).coordinates)
    }
  }
}
