import LinearAlgebra
import Projection
import Randomness

/// Rows in a space that clusters are looked for in.
struct Coordinates {
  /// What artifacts call the space.
  let space: String
  /// Rows that clusterings are fitted to.
  let fitted: Matrix
  /// Scored rows, in the same dimensions.
  let scored: Matrix
  /// Scored rows to measure distances between: in the latents themselves in fewer dimensions.
  let measured: Matrix
}

extension EvaluatedCorpus {
  /// Fitted and scored rows in a space.
  ///
  /// - Parameters:
  ///   - space: The space.
  ///   - seed: Seeds t-SNE and UMAP.
  ///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
  func coordinates(in space: ClusteringSpace, seed: UInt64, threads: Int) throws -> Coordinates {
    if case .latent = space { return try compact(threads: threads) }
    let rows = training ?? latents
    let fitted: Matrix
    switch space {
    case .latent: fitted = rows
    case .principalComponents(let count):
      let components = try PrincipalComponents(of: rows, components: count, threads: threads)
      let scored = components.transform(latents, threads: threads)
      return Coordinates(
        space: space.name(of: self.space),
        fitted: training.map { components.transform($0, threads: threads) } ?? scored,
        scored: scored, measured: scored)
    case .tsne(let settings):
      var generator = Generator(seed: seed, stream: "t-SNE")
      fitted = try TSNE.fit(rows, settings: settings, using: &generator, threads: threads)
        .coordinates
    case .umap(let settings):
      var generator = Generator(seed: seed, stream: "UMAP")
      fitted = try UMAP.fit(rows, settings: settings, using: &generator, threads: threads)
        .coordinates
    }
    let scored =
      training == nil
      ? fitted : placed(latents, among: rows, at: fitted, neighbours: 15, threads: threads)
    return Coordinates(
      space: space.name(of: self.space), fitted: fitted, scored: scored, measured: scored)
  }

  /// The latents, in no more dimensions than there are rows.
  private func compact(threads: Int) throws -> Coordinates {
    let measured = try latents.compacted(among: latents, threads: threads)
    guard let training else {
      return Coordinates(space: space, fitted: measured, scored: measured, measured: measured)
    }
    return Coordinates(
      space: space, fitted: try training.compacted(among: training, threads: threads),
      scored: try latents.compacted(among: training, threads: threads), measured: measured)
  }
}

extension Matrix {
  /// The rows, in no more dimensions than there are rows of `spanning`.
  ///
  /// Coordinates along all principal components of n rows keep every distance between them, and
  /// leave the order of distances to their centres as it is for other rows: with d > n, clusters
  /// are found and measured in n − 1 dimensions instead of d without changing any.
  func compacted(among spanning: Matrix, threads: Int) throws -> Matrix {
    guard spanning.columns > spanning.rows else { return self }
    return try PrincipalComponents(of: spanning, components: spanning.rows, threads: threads)
      .transform(self, threads: threads)
  }
}
