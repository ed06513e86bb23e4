import Artifacts
import ClusterMetrics
import Clustering
import DataSplit
import LinearAlgebra
import Randomness
import StageKit

/// Runs every clustering for every task and scores it.
struct Evaluation {
  let corpus: EvaluatedCorpus
  let settings: EvaluationSettings
  /// The model's seed: clusterings start from it too.
  let seed: UInt64
  let threads: Int

  func run(on console: Console) throws -> EvaluationResults {
    let tasks = try resolvedTasks()
    var results = EvaluationResults(part: corpus.part, fit: settings.fit.rawValue)
    let (fitted, assigned, measured) = try corpus.compact(threads: threads)
    let progress = StageProgress(
      "clustering", total: tasks.count * settings.clusterings.count, on: console)
    for task in tasks {
      if let leftOut = task.leftOut {
        console.say("\(leftOut) of \(corpus.evaluated.count) clips have no \(task.name): left out")
      }
      for (name, method) in settings.clusterings {
        progress.advance("\(task.name), \(name)")
        let scored = EvaluationResults.Key(task: task.name, clustering: name, k: task.k)
        guard method.findsCount || task.k <= fitted.rows else {
          console.warn(
            "\(task.name), \(name): \(task.k) clusters cannot be made of \(fitted.rows) clips; "
              + "its scores are left empty")
          score(task, scored, clusters: nil, measured, into: &results)
          continue
        }
        var generator = Generator(seed: seed, stream: "\(name) into \(task.k)")
        let fit: any FittedClustering
        do {
          fit = try method.fit(fitted, clusters: task.k, using: &generator, threads: threads)
        } catch let error as ClusteringError {
          throw StageFailure(.badData, "the latents cannot be clustered by \(name): \(error)")
        }
        let clusters =
          corpus.training == nil ? fit.labels : fit.assign(assigned, threads: threads)
        let key = EvaluationResults.Key(
          task: task.name, clustering: name, k: method.findsCount ? fit.clusters : task.k)
        score(task, key, clusters: clusters, measured, into: &results)
        if method.findsCount {
          scoreNoise(task, key, NoisyClusters(clusters), measured, into: &results)
        }
      }
    }
    progress.finish()
    return results
  }

  // MARK: - Tasks

  /// A task with its number of clusters and the class of every scored clip.
  private struct ResolvedTask {
    let name: String
    let k: Int
    /// Values of the label, sorted; empty where the task has none.
    let labels: [String]
    /// The value of each scored clip, as an index in ``labels``; `nil` where it has none.
    let classes: [Int?]
    let isValid: Bool

    /// Scored clips without a label, if there are.
    var leftOut: Int? {
      let count = classes.count { $0 == nil }
      return labels.isEmpty || count == 0 ? nil : count
    }
  }

  private func resolvedTasks() throws -> [ResolvedTask] {
    var tasks = settings.tasks
    if tasks.isEmpty {
      tasks = corpus.songs.labels.map { EvaluationSettings.Task(name: $0, label: $0, k: nil) }
    }
    guard !tasks.isEmpty else {
      throw StageFailure(
        .usage,
        "the songs have no labels: give evaluation.yaml a task with a number of clusters, "
          + "such as tasks: [{k: 8}]")
    }
    return try tasks.map { task in
      guard let label = task.label else {
        let none = [Int?](repeating: nil, count: corpus.evaluated.count)
        return ResolvedTask(
          name: task.name, k: task.k ?? 1, labels: [], classes: none, isValid: true)
      }
      let values = try corpus.songs.label(label)
      let labels = Set(values).subtracting([""]).sorted()
      guard let k = task.k ?? (labels.isEmpty ? nil : labels.count) else {
        throw StageFailure(
          .badData, "no song has a \(label): remove the task, or give it a number of clusters")
      }
      return ResolvedTask(
        name: task.name, k: k, labels: labels,
        classes: corpus.songOfClip.map { labels.firstIndex(of: values[$0]) },
        isValid: !corpus.conditionedOn.contains(label))
    }
  }

  // MARK: - Scores

  /// Adds all scores of a clustering, undefined ones where it does not exist. A row of noise is
  /// a cluster of its own.
  private func score(
    _ task: ResolvedTask, _ key: EvaluationResults.Key, clusters: [Int]?, _ measured: Matrix,
    into results: inout EvaluationResults
  ) {
    if let clusters { results.add(key, assignment: clusters) }
    if !task.labels.isEmpty {
      let labelled = task.classes.indices.filter { task.classes[$0] != nil }
      let classes = labelled.compactMap { task.classes[$0] }
      let songs = labelled.map { corpus.songOfClip[$0] }
      let rows = EvaluationResults.Rows(
        level: "clip", count: labelled.count, leftOut: task.classes.count - labelled.count)
      results.add(
        key, rows, classes: classes, clusters: clusters.map { found in labelled.map { found[$0] } },
        labels: task.labels, isValid: task.isValid)

      let distinct = Set(songs).sorted()
      let songRows = EvaluationResults.Rows(
        level: "song", count: distinct.count,
        leftOut: Set(corpus.songOfClip).count - distinct.count)
      let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
      let groups = songs.compactMap { places[$0] }
      results.add(
        key, songRows, classes: majorityVote(classes, groups: groups, count: distinct.count),
        clusters: clusters.map { found in
          majorityVote(labelled.map { found[$0] }, groups: groups, count: distinct.count)
        },
        labels: task.labels, isValid: task.isValid)
    }
    let alone = clusters.map { NoisyClusters($0).withSingletons }
    for metric in InternalMetric.allCases {
      let value = alone.map { metric.score(measured, clusters: $0, threads: threads) }
      results.add(
        key, .init(level: "clip", count: corpus.evaluated.count, leftOut: 0),
        space: corpus.space, metric: metric.rawValue, value: value ?? .nan, isValid: true)
    }
  }

  /// Adds the coverage of a clustering that knows noise, and the scores of the clips it covers.
  private func scoreNoise(
    _ task: ResolvedTask, _ key: EvaluationResults.Key, _ found: NoisyClusters,
    _ measured: Matrix, into results: inout EvaluationResults
  ) {
    let all = corpus.evaluated.count
    results.add(
      key, .init(level: "clip", count: all, leftOut: 0), space: "", metric: "coverage",
      value: found.coverage, isValid: true)
    let covered = found.covered
    if !task.labels.isEmpty {
      let labelled = covered.filter { task.classes[$0] != nil }
      let table = ContingencyTable(
        classes: labelled.compactMap { task.classes[$0] },
        clusters: labelled.map { found.clusters[$0] })
      for metric in ExternalMetric.allCases {
        results.add(
          key, .init(level: "covered clip", count: labelled.count, leftOut: all - labelled.count),
          space: "", metric: metric.rawValue,
          value: table.count > 0 ? metric.score(table) : .nan, isValid: task.isValid)
      }
    }
    for metric in InternalMetric.allCases {
      let value = metric.score(
        measured.gathering(rows: covered), clusters: covered.map { found.clusters[$0] },
        threads: threads)
      results.add(
        key, .init(level: "covered clip", count: covered.count, leftOut: all - covered.count),
        space: corpus.space, metric: metric.rawValue, value: value, isValid: true)
    }
  }
}
