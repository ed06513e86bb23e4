import Artifacts
import LinearAlgebra
import StageKit

/// The latents of another model, where published figures of several models are often measured.
struct OtherSpace {
  /// The scored clips that the other model has, as places among the scored ones, ascending.
  let clips: [Int]
  /// Where it puts them.
  let coordinates: Coordinates

  /// - Parameters:
  ///   - path: The other model.
  ///   - name: What settings call it, "F/M".
  ///   - split: The digest of the split that both were fitted with.
  ///   - ids: The scored clips.
  ///   - latents: What stands for a clip of a variational model.
  ///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
  init(
    reading path: String, named name: String, split: String, clips ids: [String],
    _ latents: EvaluationSettings.Latents, threads: Int
  ) throws {
    let model = try ModelArtifact(reading: path)
    guard model.provenance.inputs.contains(where: { $0.digest == split }) else {
      throw StageFailure(.badData, "\(path) was not made from this split: train the model again")
    }
    let (all, space) = try positions(of: model, latents, named: path)
    let rows = Dictionary(zip(model.clips.ids, 0...)) { first, _ in first }
    clips = ids.indices.filter { rows[ids[$0]] != nil }
    guard !clips.isEmpty else {
      throw StageFailure(.badData, "\(path) has none of the scored clips")
    }
    let placed = all.gathering(rows: clips.compactMap { rows[ids[$0]] })
    let measured = try placed.compacted(among: placed, threads: threads)
    coordinates = Coordinates(
      space: "\(space) of model \(name)", fitted: measured, scored: measured, measured: measured)
  }
}
