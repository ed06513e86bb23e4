import Artifacts
import Configuration
import LinearAlgebra
import StageKit

extension Evaluate {
  /// Evaluates an eighth of the clips, then a quarter, and foresees all of them by how time and memory
  /// grew; few clips are evaluated by halves.
  func estimate() throws {
    let configured = try settings.load()
    let (artifact, split) = (try ModelArtifact(reading: model), try SplitArtifact(reading: split))
    var trial = Trial()
    let count = artifact.clips.count
    for part in count < 2000 ? [2, 1] : [8, 4] {
      let some = artifact.selecting(rows: Array(stride(from: 0, to: count, by: part)))
      try trial.measure(size: Double(some.clips.count)) {
        let corpus = try EvaluatedCorpus(
          some, split, settings: configured.settings, name: model)
        _ = try results(of: some, corpus, configured.settings, in: nil, on: .silent)
      }
    }
    print(
      """
      clips           \(count)
      memory          \(trial.memory(size: Double(count)).description)
      the evaluation  \(duration(trial.seconds(size: Double(count))))
      """)
  }
}

extension ModelArtifact {
  /// The model with some of its clips only.
  fileprivate func selecting(rows: [Int]) -> ModelArtifact {
    var part = self
    part.clips = clips.selecting(rows: rows)
    part.parts = rows.map { parts[$0] }
    part.mean = mean.gathering(rows: rows)
    part.logVariance = logVariance?.gathering(rows: rows)
    part.clusters = clusters?.gathering(rows: rows)
    return part
  }
}
