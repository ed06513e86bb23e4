import Artifacts
import LinearAlgebra
import Reporting

extension Experiment.Evaluation {
  /// Reads scores, confusions, and the clips in their plane.
  init(reading path: String, run: Experiment.Run) throws {
    let artifact = try ScoresArtifact(reading: path)
    self = try reading(path) {
      var evaluation = Experiment.Evaluation(
        run: run, scores: try Experiment.Evaluation.scores(artifact.scores),
        confusions: try Experiment.Evaluation.confusions(artifact),
        projections: artifact.maps.map { Experiment.Evaluation.projection($0, artifact) },
        assignments: artifact.assignments.map {
          Experiment.Assignment(
            task: $0.task, clustering: $0.clustering,
            clusters: Experiment.Evaluation.clusters($0, artifact))
        },
        agreements: Experiment.Evaluation.agreements(artifact),
        confounds: try Experiment.Evaluation.confounds(artifact.confounds))
      evaluation.exemplars = try Experiment.Evaluation.exemplars(artifact)
      evaluation.selections = try Experiment.Evaluation.selections(artifact.selections)
      evaluation.starts = artifact.clips.starts
      return evaluation
    }
    contributions = try reading(path) {
      try Experiment.Evaluation.contributions(artifact.ablations)
    }
  }

  private static func exemplars(_ artifact: ScoresArtifact) throws -> [Experiment.Exemplar] {
    let table = artifact.exemplars
    guard table.count > 0 else { return [] }
    let (tasks, clusterings) = (try table.texts("task"), try table.texts("clustering"))
    let (kinds, clusters) = (try table.texts("kind"), try table.integers("cluster"))
    let (clips, distances) = (try table.integers("clip"), try table.reals("distance"))
    let others = try table.reals("other_distance")
    guard clips.allSatisfy((0..<artifact.clips.count).contains) else {
      throw ArtifactError(.invalid, "an exemplar is a clip that is not there")
    }
    return tasks.indices.map {
      Experiment.Exemplar(
        task: tasks[$0], clustering: clusterings[$0], cluster: clusters[$0], kind: kinds[$0],
        song: artifact.songs.ids[artifact.clips.songs[clips[$0]]],
        start: artifact.clips.starts[clips[$0]], distance: distances[$0], other: others[$0])
    }
  }

  private static func selections(_ table: Table) throws -> [Experiment.Selection] {
    guard table.count > 0 else { return [] }
    let (tasks, clusterings) = (try table.texts("task"), try table.texts("clustering"))
    let (criteria, k) = (try table.texts("criterion"), try table.integers("k"))
    let (values, chosen) = (try table.reals("value"), try table.integers("chosen"))
    var found: [Experiment.Selection] = []
    for row in tasks.indices {
      if found.last?.task != tasks[row] || found.last?.clustering != clusterings[row] {
        found.append(
          Experiment.Selection(
            task: tasks[row], clustering: clusterings[row], criterion: criteria[row], k: [],
            values: [], chosen: 0))
      }
      found[found.count - 1].k.append(k[row])
      found[found.count - 1].values.append(values[row])
      if chosen[row] != 0 { found[found.count - 1].chosen = k[row] }
    }
    return found
  }

  private static func scores(_ table: Table) throws -> [Experiment.Score] {
    let (tasks, clusterings) = (try table.texts("task"), try table.texts("clustering"))
    let (levels, parts) = (try table.texts("level"), try table.texts("part"))
    let (spaces, metrics) = (try table.texts("space"), try table.texts("metric"))
    let (k, counts) = (try table.integers("k"), try table.integers("count"))
    let (values, valid) = (try table.reals("value"), try table.integers("valid"))
    func texts(_ name: String) throws -> [String] {
      table.contains(name) ? try table.texts(name) : tasks.map { _ in "" }
    }
    func reals(_ name: String) throws -> [Double] {
      table.contains(name) ? try table.reals(name) : tasks.map { _ in .nan }
    }
    let places = try texts("clustered_in")
    let (low, high) = (try reals("low"), try reals("high"))
    let (pValues, leastPValues) = (try reals("p_value"), try reals("least_p_value"))
    return tasks.indices.map {
      var score = Experiment.Score(
        task: tasks[$0], clustering: clusterings[$0], k: k[$0], level: levels[$0],
        part: parts[$0], space: spaces[$0], metric: metrics[$0], value: values[$0],
        count: counts[$0], isValid: valid[$0] != 0)
      score.clusteredIn = places[$0]
      score.bounds = (low[$0], high[$0])
      score.pValue = (pValues[$0], leastPValues[$0])
      return score
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

  /// The mean over the clusterings of each task, of songs that have a label.
  private static func agreements(_ artifact: ScoresArtifact) -> [Experiment.Agreement] {
    var tasks: [String] = []
    for assignment in artifact.assignments where !tasks.contains(assignment.task) {
      tasks.append(assignment.task)
    }
    let songs = artifact.evaluatedSongs
    return tasks.map { task in
      let own = artifact.assignments.filter { $0.task == task }.map(\.agreement)
      let places = songs.indices.filter { place in own.allSatisfy { !$0[place].isNaN } }
      return Experiment.Agreement(
        task: task, songs: places.map { artifact.songs.ids[songs[$0]] },
        values: places.map { place in
          own.reduce(0) { $0 + $1[place] } / Double(own.count)
        })
    }.filter { !$0.songs.isEmpty }
  }

  private static func contributions(_ table: Table) throws -> [Experiment.Contribution] {
    guard table.count > 0 else { return [] }
    let (kept, tasks) = (try table.texts("kept"), try table.texts("task"))
    let (clusterings, levels) = (try table.texts("clustering"), try table.texts("level"))
    let (metrics, values) = (try table.texts("metric"), try table.reals("value"))
    let weights =
      table.contains("weight") ? try table.reals("weight") : values.map { _ in Double.nan }
    return tasks.indices.filter { levels[$0] == "song" && metrics[$0] == "ami" }.map {
      Experiment.Contribution(
        kept: kept[$0], task: tasks[$0], clustering: clusterings[$0], value: values[$0],
        weight: weights[$0])
    }
  }

  private static func confounds(_ table: Table) throws -> [Experiment.Confound] {
    guard table.count > 0 else { return [] }
    let (tasks, clusterings) = (try table.texts("task"), try table.texts("clustering"))
    let (levels, properties) = (try table.texts("level"), try table.texts("property"))
    let (nmi, ami) = (try table.reals("nmi"), try table.reals("ami"))
    return tasks.indices.map {
      Experiment.Confound(
        task: tasks[$0], clustering: clusterings[$0], level: levels[$0],
        property: properties[$0], nmi: nmi[$0], ami: ami[$0])
    }
  }

  private static func projection(
    _ map: ScoresArtifact.Map, _ artifact: ScoresArtifact
  ) -> Experiment.Projection {
    let points = map.coordinates
    return Experiment.Projection(
      kind: map.kind, x: (0..<points.rows).map { Double(points[$0, 0]) },
      y: (0..<points.rows).map { Double(points[$0, 1]) }, explained: map.explainedVariance,
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
