import Artifacts
import LinearAlgebra
import Reporting

extension Experiment.Evaluation {
  /// Reads scores, confusions, and the clips in their plane.
  init(reading path: String, run: Experiment.Run) throws {
    let artifact = try ScoresArtifact(reading: path)
    self = try reading(path) {
      Experiment.Evaluation(
        run: run, scores: try Experiment.Evaluation.scores(artifact.scores),
        confusions: try Experiment.Evaluation.confusions(artifact),
        projection: Experiment.Evaluation.projection(artifact),
        assignments: artifact.assignments.map {
          Experiment.Assignment(
            task: $0.task, clustering: $0.clustering,
            clusters: Experiment.Evaluation.clusters($0, artifact))
        })
    }
  }

  private static func scores(_ table: Table) throws -> [Experiment.Score] {
    let (tasks, clusterings) = (try table.texts("task"), try table.texts("clustering"))
    let (levels, parts) = (try table.texts("level"), try table.texts("part"))
    let (spaces, metrics) = (try table.texts("space"), try table.texts("metric"))
    let (k, counts) = (try table.integers("k"), try table.integers("count"))
    let (values, valid) = (try table.reals("value"), try table.integers("valid"))
    return tasks.indices.map {
      Experiment.Score(
        task: tasks[$0], clustering: clusterings[$0], k: k[$0], level: levels[$0],
        part: parts[$0], space: spaces[$0], metric: metrics[$0], value: values[$0],
        count: counts[$0], isValid: valid[$0] != 0)
    }
  }

  /// The artifact lists pairs that occur; a matrix also shows the ones that do not.
  private static func confusions(_ artifact: ScoresArtifact) throws -> [Experiment.Confusion] {
    let table = artifact.confusion
    let (tasks, clusterings) = (try table.texts("task"), try table.texts("clustering"))
    let (levels, labels) = (try table.texts("level"), try table.texts("label"))
    let (clusters, counts) = (try table.integers("cluster"), try table.integers("count"))
    return artifact.assignments.flatMap { assignment -> [Experiment.Confusion] in
      let own = tasks.indices.filter {
        tasks[$0] == assignment.task && clusterings[$0] == assignment.clustering
      }
      let numbers = Set(own.map { clusters[$0] }).sorted()
      let names = Set(own.map { labels[$0] }).sorted()
      return ["clip", "song"].compactMap { level in
        let rows = own.filter { levels[$0] == level }
        guard !rows.isEmpty else { return nil }
        var matrix = Array(
          repeating: Array(repeating: 0, count: names.count), count: numbers.count)
        for row in rows {
          guard let cluster = numbers.firstIndex(of: clusters[row]),
            let name = names.firstIndex(of: labels[row])
          else { continue }
          matrix[cluster][name] = counts[row]
        }
        return Experiment.Confusion(
          task: assignment.task, clustering: assignment.clustering, level: level,
          clusters: numbers.map { $0 < 0 ? "noise" : "\($0)" }, labels: names, counts: matrix)
      }
    }
  }

  private static func projection(_ artifact: ScoresArtifact) -> Experiment.Projection? {
    let points = artifact.projection
    guard points.columns >= 2 else { return nil }
    return Experiment.Projection(
      x: (0..<points.rows).map { Double(points[$0, 0]) },
      y: (0..<points.rows).map { Double(points[$0, 1]) },
      explained: artifact.explainedVariance,
      songs: artifact.clips.songs.map { artifact.songs.ids[$0] })
  }

  /// The cluster of every clip: nil for those that were not evaluated.
  private static func clusters(
    _ assignment: ScoresArtifact.Assignment, _ artifact: ScoresArtifact
  ) -> [Int?] {
    var clusters = [Int?](repeating: nil, count: artifact.clips.count)
    for (clip, cluster) in zip(artifact.evaluated, assignment.clusters) { clusters[clip] = cluster }
    return clusters
  }
}
