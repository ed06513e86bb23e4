import Artifacts
import DataSplit
import StageKit

/// What each of two feature sets contributes: scores by labels of clusterings that know both, and of
/// those that know one of them alone.
struct Ablations {
  private let settings: EvaluationSettings
  private let split: SplitArtifact
  private let threads: Int

  init(_ settings: EvaluationSettings, _ split: SplitArtifact, threads: Int) {
    self.settings = settings.withoutCertainty
    self.split = split
    self.threads = threads
  }

  /// The scores of a model, empty for one of a single set.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - scores: Its scores when it knows both.
  ///   - name: What messages call it.
  ///   - console: Hears of clips that are left out.
  func scores(
    of model: ModelArtifact, _ scores: Table, name: String, on console: Console
  ) throws -> Table {
    guard !model.ablations.isEmpty else { return Table([]) }
    var parts = [(kept: "both", weight: Double.nan, scores: try byLabels(scores))]
    for ablation in model.ablations {
      var alone = model
      alone.mean = ablation.mean
      alone.clusters = nil
      let corpus = try EvaluatedCorpus(alone, split, settings: settings, name: name)
      let results = try Evaluation(
        corpus: corpus, settings: settings, seed: model.provenance.seed ?? 0, threads: threads,
        other: nil
      ).run(on: console)
      parts.append((ablation.kept, ablation.weight ?? .nan, try byLabels(results.scores)))
    }
    let joined = try Table(concatenating: parts.map(\.scores))
    return Table(
      [
        .init(
          "kept", parts.flatMap { part in Array(repeating: part.kept, count: part.scores.count) },
          longName: "feature set that is known"),
        .init(
          "weight",
          parts.flatMap { part in Array(repeating: part.weight, count: part.scores.count) },
          unit: "1", longName: "what the set counts beside the other, where one number was learned"),
      ] + joined.columns)
  }

  private func byLabels(_ scores: Table) throws -> Table {
    let (spaces, levels) = (try scores.texts("space"), try scores.texts("level"))
    let rows = spaces.indices.filter {
      spaces[$0].isEmpty && ["clip", "song"].contains(levels[$0])
    }
    return try scores.selecting(
      columns: ["task", "clustering", "level", "metric", "count", "valid", "value"]
    ).selecting(rows: rows)
  }
}
