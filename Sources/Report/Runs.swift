import Artifacts
import Reporting
import Statistics

/// The scores and trainings of some models, over all runs.
struct Runs {
  private struct Score {
    let model: String
    let run: String
    let task: String
    let clustering: String
    let level: String
    let metric: String
    let value: Double
    let isValid: Bool
  }

  private var scores: [Score] = []
  /// By model: what training came to in each run.
  private var trainings: [String: [(loss: Double, epochs: Double)]] = [:]

  /// Reads runs.
  ///
  /// - Parameters:
  ///   - folder: Of the experiment.
  ///   - models: Those that are meant, "F/M"; `nil` for all.
  init(_ folder: ExperimentFolder, models: Set<String>? = nil) throws {
    for path in folder.scores {
      let run = Experiment.Run(path)
      guard models?.contains(run.name) ?? true else { continue }
      let table = try ScoresArtifact(reading: folder.location(path)).scores
      let (tasks, clusterings) = (try table.texts("task"), try table.texts("clustering"))
      let (levels, metrics) = (try table.texts("level"), try table.texts("metric"))
      let (values, valid) = (try table.reals("value"), try table.integers("valid"))
      scores += tasks.indices.map {
        Score(
          model: run.name, run: run.run, task: tasks[$0], clustering: clusterings[$0],
          level: levels[$0], metric: metrics[$0], value: values[$0], isValid: valid[$0] != 0)
      }
    }
    for path in folder.models {
      let model = Experiment.Run(path).name
      guard models?.contains(model) ?? true else { continue }
      let record = try ModelRecord(reading: folder.location(path))
      guard record.epochs > 0, let best = record.bestEpoch else { continue }
      let losses = try record.history.reals("validation_objective")
      guard losses.indices.contains(best - 1) else { continue }
      trainings[model, default: []].append((losses[best - 1], Double(record.epochs)))
    }
  }

  /// What was measured.
  var metrics: [String] { Set(scores.map(\.metric)).sorted() }

  /// A score of each run of each model, the mean over clusterings and, if asked for, over tasks; of
  /// what is valid.
  func values(of metric: String, task: String?, level: String) -> [String: [String: Double]] {
    let own = scores.filter {
      $0.metric == metric && $0.level == level && $0.isValid && $0.value.isFinite
        && (task == nil || $0.task == task)
    }
    return Dictionary(grouping: own, by: \.model).mapValues { scores in
      Dictionary(grouping: scores, by: \.run).mapValues { mean($0.map(\.value)) }
    }
  }

  /// Ours of a published figure; `nil` where we have none.
  func figure(like published: PublishedFigure, level: String) -> Reproduction.Figure? {
    if published.task.isEmpty { return training(published) }
    let own = scores.filter {
      $0.model == published.model && $0.task == published.task && $0.metric == published.metric
        && $0.level == level && !$0.value.isNaN
        && (published.statistic == "mean" || $0.clustering == published.statistic)
    }
    guard !own.isEmpty else { return nil }
    // Internal metrics are measured in several spaces: the first is the one that was clustered in.
    let clusterings = Dictionary(grouping: own) { $0.run + " " + $0.clustering }
    let values = clusterings.sorted { $0.key < $1.key }.compactMap(\.value.first?.value)
    return Reproduction.Figure(
      value: mean(values),
      deviation: published.statistic == "mean" ? deviation(values) : .nan,
      runs: Set(own.map(\.run)).count, isValid: own.allSatisfy(\.isValid))
  }

  private func training(_ published: PublishedFigure) -> Reproduction.Figure? {
    guard let found = trainings[published.model] else { return nil }
    let values = found.map { published.metric == "epochs" ? $0.epochs : $0.loss }
    return Reproduction.Figure(
      value: mean(values), deviation: .nan, runs: values.count, isValid: true)
  }
}

extension Experiment.Run {
  /// The model, "F/M".
  fileprivate var name: String { "\(features)/\(model)" }
}

/// With the divisor n.
private func deviation(_ values: [Double]) -> Double {
  let average = mean(values)
  return mean(values.map { ($0 - average) * ($0 - average) }).squareRoot()
}
