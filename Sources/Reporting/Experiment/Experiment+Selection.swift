internal import Foundation

extension Experiment.Run {
  /// The run as readers see it.
  var name: String { "\(features) · \(model)" }
}

extension Experiment {
  /// One clustering of one model for one task, with the figures that it is ranked by.
  struct Candidate {
    let run: Run
    let name: String
    let clustering: String
    let k: Int
    /// Song level where there is one.
    let level: String
    let value: Double
    /// Bounds of the value by songs drawn anew; NaN where not known.
    let bounds: (low: Double, high: Double)
    let count: Int
  }

  /// The tasks that were evaluated: in the catalogue's order, then by name.
  var tasks: [String] {
    let found = Set(evaluations.flatMap { $0.scores.map(\.task) })
    return labels.filter(found.contains) + found.subtracting(labels).sorted()
  }

  /// The clustering algorithms that were evaluated, in the order in which the artifacts have them.
  var clusterings: [String] {
    var found: [String] = []
    for evaluation in evaluations {
      for score in evaluation.scores where !found.contains(score.clustering) {
        found.append(score.clustering)
      }
    }
    return found
  }

  /// The part that the report shows: what the models saw least of. All parts are in the CSV.
  var reportedPart: String {
    let parts = Set(evaluations.flatMap { $0.scores.map(\.part) })
    return ["test", "validation"].first(where: parts.contains) ?? parts.sorted().first ?? ""
  }

  /// What to call a model: with its run if there are several.
  func name(_ run: Run) -> String {
    let siblings = Set(
      (models.map(\.run) + evaluations.map(\.run)).filter {
        $0.features == run.features && $0.model == run.model
      })
    return siblings.count > 1 ? "\(run.name) · \(run.run)" : run.name
  }

  /// The model that is significantly better than every other one for a task, if there is one.
  func winner(_ task: String) -> String? {
    guard let comparison = comparisons.first(where: { $0.task == task }),
      let best = comparison.standings.max(by: { $0.mean < $1.mean })
    else { return nil }
    let own = comparison.pairs.filter { $0.first == best.name }
    let wins = own.count { $0.verdict == "significant" }
    return wins == comparison.standings.count - 1 ? best.name : nil
  }

  /// All clusterings for a task by the leading metric, best first; ties by name.
  func candidates(_ task: String) -> [Candidate] {
    let part = reportedPart
    let found = evaluations.flatMap { evaluation in
      let scores = evaluation.scores.filter {
        $0.task == task && $0.part == part && $0.metric == Metric.leading.key && !$0.value.isNaN
          && $0.isValid
      }
      let level = scores.contains { $0.level == "song" } ? "song" : "clip"
      return scores.filter { $0.level == level }.map { score in
        Candidate(
          run: evaluation.run, name: name(evaluation.run), clustering: score.clustering,
          k: score.k, level: level, value: score.value, bounds: score.bounds,
          count: score.count)
      }
    }
    return found.sorted { a, b in
      a.value != b.value ? a.value > b.value : (a.name, a.clustering) < (b.name, b.clustering)
    }
  }
}

/// What readers call one part of a split, or several joined by a plus sign.
func partName(_ key: String) -> String {
  let parts = key.split(separator: "+").joined(separator: " and ")
  return parts + (key.contains("+") ? " parts" : " part")
}

/// What readers call an algorithm; with the projection that it was run in, if any.
func clusteringName(_ key: String) -> String {
  let words = key.components(separatedBy: " in ")
  let name =
    switch words[0] {
    case "kmeans": "K-means"
    case "minibatch-kmeans": "Mini-batch K-means"
    case "ward": "Ward"
    case "gaussian-mixture": "Gaussian mixture"
    case "agglomerative": "Agglomerative"
    case "dbscan": "DBSCAN"
    case "hdbscan": "HDBSCAN"
    case "spectral": "Spectral"
    case "model": "The model’s own"
    default: words[0]
    }
  return ([name] + words.dropFirst().map(projectionName)).joined(separator: " in ")
}

/// What readers call a projection.
func projectionName(_ key: String) -> String {
  switch key {
  case "pca": "PCA"
  case "tsne": "t-SNE"
  case "umap": "UMAP"
  default: key
  }
}
