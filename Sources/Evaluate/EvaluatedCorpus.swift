import Artifacts
import DataSplit
import Foundation
import LinearAlgebra
import Randomness
import StageKit

/// The latents of a model, with what clusterings are fitted to and what is scored.
struct EvaluatedCorpus {
  /// What the latents are, for internal metrics: "latent mean", "latent sample" or "latent".
  let space: String
  /// The scored parts, joined by "+".
  let part: String
  /// The scored clips, as rows of the model's clips, ascending.
  let evaluated: [Int]
  /// The clips that clusterings are fitted to, likewise.
  let fitted: [Int]
  /// Latents that clusterings are fitted to; `nil` if those are the scored ones.
  let training: Matrix?
  /// Latents of the scored clips.
  let latents: Matrix
  /// The probability of each scored clip to be of each of the model's own clusters; `nil` for a model
  /// without clusters.
  let probabilities: Matrix?
  /// The song of each scored clip, as a row of ``songs``.
  let songOfClip: [Int]
  /// The songs of the model, in rows: every value of a label counts, whatever the part.
  let songs: Songs
  /// Labels that the model was told.
  let conditionedOn: [String]

  init(
    _ model: ModelArtifact, _ split: SplitArtifact, settings: EvaluationSettings, name: String
  ) throws {
    let (all, space) = try positions(of: model, settings.latents, named: name)
    let parts = try split.parts(of: model.clips, songIDs: model.songs.ids, fold: model.fold)
    func clips(in wanted: [Part]) throws -> [Int] {
      let clips = parts.indices.filter { parts[$0].map(wanted.contains) ?? false }
      guard !clips.isEmpty else {
        let names = wanted.map(\.rawValue).joined(separator: " and ")
        throw StageFailure(
          .badData,
          "the split leaves no clips for \(names): name another part in evaluation.yaml, "
            + "or give it songs in split.yaml")
      }
      return clips
    }
    self.space = space
    evaluated = try clips(in: settings.evaluated)
    latents = all.gathering(rows: evaluated)
    probabilities = model.clusters?.gathering(rows: evaluated)
    switch settings.fit {
    case .evaluated: (fitted, training) = (evaluated, nil)
    case .training:
      fitted = try clips(in: [.train])
      training = all.gathering(rows: fitted)
    }
    part = settings.evaluated.map(\.rawValue).joined(separator: "+")
    songOfClip = evaluated.map { model.clips.songs[$0] }
    songs = model.songs
    conditionedOn = model.conditionedOn
  }

  /// What is about to be scored, in a sentence.
  var summary: String {
    let fit = training.map { "fitted to \($0.rows) training clips" } ?? "fitted to themselves"
    return "evaluating \(evaluated.count) clips of \(Set(songOfClip).count) songs (\(part)), \(fit)"
  }
}

/// Where a model puts each clip, and what that is called. Latents that are not finite are refused, naming the file.
func positions(
  of model: ModelArtifact, _ latents: EvaluationSettings.Latents, named name: String
) throws -> (x: Matrix, space: String) {
  if let clip = model.mean.firstNonFiniteRow {
    throw StageFailure(
      .badData,
      "\(name) holds latents of clip \(model.clips.ids[clip]) that are not finite: "
        + "the model diverged; train it with a smaller learning rate")
  }
  guard let logVariance = model.logVariance else { return (model.mean, "latent") }
  guard latents == .sample else { return (model.mean, "latent mean") }
  var generator = Generator(seed: model.provenance.seed ?? 0, stream: "latent sample")
  var z = model.mean
  for i in z.elements.indices {
    z.elements[i] += Float(generator.normal()) * exp(0.5 * logVariance.elements[i])
  }
  return (z, "latent sample")
}
